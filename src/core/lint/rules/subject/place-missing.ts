// A subject with an organization or a person names a locality or a province (CABF BR §7.1.4.2).

import { namesHolder, texts } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectPlaceMissing = certificateRule({
  id: 'lint.subject-place-missing',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.4.2',
  from: '2012-07-01',
  role: 'leaf',
  zlint: ['e_sub_cert_locality_name_must_appear', 'e_sub_cert_province_must_appear'],
  when: (one) => namesHolder(one.subject),
  find: ({ subject }) => texts(subject, 'localityName').length + texts(subject, 'stateOrProvinceName').length === 0,
})
