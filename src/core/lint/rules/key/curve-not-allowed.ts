// Public site certificates use P-256, P-384 or P-521; this is (CABF BR §6.1.5).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { namedCurve } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

const ALLOWED: ReadonlySet<string> = new Set([OID.prime256v1, OID.secp384r1, OID.secp521r1])

export const keyCurveNotAllowed = sharedRule({
  id: 'lint.key-curve-not-allowed',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §6.1.5',
  from: '2012-07-01',
  zlint: ['e_ec_improper_curves'],
  when: ({ publicKeyAlgorithm: { oid } }) => oid === OID.ecPublicKey,
  find: (one) => {
    const curve = namedCurve(one)
    return curve && ALLOWED.has(curve) ? [] : [curve ? shortNameOf(curve) : '—']
  },
})
