// The request holds a challenge password in the clear (RFC 2985 §5.4.1).

import { OID } from '../../../asn1/oids.ts'
import { requestRule } from '../../rule.ts'

export const requestChallengePassword = requestRule({
  id: 'lint.request-challenge-password',
  severity: 'notice',
  source: 'rfc',
  citation: 'RFC 2985 §5.4.1',
  find: ({ attributes }) => attributes.some(({ oid }) => oid === OID.challengePassword),
})
