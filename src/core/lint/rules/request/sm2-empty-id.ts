// The request is signed under an empty identifier (OpenSSL’s default); Chinese CAs refuse it. Make it again under 1234567812345678 (GM/T 0009-2012 (clause unverified)).

import { requestRule } from '../../rule.ts'

export const requestSm2EmptyId = requestRule({
  id: 'lint.request-sm2-empty-id',
  severity: 'error',
  source: 'gm',
  citation: 'GM/T 0009-2012 (clause unverified)',
  find: ({ proof }) => proof === 'sm2-empty-id',
})
