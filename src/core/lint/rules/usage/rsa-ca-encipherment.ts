// An RSA key that signs certificates or CRLs should not also be used for (RFC 3279 §2.3.1).

import { OID } from '../../../asn1/oids.ts'
import { BIT, has, hasUsage, usageBits, usageNames } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const usageRsaCaEncipherment = certificateRule({
  id: 'lint.usage-rsa-ca-encipherment',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 3279 §2.3.1',
  from: '2002-04-01',
  role: 'ca',
  zlint: ['e_rsa_allowed_ku_no_encipherment_ca'],
  when: (one) => one.publicKeyAlgorithm.oid === OID.rsaEncryption && has(one, 'keyUsage'),
  find: (one) => {
    if (!hasUsage(one, 'keyCertSign') && !hasUsage(one, 'cRLSign')) return []
    return usageNames(
      (usageBits(one) ?? []).filter((bit) => bit === BIT.keyEncipherment || bit === BIT.dataEncipherment),
    )
  },
})
