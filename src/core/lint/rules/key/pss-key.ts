// The key is marked as RSASSA-PSS, which browsers refuse (Mozilla Root Store Policy §5.1).

import { OID } from '../../../asn1/oids.ts'
import { sharedRule } from '../../rule.ts'

export const keyPssKey = sharedRule({
  id: 'lint.key-pss-key',
  severity: 'error',
  source: 'browser',
  citation: 'Mozilla Root Store Policy §5.1',
  from: '2020-01-01',
  zlint: ['e_mp_rsassa-pss_in_spki'],
  find: ({ publicKeyAlgorithm: { oid } }) => oid === OID.rsaPss,
})
