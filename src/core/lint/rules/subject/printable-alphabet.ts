// A PrintableString holds characters outside its alphabet: (X.680 §41.4).

import { TAG } from '../../../asn1/der.ts'
import { sharedRule } from '../../rule.ts'

export const subjectPrintableAlphabet = sharedRule({
  id: 'lint.subject-printable-alphabet',
  severity: 'warning',
  source: 'ours',
  citation: 'X.680 §41.4',
  find: ({ subject }) =>
    subject.rdns
      .flat()
      .flatMap(({ tag, text }) =>
        tag === TAG.printableString && !/^[A-Za-z0-9 '()+,./:=?-]*$/.test(text) ? [text] : [],
      ),
})
