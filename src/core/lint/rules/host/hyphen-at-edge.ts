// A label of the host begins or ends with a hyphen (RFC 1034 §3.5).

import { hostsOf } from '../../contents.ts'
import { labelsOf } from '../../hosts.ts'
import { sharedRule } from '../../rule.ts'

export const hostHyphenAtEdge = sharedRule({
  id: 'lint.host-hyphen-at-edge',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 1034 §3.5',
  role: 'leaf',
  zlint: ['e_dnsname_hyphen_in_sld', 'e_rfc_dnsname_hyphen_in_sld'],
  find: (one) =>
    hostsOf(one).filter((host) => labelsOf(host).some((label) => label.startsWith('-') || label.endsWith('-'))),
})
