// An RSA key has no use for (RFC 3279 §2.3.1).

import { OID } from '../../../asn1/oids.ts'
import { BIT, has, usageBits, usageNames } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const usageRsaLeaf = certificateRule({
  id: 'lint.usage-rsa-leaf',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 3279 §2.3.1',
  from: '2002-04-01',
  role: 'not-ca',
  zlint: ['e_rsa_allowed_ku_ee'],
  when: (one) => one.publicKeyAlgorithm.oid === OID.rsaEncryption && has(one, 'keyUsage'),
  find: (one) => usageNames((usageBits(one) ?? []).filter((bit) => bit > BIT.dataEncipherment)),
})
