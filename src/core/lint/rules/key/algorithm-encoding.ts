// The algorithm of the key is not encoded byte for byte as laid down: (CABF BR §7.1.3.1).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { toHex } from '../../../bytes/hex.ts'
import { sharedRule } from '../../rule.ts'

/** NULL for RSA; the names of P-256, P-384 and P-521. */
const ENCODINGS: ReadonlySet<string> = new Set([
  `${OID.rsaEncryption} 0500`,
  `${OID.ecPublicKey} 06082a8648ce3d030107`,
  `${OID.ecPublicKey} 06052b81040022`,
  `${OID.ecPublicKey} 06052b81040023`,
])

export const keyAlgorithmEncoding = sharedRule({
  id: 'lint.key-algorithm-encoding',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.3.1',
  from: '2020-08-20',
  zlint: ['e_algorithm_identifier_improper_encoding', 'e_mp_ecdsa_pub_key_encoding_correct'],
  find: ({ publicKeyAlgorithm: { oid, parameters = new Uint8Array() } }) =>
    ENCODINGS.has(`${oid} ${toHex(parameters)}`) ? [] : [`${shortNameOf(oid)} ${toHex(parameters).slice(0, 40)}`],
})
