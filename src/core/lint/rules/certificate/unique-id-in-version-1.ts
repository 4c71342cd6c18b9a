// Unique identifiers need version 2 or 3 (RFC 5280 §4.1.2.8).

import { certificateRule } from '../../rule.ts'

export const certificateUniqueIdInVersion1 = certificateRule({
  id: 'lint.certificate-unique-id-in-version-1',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.1.2.8',
  from: '2008-05-01',
  zlint: ['e_cert_unique_identifier_version_not_2_or_3'],
  find: ({ hasUniqueId, version }) => hasUniqueId && version !== 2 && version !== 3,
})
