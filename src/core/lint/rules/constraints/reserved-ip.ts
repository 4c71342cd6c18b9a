// A permitted range holds reserved addresses: (CABF BR §7.1.2.10.8).

import { subtrees } from '../../contents.ts'
import { touchesReservedIp } from '../../hosts.ts'
import { certificateRule } from '../../rule.ts'

export const constraintsReservedIp = certificateRule({
  id: 'lint.constraints-reserved-ip',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.10.8',
  from: '2012-07-01',
  zlint: ['e_ext_nc_intersects_reserved_ip'],
  find: (one) =>
    subtrees(one).flatMap(({ base, isExcluded }) =>
      base.kind === 'ip' && !isExcluded && touchesReservedIp(base.bytes) ? [base.text] : [],
    ),
})
