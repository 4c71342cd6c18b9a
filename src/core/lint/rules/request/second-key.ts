// The request carries a second, temporary key to which the encryption key will be sent (CFCA P10 (clause unverified)).

import { requestRule } from '../../rule.ts'

export const requestSecondKey = requestRule({
  id: 'lint.request-second-key',
  severity: 'notice',
  source: 'gm',
  citation: 'CFCA P10 (clause unverified)',
  find: ({ attributes }) => attributes.some(({ oid }) => oid === '1.2.840.113549.1.9.63'),
})
