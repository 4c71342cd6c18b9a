// The common name is not among the alternative names (CABF BR §7.1.4.3).

import { alternativeNames, texts } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectCommonNameNotInNames = certificateRule({
  id: 'lint.subject-common-name-not-in-names',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.4.3',
  from: '2012-07-01',
  until: '2021-08-25',
  role: 'not-ca',
  zlint: ['e_subject_common_name_not_from_san'],
  find: (one) => {
    const names = [...alternativeNames(one, 'dns'), ...alternativeNames(one, 'ip')].map((name) => name.toLowerCase())
    return texts(one.subject, 'commonName')
      .slice(-1)
      .filter((text) => text !== '' && !names.includes(text.toLowerCase()))
  },
})
