// The key names SM2 as its algorithm; id-ecPublicKey with the SM2 curve is what software reads (GM/T 0006-2012 (clause unverified)).

import { OID } from '../../../asn1/oids.ts'
import { sharedRule } from '../../rule.ts'

export const gmKeyAlgorithm = sharedRule({
  id: 'lint.gm-key-algorithm',
  severity: 'warning',
  source: 'gm',
  citation: 'GM/T 0006-2012 (clause unverified)',
  find: ({ publicKeyAlgorithm: { oid } }) => oid === OID.sm2,
})
