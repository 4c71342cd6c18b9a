// The issuer name is empty (RFC 5280 §4.1.2.4).

import { certificateRule } from '../../rule.ts'

export const subjectIssuerEmpty = certificateRule({
  id: 'lint.subject-issuer-empty',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.1.2.4',
  from: '2008-05-01',
  zlint: ['e_issuer_field_empty'],
  find: ({ issuer }) => issuer.rdns.length === 0,
})
