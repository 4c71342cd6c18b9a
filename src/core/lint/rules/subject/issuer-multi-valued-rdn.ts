// The issuer has several attributes in one relative name; some software cannot read that (X.501 §9.3 (clause unverified)).

import { certificateRule } from '../../rule.ts'

export const subjectIssuerMultiValuedRdn = certificateRule({
  id: 'lint.subject-issuer-multi-valued-rdn',
  severity: 'warning',
  source: 'community',
  citation: 'X.501 §9.3 (clause unverified)',
  zlint: ['w_multiple_issuer_rdn'],
  find: ({ issuer }) => issuer.rdns.some((rdn) => rdn.length > 1),
})
