// The authority key identifier holds both the key and the issuer with serial number (Mozilla Root Store Policy §5.2).

import { keyIdentifiers } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const identifiersAuthorityBothForms = certificateRule({
  id: 'lint.identifiers-authority-both-forms',
  severity: 'error',
  source: 'browser',
  citation: 'Mozilla Root Store Policy §5.2',
  from: '2013-07-26',
  zlint: ['e_mp_authority_key_identifier_correct'],
  find: (one) => {
    const { keyId, issuer, serial } = keyIdentifiers(one)
    return keyId !== undefined && (issuer !== undefined || serial !== undefined)
  },
})
