// The key usage does not fit the extended key usage (RFC 5280 §4.2.1.12).

import { OID } from '../../../asn1/oids.ts'
import { BIT, has, purposes, usageBits, usageNames } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

const { digitalSignature, contentCommitment, keyEncipherment, keyAgreement } = BIT
const CONSISTENT: ReadonlyMap<string, readonly number[]> = new Map([
  [OID.serverAuth, [digitalSignature, keyEncipherment, keyAgreement]],
  [OID.clientAuth, [digitalSignature, keyAgreement]],
  [OID.codeSigning, [digitalSignature]],
  [OID.emailProtection, [digitalSignature, contentCommitment, keyEncipherment, keyAgreement]],
  [OID.timeStamping, [digitalSignature, contentCommitment]],
  [OID.ocspSigning, [digitalSignature, contentCommitment]],
])

export const usagePurposeMismatch = certificateRule({
  id: 'lint.usage-purpose-mismatch',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.12',
  from: '2008-05-01',
  role: 'leaf',
  zlint: ['e_key_usage_and_extended_key_usage_inconsistent'],
  when: (one) => has(one, 'keyUsage') && has(one, 'extKeyUsage'),
  find: (one) => {
    const known = purposes(one).filter((purpose) => CONSISTENT.has(purpose))
    const bits = usageBits(one) ?? []
    const allowed = known.flatMap((purpose) => CONSISTENT.get(purpose) ?? [])
    if (known.length === 0) return []
    const isForeign = bits.some((bit) => !allowed.includes(bit))
    const isDouble = bits.includes(BIT.keyEncipherment) && bits.includes(BIT.keyAgreement)
    return bits.length === 0 || isForeign || isDouble ? [usageNames(bits).join(', ') || '—'] : []
  },
})
