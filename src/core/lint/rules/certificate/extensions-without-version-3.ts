// Extensions need version 3; this certificate is version (RFC 5280 §4.1.2.9).

import { certificateRule } from '../../rule.ts'

export const certificateExtensionsWithoutVersion3 = certificateRule({
  id: 'lint.certificate-extensions-without-version-3',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.1.2.9',
  zlint: ['e_cert_extensions_version_not_3'],
  find: ({ version, extensions }) => (version !== 3 && extensions.length > 0 ? [String(version)] : []),
})
