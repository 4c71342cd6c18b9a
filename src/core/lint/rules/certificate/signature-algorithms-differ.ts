// The signature algorithms inside and outside differ: (RFC 5280 §4.1.1.2).

import { shortNameOf } from '../../../asn1/oids.ts'
import { toHex } from '../../../bytes/hex.ts'
import { certificateRule } from '../../rule.ts'

export const certificateSignatureAlgorithmsDiffer = certificateRule({
  id: 'lint.certificate-signature-algorithms-differ',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.1.1.2',
  from: '2008-05-01',
  zlint: ['e_cert_sig_alg_not_match_tbs_sig_alg'],
  find: ({ innerSignature: a, signatureAlgorithm: b }) =>
    a.oid === b.oid && toHex(a.parameters ?? new Uint8Array()) === toHex(b.parameters ?? new Uint8Array())
      ? []
      : [`${shortNameOf(a.oid)} / ${shortNameOf(b.oid)}`],
})
