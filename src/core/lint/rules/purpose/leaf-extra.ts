// A site certificate should not have the purpose (CABF BR §7.1.2.7.10).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { has, purposes } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

const USUAL: ReadonlySet<string> = new Set([OID.serverAuth, OID.clientAuth, OID.emailProtection])

export const purposeLeafExtra = certificateRule({
  id: 'lint.purpose-leaf-extra',
  severity: 'warning',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.10',
  from: '2012-07-01',
  role: 'leaf',
  zlint: ['w_sub_cert_eku_extra_values', 'e_sub_cert_eku_check'],
  when: (one) => has(one, 'extKeyUsage'),
  find: (one) =>
    purposes(one)
      .filter((oid) => !USUAL.has(oid))
      .map(shortNameOf),
})
