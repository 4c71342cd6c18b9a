// The common name is not one of the alternative names letter for letter (CABF BR §7.1.4.3).

import { alternativeNames, texts } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectCommonNameNotExact = certificateRule({
  id: 'lint.subject-common-name-not-exact',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.4.3',
  from: '2021-08-25',
  role: 'not-ca',
  zlint: ['e_subject_common_name_not_exactly_from_san'],
  find: (one) => {
    const names = [...alternativeNames(one, 'dns'), ...alternativeNames(one, 'ip')]
    return texts(one.subject, 'commonName').filter((text) => !names.includes(text))
  },
})
