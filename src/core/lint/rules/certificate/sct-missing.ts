// No certificate transparency timestamps inside; unless the server supplies them, browsers refuse (Apple CT policy (clause unverified)).

import { has, isServerCertificate } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const certificateSctMissing = certificateRule({
  id: 'lint.certificate-sct-missing',
  severity: 'notice',
  source: 'browser',
  citation: 'Apple CT policy (clause unverified)',
  from: '2018-10-15',
  role: 'leaf',
  when: (one) => isServerCertificate(one) && !has(one, 'precertificatePoison'),
  find: (one) => !has(one, 'signedCertificateTimestamps'),
})
