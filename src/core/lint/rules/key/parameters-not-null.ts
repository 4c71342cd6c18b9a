// The parameters of an RSA key are NULL (RFC 3279 §2.3.1).

import { OID } from '../../../asn1/oids.ts'
import { toHex } from '../../../bytes/hex.ts'
import { sharedRule } from '../../rule.ts'

export const keyParametersNotNull = sharedRule({
  id: 'lint.key-parameters-not-null',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 3279 §2.3.1',
  from: '2002-04-01',
  zlint: ['e_spki_rsa_encryption_parameter_not_null'],
  when: ({ publicKeyAlgorithm: { oid } }) => oid === OID.rsaEncryption,
  find: ({ publicKeyAlgorithm: { parameters } }) => toHex(parameters ?? new Uint8Array()) !== '0500',
})
