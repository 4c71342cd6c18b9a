// The address is reserved or private (CABF BR §4.2.2).

import { namesIn } from '../../contents.ts'
import { isReservedIp } from '../../hosts.ts'
import { sharedRule } from '../../rule.ts'

export const namesReservedIp = sharedRule({
  id: 'lint.names-reserved-ip',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §4.2.2',
  from: '2012-07-01',
  zlint: ['e_ext_san_contains_reserved_ip'],
  find: (one) =>
    namesIn(one, 'subjectAltName').flatMap(({ kind, bytes, text }) =>
      kind === 'ip' && isReservedIp(bytes) ? [text] : [],
    ),
})
