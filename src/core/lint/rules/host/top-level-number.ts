// The host ends in a number (RFC 3696 §2).

import { alternativeNames, isIpText } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const hostTopLevelNumber = sharedRule({
  id: 'lint.host-top-level-number',
  severity: 'warning',
  source: 'ours',
  citation: 'RFC 3696 §2',
  find: (one) => alternativeNames(one, 'dns').filter((host) => /\.\d+$/.test(host) && !isIpText(host)),
})
