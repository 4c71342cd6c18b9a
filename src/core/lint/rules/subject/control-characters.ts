// The subject holds control characters: (RFC 5280 Appendix A.1).

import { shortNameOf } from '../../../asn1/oids.ts'
import { sharedRule } from '../../rule.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/

export const subjectControlCharacters = sharedRule({
  id: 'lint.subject-control-characters',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 Appendix A.1',
  zlint: ['e_subject_dn_not_printable_characters'],
  find: ({ subject }) => subject.rdns.flat().flatMap(({ text, oid }) => (CONTROL.test(text) ? [shortNameOf(oid)] : [])),
})
