// A SHA-1 certificate dated before 2016 that is valid beyond 2019: check where it comes from (ours).

import { OID } from '../../../asn1/oids.ts'
import { certificateRule } from '../../rule.ts'

export const certificateBackdated = certificateRule({
  id: 'lint.certificate-backdated',
  severity: 'notice',
  source: 'ours',
  citation: 'ours',
  role: 'leaf',
  find: ({ signatureAlgorithm: { oid }, notBefore, notAfter }) =>
    (oid === OID.sha1WithRsa || oid === OID.ecdsaWithSha1) &&
    (notBefore.instant ?? 0) < Date.UTC(2016, 0, 1) &&
    (notAfter.instant ?? 0) > Date.UTC(2019, 0, 1),
})
