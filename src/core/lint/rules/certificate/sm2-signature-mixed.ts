// An SM2 certificate is signed with something else than SM2 with SM3: (GM/T 0015-2012 (clause unverified)).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { isSm2Key } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const certificateSm2SignatureMixed = certificateRule({
  id: 'lint.certificate-sm2-signature-mixed',
  severity: 'warning',
  source: 'gm',
  citation: 'GM/T 0015-2012 (clause unverified)',
  when: (one) => isSm2Key(one),
  find: ({ signatureAlgorithm: { oid } }) => (oid === OID.sm2WithSm3 ? [] : [shortNameOf(oid)]),
})
