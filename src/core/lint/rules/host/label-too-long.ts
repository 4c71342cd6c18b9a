// A label of the host is longer than 63 characters (RFC 1035 §2.3.4).

import { hostsOf } from '../../contents.ts'
import { labelsOf } from '../../hosts.ts'
import { sharedRule } from '../../rule.ts'

export const hostLabelTooLong = sharedRule({
  id: 'lint.host-label-too-long',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 1035 §2.3.4',
  role: 'leaf',
  zlint: ['e_dnsname_label_too_long', 'e_rfc_dnsname_label_too_long'],
  find: (one) => hostsOf(one).filter((host) => labelsOf(host).some((label) => label.length > 63)),
})
