// The parameters of an RSA signature algorithm are NULL (RFC 4055 §5).

import { OID } from '../../../asn1/oids.ts'
import { toHex } from '../../../bytes/hex.ts'
import { certificateRule } from '../../rule.ts'

const PKCS1: ReadonlySet<string> = new Set([
  OID.md5WithRsa,
  OID.sha1WithRsa,
  OID.sha224WithRsa,
  OID.sha256WithRsa,
  OID.sha384WithRsa,
  OID.sha512WithRsa,
])

export const certificateSignatureParametersNotNull = certificateRule({
  id: 'lint.certificate-signature-parameters-not-null',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 4055 §5',
  from: '2008-05-01',
  zlint: ['e_tbs_signature_rsa_encryption_parameter_not_null'],
  when: ({ innerSignature: { oid } }) => PKCS1.has(oid),
  find: ({ innerSignature: { parameters } }) => toHex(parameters ?? new Uint8Array()) !== '0500',
})
