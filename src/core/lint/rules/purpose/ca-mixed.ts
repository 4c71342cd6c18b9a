// An intermediate is limited to one purpose: (Mozilla Root Store Policy §5.3).

import { shortNameOf } from '../../../asn1/oids.ts'
import { hasPurpose, purposes } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const purposeCaMixed = certificateRule({
  id: 'lint.purpose-ca-mixed',
  severity: 'notice',
  source: 'browser',
  citation: 'Mozilla Root Store Policy §5.3',
  from: '2019-01-01',
  role: 'sub-ca',
  zlint: ['n_mp_allowed_eku'],
  find: (one) => {
    const isMixed = hasPurpose(one, 'serverAuth') && hasPurpose(one, 'emailProtection')
    const isOpen = purposes(one).length === 0 || hasPurpose(one, 'anyExtendedKeyUsage')
    return isMixed || isOpen ? [purposes(one).map(shortNameOf).join(', ') || '—'] : []
  },
})
