// The SM2 signature algorithm carries a NULL; some software refuses it (GM/T 0015-2012 (clause unverified)).

import { OID } from '../../../asn1/oids.ts'
import { certificateRule } from '../../rule.ts'

export const certificateSm2SignatureParameters = certificateRule({
  id: 'lint.certificate-sm2-signature-parameters',
  severity: 'notice',
  source: 'gm',
  citation: 'GM/T 0015-2012 (clause unverified)',
  find: ({ signatureAlgorithm: { oid, parameters } }) => oid === OID.sm2WithSm3 && parameters !== undefined,
})
