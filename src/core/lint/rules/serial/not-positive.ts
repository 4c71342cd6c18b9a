// Serial numbers are positive (RFC 5280 §4.1.2.2).

import { certificateRule } from '../../rule.ts'

export const serialNotPositive = certificateRule({
  id: 'lint.serial-not-positive',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.1.2.2',
  from: '2002-04-01',
  zlint: ['e_serial_number_not_positive'],
  find: ({ serial }) => (serial[0] ?? 0x80) >= 0x80 || serial.every((octet) => octet === 0),
})
