// The mailbox of the subject is not among the alternative names (RFC 5280 §4.1.2.6).

import { alternativeNames, texts } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectEmailNotInNames = certificateRule({
  id: 'lint.subject-email-not-in-names',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.1.2.6',
  from: '2008-05-01',
  zlint: ['e_subj_email_not_in_san'],
  when: ({ subject }) => texts(subject, 'emailAddress').length > 0,
  find: (one) => texts(one.subject, 'emailAddress').filter((text) => !alternativeNames(one, 'email').includes(text)),
})
