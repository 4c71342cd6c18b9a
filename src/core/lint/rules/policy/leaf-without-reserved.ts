// A site certificate has exactly one policy of the Baseline Requirements; this has (CABF BR §7.1.2.7.9).

import { has, policies, RESERVED_POLICY } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const policyLeafWithoutReserved = certificateRule({
  id: 'lint.policy-leaf-without-reserved',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.9',
  from: '2023-09-15',
  role: 'leaf',
  when: (one) => has(one, 'certificatePolicies'),
  find: (one) => {
    const count = policies(one).filter(({ oid }) => Object.values(RESERVED_POLICY).includes(oid)).length
    return count === 1 ? [] : [String(count)]
  },
})
