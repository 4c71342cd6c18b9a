// Certificates are version 3; this is version (CABF BR §7.1.1).

import { certificateRule } from '../../rule.ts'

export const certificateVersionNot3 = certificateRule({
  id: 'lint.certificate-version-not-3',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.1',
  from: '2012-07-01',
  zlint: ['e_invalid_certificate_version'],
  find: ({ version }) => (version === 3 ? [] : [String(version)]),
})
