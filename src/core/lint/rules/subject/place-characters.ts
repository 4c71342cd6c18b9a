// The province or locality holds characters that do not belong there: (CABF BR §3.2.2.1).

import { texts } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectPlaceCharacters = certificateRule({
  id: 'lint.subject-place-characters',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §3.2.2.1',
  from: '2012-07-01',
  zlint: ['e_state_or_province_name_must_not_contain_control_characters'],
  find: ({ subject }) =>
    [...texts(subject, 'stateOrProvinceName'), ...texts(subject, 'localityName')].filter((text) =>
      /[=:{};"|\\[\]]/.test(text),
    ),
})
