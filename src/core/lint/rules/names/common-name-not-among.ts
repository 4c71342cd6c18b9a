// The common name is not among the alternative names; browsers do not look at it (RFC 9525 §6.1).

import { alternativeNames, hasPurpose, isAuthority, texts } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const namesCommonNameNotAmong = sharedRule({
  id: 'lint.names-common-name-not-among',
  severity: 'warning',
  source: 'ours',
  citation: 'RFC 9525 §6.1',
  when: (one) => one.audience === 'private' || one.kind === 'request',
  find: (one) => {
    if (one.kind === 'certificate' && (isAuthority(one) || !hasPurpose(one, 'serverAuth'))) return []
    const names = [...alternativeNames(one, 'dns'), ...alternativeNames(one, 'ip')].map((name) => name.toLowerCase())
    return texts(one.subject, 'commonName').filter(
      (text) => /^(\*\.)?[^\s.]+(\.[^\s.]+)+$/.test(text) && !names.includes(text.toLowerCase()),
    )
  },
})
