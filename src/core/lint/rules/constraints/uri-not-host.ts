// A URI constraint is a host or a domain: (RFC 5280 §4.2.1.10).

import { subtrees } from '../../contents.ts'
import { isFqdnOrIp } from '../../hosts.ts'
import { certificateRule } from '../../rule.ts'

export const constraintsUriNotHost = certificateRule({
  id: 'lint.constraints-uri-not-host',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.10',
  from: '2008-05-01',
  zlint: ['e_name_constraint_not_fqdn'],
  find: (one) =>
    subtrees(one).flatMap(({ base: { kind, text } }) =>
      kind === 'uri' && !isFqdnOrIp(text.replace(/^\./, '')) ? [text || '—'] : [],
    ),
})
