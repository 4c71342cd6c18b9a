// A site certificate must not have the purpose (CABF BR §7.1.2.7.10).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { has, hasPurpose, purposes } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

const FORBIDDEN: ReadonlySet<string> = new Set([
  OID.anyExtendedKeyUsage,
  OID.codeSigning,
  OID.timeStamping,
  OID.ocspSigning,
  OID.emailProtection,
  '1.3.6.1.4.1.11129.2.4.4',
])

export const purposeLeafForbidden = certificateRule({
  id: 'lint.purpose-leaf-forbidden',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.10',
  from: '2023-09-15',
  role: 'leaf',
  zlint: ['e_sub_cert_eku_check'],
  when: (one) => has(one, 'extKeyUsage'),
  find: (one) => {
    const forbidden = purposes(one)
      .filter((oid) => FORBIDDEN.has(oid))
      .map(shortNameOf)
    return hasPurpose(one, 'serverAuth') ? forbidden : [...forbidden, '≠ serverAuth']
  },
})
