// The subject was encoded twice: (ours).

import { TAG } from '../../../asn1/der.ts'
import { sharedRule } from '../../rule.ts'

export const subjectMixedEncodings = sharedRule({
  id: 'lint.subject-mixed-encodings',
  severity: 'error',
  source: 'community',
  citation: 'ours',
  zlint: ['e_utf8_latin1_mixup'],
  find: ({ subject }) =>
    subject.rdns
      .flat()
      .flatMap(({ text, tag }) => (tag === TAG.utf8String && /[ÃÂ][\u0080-\u00bf]/.test(text) ? [text] : [])),
})
