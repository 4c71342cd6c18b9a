// Keys that can be broken or are too weak (core/lint/weak-keys): one row a weakness.

import { Notes } from '../../../bytes/notes.ts'
import { type LintRule, sharedRule } from '../../rule.ts'
import type { Linted } from '../../subject.ts'
import { type Weakness, weaknessesOf } from '../../weak-keys.ts'

interface Row {
  kind: Weakness['kind']
  citation: string
  zlint?: readonly string[]
}

const ROWS: readonly Row[] = [
  {
    kind: 'rsa-short',
    citation: 'NIST SP 800-131A',
    zlint: ['e_rsa_mod_less_than_2048_bits', 'e_mp_modulus_must_be_2048_bits_or_more'],
  },
  { kind: 'rsa-oversized', citation: 'ours' },
  {
    kind: 'rsa-exponent-one',
    citation: 'CABF BR §6.1.6',
    zlint: ['e_mp_exponent_cannot_be_one', 'e_rsa_exp_negative'],
  },
  { kind: 'rsa-exponent-even', citation: 'CABF BR §6.1.6', zlint: ['e_rsa_public_exponent_not_odd'] },
  { kind: 'rsa-modulus-even', citation: 'CABF BR §6.1.6' },
  { kind: 'rsa-small-factor', citation: 'CABF BR §6.1.6', zlint: ['w_rsa_mod_factors_smaller_than_752'] },
  { kind: 'rsa-close-primes', citation: 'CABF BR §6.1.1.3 (Fermat)', zlint: ['e_rsa_fermat_factorization'] },
  { kind: 'rsa-roca', citation: 'CABF BR §6.1.1.3 (ROCA, CVE-2017-15361)' },
  { kind: 'dsa-short', citation: 'NIST SP 800-131A' },
  { kind: 'curve-weak', citation: 'NIST SP 800-186' },
  { kind: 'curve-spelled-out', citation: 'RFC 5480 §2.1.1' },
  { kind: 'point-off-curve', citation: 'NIST SP 800-56A §5.6.2.3' },
  { kind: 'point-small-order', citation: 'RFC 8032 §5.1' },
  { kind: 'unreadable', citation: 'RFC 3279 §2.3' },
]

/** The tests take milliseconds; fourteen rules ask. */
const SEEN = new Notes<Linted, Weakness[]>()

function weaknessesIn(one: Linted): Weakness[] {
  const known = SEEN.get(one)
  if (known) return known
  const found = weaknessesOf(one)
  SEEN.set(one, found)
  return found
}

export const WEAK_KEY_RULES: readonly LintRule<Linted>[] = ROWS.map(({ kind, ...spec }) =>
  sharedRule({
    ...spec,
    id: `lint.key-${kind}`,
    severity: 'error',
    source: 'ours',
    find: (one) => weaknessesIn(one).flatMap((weakness) => (weakness.kind === kind ? [weakness.seen] : [])),
  }),
)
