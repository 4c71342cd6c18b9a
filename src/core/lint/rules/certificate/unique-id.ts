// Conforming CAs write no unique identifiers (RFC 5280 §4.1.2.8).

import { certificateRule } from '../../rule.ts'

export const certificateUniqueId = certificateRule({
  id: 'lint.certificate-unique-id',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.1.2.8',
  from: '2008-05-01',
  zlint: ['e_cert_contains_unique_identifier'],
  find: ({ hasUniqueId }) => hasUniqueId,
})
