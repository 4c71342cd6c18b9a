// A CA for site certificates must not have the purpose (CABF BR §7.1.2.10.6).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { has, purposes } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

const FORBIDDEN: ReadonlySet<string> = new Set([
  OID.emailProtection,
  OID.codeSigning,
  OID.timeStamping,
  OID.ocspSigning,
])

export const purposeCaForbidden = certificateRule({
  id: 'lint.purpose-ca-forbidden',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.10.6',
  from: '2020-08-20',
  role: 'sub-ca',
  zlint: ['e_ca_invalid_eku'],
  when: (one) => has(one, 'extKeyUsage'),
  find: (one) => {
    const found = purposes(one)
    if (found.includes(OID.anyExtendedKeyUsage) && found.length > 1) return [shortNameOf(OID.anyExtendedKeyUsage)]
    return found.filter((oid) => FORBIDDEN.has(oid)).map(shortNameOf)
  },
})
