// The address points to an internal name nobody outside can reach (CABF BR §7.1.2.7.7).

import { accesses, has } from '../../contents.ts'
import { isInternalName, uriHost } from '../../hosts.ts'
import { certificateRule } from '../../rule.ts'

export const accessInternalHost = certificateRule({
  id: 'lint.access-internal-host',
  severity: 'warning',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.7',
  from: '2012-07-01',
  role: 'leaf',
  zlint: ['w_sub_cert_aia_contains_internal_names'],
  when: (one) => has(one, 'authorityInfoAccess'),
  find: (one) =>
    accesses(one).flatMap(({ location: { kind, text } }) =>
      kind === 'uri' && isInternalName(uriHost(text) ?? 'x.y.com') ? [text] : [],
    ),
})
