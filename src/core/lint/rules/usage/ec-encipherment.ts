// An EC key has no use for (RFC 8813 §3).

import { OID } from '../../../asn1/oids.ts'
import { BIT, has, isSm2Key, usageBits, usageNames } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const usageEcEncipherment = sharedRule({
  id: 'lint.usage-ec-encipherment',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 8813 §3',
  from: '2020-08-01',
  zlint: ['e_ecdsa_allowed_ku'],
  when: (one) => one.publicKeyAlgorithm.oid === OID.ecPublicKey && !isSm2Key(one) && has(one, 'keyUsage'),
  find: (one) =>
    usageNames((usageBits(one) ?? []).filter((bit) => bit === BIT.keyEncipherment || bit === BIT.dataEncipherment)),
})
