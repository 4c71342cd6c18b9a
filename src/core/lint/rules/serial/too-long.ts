// Serial numbers have at most 20 octets; this one has (RFC 5280 §4.1.2.2).

import { certificateRule } from '../../rule.ts'

export const serialTooLong = certificateRule({
  id: 'lint.serial-too-long',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.1.2.2',
  from: '2002-04-01',
  zlint: ['e_serial_number_longer_than_20_octets'],
  find: ({ serial }) => (serial.length > 20 ? [String(serial.length)] : []),
})
