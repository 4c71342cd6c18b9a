// The host is longer than 253 characters (RFC 1035 §2.3.4).

import { alternativeNames } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const namesTooLong = sharedRule({
  id: 'lint.names-too-long',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 1035 §2.3.4',
  zlint: ['e_ext_san_dns_name_too_long'],
  find: (one) => alternativeNames(one, 'dns').filter((name) => name.length > 253),
})
