// A long-dead Netscape extension stands here: (CABF BR §7.1.2.7.10).

import { has } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const purposeNetscape = sharedRule({
  id: 'lint.purpose-netscape',
  severity: 'notice',
  source: 'ours',
  citation: 'CABF BR §7.1.2.7.10',
  find: (one) => (['netscapeCertType', 'netscapeComment'] as const).filter((name) => has(one, name)),
})
