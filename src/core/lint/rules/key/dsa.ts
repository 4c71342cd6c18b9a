// DSA keys are not allowed (CABF BR §6.1.1.3).

import { OID } from '../../../asn1/oids.ts'
import { sharedRule } from '../../rule.ts'

export const keyDsa = sharedRule({
  id: 'lint.key-dsa',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §6.1.1.3',
  from: '2020-08-20',
  zlint: ['e_br_prohibit_dsa_usage'],
  find: ({ publicKeyAlgorithm: { oid } }) => oid === OID.dsa,
})
