// This signature algorithm has no parameters: (RFC 5758 §3.2).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { certificateRule } from '../../rule.ts'

const BARE: ReadonlySet<string> = new Set([
  OID.ecdsaWithSha256,
  OID.ecdsaWithSha384,
  OID.ecdsaWithSha512,
  OID.ed25519,
  OID.ed448,
])

export const certificateSignatureParametersPresent = certificateRule({
  id: 'lint.certificate-signature-parameters-present',
  severity: 'warning',
  source: 'ours',
  citation: 'RFC 5758 §3.2',
  find: ({ signatureAlgorithm: { oid, parameters } }) => (BARE.has(oid) && parameters ? [shortNameOf(oid)] : []),
})
