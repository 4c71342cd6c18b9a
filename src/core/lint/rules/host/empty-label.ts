// The host has an empty label (RFC 1034 §3.1).

import { hostsOf } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const hostEmptyLabel = sharedRule({
  id: 'lint.host-empty-label',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 1034 §3.1',
  role: 'leaf',
  zlint: ['e_dnsname_empty_label', 'e_rfc_dnsname_empty_label'],
  find: (one) => hostsOf(one).filter((host) => host.startsWith('.') || host.includes('..')),
})
