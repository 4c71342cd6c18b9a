// The RSA key of a CA has no use for (RFC 3279 §2.3.1).

import { OID } from '../../../asn1/oids.ts'
import { BIT, has, usageBits, usageNames } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const usageRsaCa = certificateRule({
  id: 'lint.usage-rsa-ca',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 3279 §2.3.1',
  from: '2002-04-01',
  role: 'ca',
  zlint: ['e_rsa_allowed_ku_ca'],
  when: (one) => one.publicKeyAlgorithm.oid === OID.rsaEncryption && has(one, 'keyUsage'),
  find: (one) =>
    usageNames(
      (usageBits(one) ?? []).filter(
        (bit) => bit === BIT.keyAgreement || bit === BIT.encipherOnly || bit === BIT.decipherOnly,
      ),
    ),
})
