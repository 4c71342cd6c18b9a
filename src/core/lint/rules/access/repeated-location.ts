// The address stands twice in the authority information access (CABF BR §7.1.2.7.7).

import { accesses, type LooseAccess, sameLocation } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const accessRepeatedLocation = certificateRule({
  id: 'lint.access-repeated-location',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.7',
  from: '2023-09-15',
  role: 'leaf',
  zlint: ['e_aia_unique_access_locations'],
  find: (one) => {
    const found = accesses(one)
    const isSame = (a: LooseAccess, b: LooseAccess) => a.method === b.method && sameLocation(a.location, b.location)
    return found.flatMap((access, at) =>
      found.findIndex((other) => isSame(access, other)) < at ? [access.location.text] : [],
    )
  },
})
