// The name is redacted (RFC 6962 (abandoned drafts)).

import { hostsOf } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const namesRedacted = sharedRule({
  id: 'lint.names-redacted',
  severity: 'notice',
  source: 'community',
  citation: 'RFC 6962 (abandoned drafts)',
  zlint: ['n_contains_redacted_dnsname'],
  find: (one) => hostsOf(one).filter((host) => /^(\*\.)?\?\./.test(host)),
})
