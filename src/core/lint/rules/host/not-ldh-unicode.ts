// The host must be written in ASCII (punycode) (RFC 5280 §7.2).

import { alternativeNames } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const hostNotLdhUnicode = sharedRule({
  id: 'lint.host-not-ldh-unicode',
  severity: 'error',
  source: 'ours',
  citation: 'RFC 5280 §7.2',
  find: (one) => alternativeNames(one, 'dns').filter((host) => [...host].some((character) => character > '~')),
})
