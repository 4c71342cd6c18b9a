// The subject holds HTML entities: (ours).

import { sharedRule } from '../../rule.ts'

export const subjectHtmlEntities = sharedRule({
  id: 'lint.subject-html-entities',
  severity: 'error',
  source: 'community',
  citation: 'ours',
  zlint: ['e_subj_contains_html_entities'],
  find: ({ subject }) =>
    subject.rdns.flat().flatMap(({ text }) => (/&(#\d+|#x[0-9a-f]+|[a-z][a-z0-9]+);/i.test(text) ? [text] : [])),
})
