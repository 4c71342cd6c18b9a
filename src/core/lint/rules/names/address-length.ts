// An address has 4 or 16 octets: (RFC 5280 §4.2.1.6).

import { namesIn } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const namesAddressLength = sharedRule({
  id: 'lint.names-address-length',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.6',
  from: '2008-05-01',
  find: (one) =>
    namesIn(one, 'subjectAltName').flatMap(({ kind, bytes, text }) =>
      kind === 'ip' && bytes.length !== 4 && bytes.length !== 16 ? [text] : [],
    ),
})
