// An unusual use of an EC key: (RFC 5480 §3).

import { OID } from '../../../asn1/oids.ts'
import { BIT, has, isSm2Key, usageBits, usageNames } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const usageEcLeafUnusual = certificateRule({
  id: 'lint.usage-ec-leaf-unusual',
  severity: 'notice',
  source: 'rfc',
  citation: 'RFC 5480 §3',
  from: '2008-05-01',
  role: 'not-ca',
  zlint: ['n_ecdsa_ee_invalid_ku'],
  when: (one) => one.publicKeyAlgorithm.oid === OID.ecPublicKey && !isSm2Key(one) && has(one, 'keyUsage'),
  find: (one) =>
    usageNames(
      (usageBits(one) ?? []).filter(
        (bit) => bit !== BIT.digitalSignature && bit !== BIT.contentCommitment && bit !== BIT.keyAgreement,
      ),
    ),
})
