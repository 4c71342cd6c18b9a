// Public site certificates have no such key: (CABF BR §6.1.1.3).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { sharedRule } from '../../rule.ts'

const ALLOWED: ReadonlySet<string> = new Set([OID.rsaEncryption, OID.rsaPss, OID.dsa, OID.ecPublicKey])

export const keyTypeNotAllowed = sharedRule({
  id: 'lint.key-type-not-allowed',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §6.1.1.3',
  from: '2012-07-01',
  zlint: ['e_public_key_type_not_allowed'],
  find: ({ publicKeyAlgorithm: { oid } }) => (ALLOWED.has(oid) ? [] : [shortNameOf(oid)]),
})
