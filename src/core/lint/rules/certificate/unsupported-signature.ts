// Public site certificates are not signed with (CABF BR §7.1.3.2).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { certificateRule } from '../../rule.ts'

const ALLOWED: ReadonlySet<string> = new Set([
  OID.sha1WithRsa,
  OID.sha256WithRsa,
  OID.sha384WithRsa,
  OID.sha512WithRsa,
  OID.rsaPss,
  OID.ecdsaWithSha256,
  OID.ecdsaWithSha384,
  OID.ecdsaWithSha512,
])

export const certificateUnsupportedSignature = certificateRule({
  id: 'lint.certificate-unsupported-signature',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.3.2',
  from: '2012-07-01',
  find: ({ signatureAlgorithm: { oid } }) => (ALLOWED.has(oid) ? [] : [shortNameOf(oid)]),
})
