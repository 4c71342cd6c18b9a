// SHA-1 signs no certificate any more: (CABF BR §7.1.3.2).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { certificateRule } from '../../rule.ts'

const SHA1: ReadonlySet<string> = new Set([OID.sha1WithRsa, OID.sha1WithDsa, OID.ecdsaWithSha1])

export const certificateWeakSignature = certificateRule({
  id: 'lint.certificate-weak-signature',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.3.2',
  from: '2016-01-01',
  zlint: ['e_sub_cert_or_sub_ca_using_sha1'],
  find: ({ signatureAlgorithm: { oid } }) => (SHA1.has(oid) ? [shortNameOf(oid)] : []),
})
