// The signature rests on a broken hash: (NIST SP 800-131A).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { sharedRule } from '../../rule.ts'

const BROKEN: ReadonlySet<string> = new Set([
  OID.md2WithRsa,
  OID.md5WithRsa,
  OID.sha1WithRsa,
  OID.sha1WithRsaOiw,
  OID.sha1WithDsa,
  OID.ecdsaWithSha1,
  OID.sm2WithSha1,
])

export const certificateForbiddenSignature = sharedRule({
  id: 'lint.certificate-forbidden-signature',
  severity: 'error',
  source: 'ours',
  citation: 'NIST SP 800-131A',
  when: (one) => one.kind === 'request' || !one.isSelfSigned,
  find: ({ signatureAlgorithm: { oid } }) => (BROKEN.has(oid) ? [shortNameOf(oid)] : []),
})
