// The RSA key has bits only; 2048 are the least (NIST SP 800-131A).

import { sharedRule } from '../../rule.ts'
import type { Linted } from '../../subject.ts'
import { type Weakness, weaknessesOf } from '../../weak-keys.ts'

const weakness = (kind: Weakness['kind']) => (one: Linted) =>
  weaknessesOf(one).flatMap((found) => (found.kind === kind ? [found.seen] : []))

export const keyRsaShort = sharedRule({
  id: 'lint.key-rsa-short',
  severity: 'error',
  source: 'ours',
  citation: 'NIST SP 800-131A',
  zlint: ['e_rsa_mod_less_than_2048_bits', 'e_mp_modulus_must_be_2048_bits_or_more'],
  find: weakness('rsa-short'),
})
