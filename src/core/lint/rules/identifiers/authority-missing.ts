// There is no authority key identifier (RFC 5280 §4.2.1.1).

import { keyIdentifiers } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const identifiersAuthorityMissing = certificateRule({
  id: 'lint.identifiers-authority-missing',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.1',
  from: '2002-04-01',
  zlint: ['e_ext_authority_key_identifier_no_key_identifier'],
  when: (one) => !one.isSelfSigned,
  find: (one) => keyIdentifiers(one).keyId === undefined,
})
