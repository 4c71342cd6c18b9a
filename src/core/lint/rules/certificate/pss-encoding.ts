// The parameters of RSASSA-PSS are not encoded as laid down (Mozilla Root Store Policy §5.1.1).

import { OID } from '../../../asn1/oids.ts'
import { toHex } from '../../../bytes/hex.ts'
import { certificateRule } from '../../rule.ts'

/** SHA-256, SHA-384, SHA-512, with MGF1 over the same hash and a salt as long as it. */
const PARAMETERS: ReadonlySet<string> = new Set(
  [
    ['01', '20'],
    ['02', '30'],
    ['03', '40'],
  ].map(
    ([hash, salt]) =>
      `3034a00f300d060960864801650304020${hash?.slice(1)}0500a11c301a06092a864886f70d010108300d060960864801650304020${hash?.slice(1)}0500a2030201${salt}`,
  ),
)

export const certificatePssEncoding = certificateRule({
  id: 'lint.certificate-pss-encoding',
  severity: 'error',
  source: 'browser',
  citation: 'Mozilla Root Store Policy §5.1.1',
  from: '2020-01-01',
  zlint: ['e_mp_rsassa-pss_parameters_encoding_in_signature_algorithm_correct'],
  when: ({ innerSignature: { oid } }) => oid === OID.rsaPss,
  find: ({ innerSignature: { parameters } }) => !PARAMETERS.has(toHex(parameters ?? new Uint8Array())),
})
