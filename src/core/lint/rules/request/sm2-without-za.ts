// The request is signed without ZA, against the SM2 standard (GM/T 0009-2012 (clause unverified)).

import { requestRule } from '../../rule.ts'

export const requestSm2WithoutZa = requestRule({
  id: 'lint.request-sm2-without-za',
  severity: 'error',
  source: 'gm',
  citation: 'GM/T 0009-2012 (clause unverified)',
  find: ({ proof }) => proof === 'sm2-without-za',
})
