// What somebody held on a day, told from what happened to a credential. Pure.

import { DAY_MS } from '#core/calendar/civil.ts'
import type { Instant } from '#core/verdict.ts'
import type { CREDENTIAL_STATES, credentialEvents } from '#db/schema/credentials.ts'
import type { SEAL_REQUEST_KINDS, SEAL_STATES } from '#db/schema/seals.ts'

type Kind = (typeof credentialEvents.$inferSelect)['kind']
export type Standing = (typeof CREDENTIAL_STATES)[number] | 'expired'

export interface Told {
  kind: Kind
  at: Instant
}

/** What each event makes of the credential; of several at one moment the last of this list. */
const MAKES: readonly (readonly [Kind, Exclude<Standing, 'expired'> | undefined])[] = [
  ['issued', 'issued'],
  ['written', 'written'],
  ['activated', 'active'],
  ['login-moved', undefined],
  ['moved', undefined],
  ['suspended', 'suspended'],
  ['resumed', 'active'],
  ['superseded', 'superseded'],
  ['revoked', 'revoked'],
]
const rank = (kind: Kind) => MAKES.findIndex(([one]) => one === kind)

export interface Span {
  from: Instant
  /** The last moment of it. */
  to: Instant
}

/** The civil day in Shanghai that begins at this moment. */
export function dayFrom(start: Instant): Span {
  return { from: start, to: start + DAY_MS - 1 }
}

/** How it stood at a moment; nothing before it was issued. */
export function standingAt(events: readonly Told[], notAfter: Instant, moment: Instant): Standing | undefined {
  const before = events
    .filter(({ at, kind }) => at <= moment && MAKES[rank(kind)]?.[1] !== undefined)
    .sort((one, other) => one.at - other.at || rank(one.kind) - rank(other.kind))
  const last = before.at(-1)
  if (!last) return undefined
  const standing = MAKES[rank(last.kind)]?.[1]
  const isEnded = standing === 'superseded' || standing === 'revoked'
  return !isEnded && notAfter < moment ? 'expired' : standing
}

/** When it came to an end: replaced, revoked or run out; null while it stands at `moment`. */
export function endOf(events: readonly Told[], notAfter: Instant, moment: Instant): Instant | null {
  const ended = events.filter(({ kind, at }) => (kind === 'superseded' || kind === 'revoked') && at <= moment)
  const ends = [...ended.map(({ at }) => at), ...(notAfter < moment ? [notAfter] : [])]
  return ends.length === 0 ? null : Math.min(...ends)
}

/** Whether it was anybody's at any moment of the day: made by then, and not over before. */
export function wasHeld(events: readonly Told[], notAfter: Instant, day: Span): boolean {
  if (standingAt(events, notAfter, day.to) === undefined) return false
  const end = endOf(events, notAfter, day.to)
  return end === null || end >= day.from
}

type SealState = (typeof SEAL_STATES)[number]
export type SealStanding = SealState | 'expired'

export interface SealTold {
  to: SealState
  at: Instant
}

const BY_APPROVAL: Readonly<Partial<Record<(typeof SEAL_REQUEST_KINDS)[number], SealState>>> = {
  freeze: 'frozen',
  unfreeze: 'active',
  destroy: 'destroyed',
}

/** What a step of a request made of the seal; nothing: it changed nothing about how it stands. */
export function sealTurn(step: string, kind: (typeof SEAL_REQUEST_KINDS)[number]): SealState | undefined {
  if (step === 'make') return 'active'
  if (step === 'supersede') return 'superseded'
  return step === 'approve' ? BY_APPROVAL[kind] : undefined
}

/** @param told in its order */
export function sealStandingAt(
  told: readonly SealTold[],
  validUntil: Instant,
  moment: Instant,
): SealStanding | undefined {
  const standing = told.filter(({ at }) => at <= moment).at(-1)?.to
  const isOver = standing === 'superseded' || standing === 'destroyed'
  return standing !== undefined && !isOver && validUntil < moment ? 'expired' : standing
}

export function endOfSeal(told: readonly SealTold[], validUntil: Instant, moment: Instant): Instant | null {
  const over = told.filter(({ to, at }) => (to === 'superseded' || to === 'destroyed') && at <= moment)
  const ends = [...over.map(({ at }) => at), ...(validUntil < moment ? [validUntil] : [])]
  return ends.length === 0 ? null : Math.min(...ends)
}

export function wasSealHeld(told: readonly SealTold[], validUntil: Instant, day: Span): boolean {
  if (sealStandingAt(told, validUntil, day.to) === undefined) return false
  const end = endOfSeal(told, validUntil, day.to)
  return end === null || end >= day.from
}
