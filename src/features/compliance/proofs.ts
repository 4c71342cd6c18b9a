// How a checkpoint is judged from the facts of today. A proof says what it saw, in figures; where nothing shows it, it does not hold.

import { civilText } from '#core/calendar/civil.ts'
import type { Instant } from '#core/verdict.ts'
import type { Facts } from './facts.ts'

/** `deployment`: others have to show it. `outside`: not for software. */
export type ProofState = 'holds' | 'partly' | 'missing' | 'deployment' | 'outside'

export interface Proof {
  state: ProofState
  /** Of the catalogue, `compliance.proof.…`. */
  code: string
  params: Record<string, string | number>
}

export type Prove = (facts: Facts) => Proof

const HOUR_MS = 3_600_000
const MAX_BACKUP_AGE_MS = 48 * HOUR_MS
/** Of the head of the trail that is shown. */
const SHOWN_DIGITS = 16

function proof(state: ProofState, code: string, params: Proof['params'] = {}): Proof {
  return { state, code: `compliance.proof.${code}`, params }
}

const day = (at: Instant | null) => (at === null ? '—' : civilText(at))

export const outside: Prove = () => proof('outside', 'outside')
export const absent: Prove = () => proof('outside', 'absent')
export const deployment: Prove = () => proof('deployment', 'deployment')
export const built: Prove = () => proof('partly', 'built')
export const egress: Prove = () => proof('partly', 'egress')
export const policies: Prove = () => proof('holds', 'policies')
export const sessions: Prove = () => proof('holds', 'sessions')

export const tls: Prove = ({ isReachedByTls }) => (isReachedByTls ? proof('holds', 'tls') : proof('missing', 'no-tls'))

/** A trail that is broken proves nothing of what is in it. */
function unbroken(facts: Facts, then: (facts: Facts) => Proof): Proof {
  const { isIntact, broken } = facts.audit
  return isIntact ? then(facts) : proof('missing', 'chain-broken', { seq: broken?.seq ?? 0 })
}

export const chain: Prove = (facts) =>
  unbroken(facts, ({ audit: { rows, head, checkpoints } }) =>
    proof(rows > 0 ? 'holds' : 'missing', 'chain', {
      rows,
      checkpoints,
      seq: head.seq,
      head: head.hash.slice(0, SHOWN_DIGITS),
    }),
  )

export const recorded: Prove = (facts) =>
  unbroken(facts, ({ audit: { rows } }) => proof(rows > 0 ? 'holds' : 'missing', 'recorded', { rows }))

export const retention: Prove = (facts) =>
  unbroken(facts, ({ audit: { firstAt, retentionMonths: months } }) =>
    proof(firstAt === null ? 'missing' : 'holds', 'retention', { first: day(firstAt), months }),
  )

/** Kept where whoever has the database cannot reach. */
export const copies: Prove = (facts) =>
  unbroken(facts, ({ audit: { places, retentionMonths: months } }) => {
    if (places.all === 0) return proof('partly', 'copies-none', { months })
    return proof(places.current === places.all ? 'holds' : 'partly', 'copies', { ...places, months })
  })

export const factors: Prove = ({ people, sessions: { all, twoFactors, certificates } }) => {
  const { administrators, withSecondFactor: equipped } = people
  const params = { administrators, equipped, all, two: twoFactors, certificates }
  const isWhole = equipped === administrators && twoFactors === all && administrators > 0
  return proof(isWhole ? 'holds' : equipped > 0 ? 'partly' : 'missing', 'factors', params)
}

export const conflicts: Prove = ({ people: { conflicts: count, conflictPairs: pairs, administrators } }) =>
  count === 0 && pairs > 0
    ? proof('holds', 'conflicts', { pairs, administrators })
    : proof('missing', 'conflicts-found', { count })

/** Exclusions are not integrity: each row is held against its seal, now. */
export const rights: Prove = (facts) => {
  const found = conflicts(facts)
  if (found.state !== 'holds') return found
  const { state, accounts, keys, altered } = facts.rights
  if (altered > 0) return proof('missing', 'rights-altered', { count: altered })
  return state === 'checked' ? proof('holds', 'rights-whole', { accounts, keys }) : proof('partly', 'rights-unchecked')
}

export const passwords: Prove = ({ people: { accounts, weakHashes } }) =>
  weakHashes === 0 ? proof('holds', 'passwords', { accounts }) : proof('missing', 'weak-hashes', { count: weakHashes })

export const sealed: Prove = ({ people: { accounts, weakHashes }, keys }) => {
  if (weakHashes > 0) return proof('missing', 'weak-hashes', { count: weakHashes })
  return keys.sealed === 0
    ? proof('holds', 'sealed-none', { accounts })
    : proof('holds', 'sealed', { sealed: keys.sealed, keks: keys.keks, accounts })
}

export const backup: Prove = ({ at, backup: { goodAt, drilledAt } }) => {
  const isFresh = (moment: Instant | null) => moment !== null && at - moment <= MAX_BACKUP_AGE_MS
  const params = { backup: day(goodAt), drill: day(drilledAt) }
  if (isFresh(goodAt) && isFresh(drilledAt)) return proof('holds', 'backup', params)
  return proof(goodAt === null ? 'missing' : 'partly', 'backup-old', params)
}
