// The text of the subject attribute cannot be decoded (RFC 5280 §4.1.2.4).

import { shortNameOf } from '../../../asn1/oids.ts'
import { sharedRule } from '../../rule.ts'

export const subjectUndecodable = sharedRule({
  id: 'lint.subject-undecodable',
  severity: 'error',
  source: 'ours',
  citation: 'RFC 5280 §4.1.2.4',
  find: ({ subject }) =>
    subject.rdns.flat().flatMap(({ text, oid }) => (text.startsWith('#') ? [shortNameOf(oid)] : [])),
})
