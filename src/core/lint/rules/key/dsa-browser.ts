// Browsers do not accept DSA keys (Mozilla Root Store Policy §5.1).

import { OID } from '../../../asn1/oids.ts'
import { certificateRule } from '../../rule.ts'

export const keyDsaBrowser = certificateRule({
  id: 'lint.key-dsa-browser',
  severity: 'error',
  source: 'browser',
  citation: 'Mozilla Root Store Policy §5.1',
  from: '2017-02-28',
  zlint: ['e_prohibit_dsa_usage'],
  find: ({ publicKeyAlgorithm: { oid } }) => oid === OID.dsa,
})
