// What may become of a request for a seal and by whom, without a database. The database holds the same table of steps (guards.sql).

import { isSm2Key, judgeKeyUsage } from '#core/cms/signer-certificate.ts'
import type { Instant } from '#core/verdict.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import type {
  SEAL_KINDS,
  SEAL_REQUEST_KINDS,
  SEAL_STATES,
  SealRequestState,
  sealRequests,
  seals,
} from '#db/schema/seals.ts'
import { type AccountActor, AppError, type Role } from '#src/context.ts'

export type SealRequestRow = typeof sealRequests.$inferSelect
export type SealRow = typeof seals.$inferSelect
export type SealKind = (typeof SEAL_KINDS)[number]
export type SealRequestKind = (typeof SEAL_REQUEST_KINDS)[number]
export type SealState = (typeof SEAL_STATES)[number]

/** Nobody has still to act on them; the database holds the same (`seal_requests_one_open`). */
export const CLOSED = ['delivered', 'done', 'rejected', 'cancelled'] as const satisfies readonly SealRequestState[]

/** Their requests make a seal: the first, one of other content, one for another certificate. The other kinds change how a seal stands. */
export const MAKING_KINDS: readonly SealRequestKind[] = ['new', 'change', 'reissue']
export const isMaking = (kind: SealRequestKind) => MAKING_KINDS.includes(kind)

export const REQUESTERS = ['district-clerk', 'ra-officer'] as const satisfies readonly Role[]
export const OFFICERS = ['ra-officer'] as const satisfies readonly Role[]
export const MAKERS = ['ra-officer', 'operator'] as const satisfies readonly Role[]
export const READERS = ['district-clerk', 'ra-officer', 'operator', 'auditor'] as const satisfies readonly Role[]

/** Why the certificate of a key that makes seals is revoked (RFC 5280 §5.3.1). */
export const MAKER_REASONS = ['keyCompromise', 'superseded', 'cessationOfOperation', 'privilegeWithdrawn'] as const

type Person = 'requester' | 'reviewer' | 'drafter' | 'maker'

export interface Step {
  of: 'making' | 'standing' | 'any'
  from: readonly SealRequestState[]
  to: SealRequestState
  roles: readonly Role[]
  /** In whose place the actor is written down. */
  as?: Person
  /** Only the person who asked for it. */
  own?: true
  /** Persons the actor must not be. */
  apartFrom: readonly Person[]
}

/** The whole of it: who may take a request from where to where. */
export const STEPS = {
  take: { of: 'making', from: ['queued'], to: 'submitted', roles: REQUESTERS, as: 'requester', apartFrom: [] },
  resubmit: { of: 'making', from: ['returned'], to: 'submitted', roles: REQUESTERS, own: true, apartFrom: [] },
  cancel: { of: 'any', from: ['submitted'], to: 'cancelled', roles: REQUESTERS, own: true, apartFrom: [] },
  abandon: { of: 'making', from: ['returned'], to: 'cancelled', roles: REQUESTERS, own: true, apartFrom: [] },
  drop: { of: 'making', from: ['queued'], to: 'cancelled', roles: OFFICERS, apartFrom: [] },
  return: {
    of: 'making',
    from: ['submitted', 'reviewed', 'pictured'],
    to: 'returned',
    roles: OFFICERS,
    apartFrom: ['requester'],
  },
  reject: { of: 'any', from: ['submitted'], to: 'rejected', roles: OFFICERS, as: 'reviewer', apartFrom: ['requester'] },
  review: {
    of: 'making',
    from: ['submitted'],
    to: 'reviewed',
    roles: OFFICERS,
    as: 'reviewer',
    apartFrom: ['requester'],
  },
  picture: { of: 'making', from: ['reviewed'], to: 'pictured', roles: MAKERS, as: 'drafter', apartFrom: ['requester'] },
  make: {
    of: 'making',
    from: ['pictured'],
    to: 'made',
    roles: MAKERS,
    as: 'maker',
    apartFrom: ['requester', 'reviewer'],
  },
  deliver: { of: 'making', from: ['made'], to: 'delivered', roles: MAKERS, apartFrom: [] },
  approve: {
    of: 'standing',
    from: ['submitted'],
    to: 'done',
    roles: OFFICERS,
    as: 'reviewer',
    apartFrom: ['requester'],
  },
} as const satisfies Record<string, Step>
export type StepName = keyof typeof STEPS

type Asked = Pick<SealRequestRow, 'kind' | 'state' | `${Person}Person`>

/** The step as it may be taken now. @throws AppError `forbidden` or `precondition` */
export function demandStep(name: StepName, request: Asked, actor: AccountActor): Step {
  const step: Step = STEPS[name]
  if (!fits(step, request))
    throw new AppError('precondition', 'seal-requests.not-now', { state: request.state, step: name })
  if (!step.roles.some((role) => actor.roles.includes(role)))
    throw new AppError('forbidden', 'app.role-required', { roles: step.roles.join(', ') })
  if (step.own && request.requesterPerson !== actor.personId) throw new AppError('forbidden', 'seal-requests.not-yours')
  if (step.apartFrom.some((person) => request[`${person}Person`] === actor.personId))
    throw new AppError('forbidden', 'seal-requests.same-person', { step: name })
  return step
}

function fits({ of, from }: Step, { kind, state }: Asked): boolean {
  return from.includes(state) && (of === 'any' || isMaking(kind) === (of === 'making'))
}

/** What this person may do with it now: for the console, which shows nothing else. */
export function openSteps(request: Asked, actor: AccountActor): StepName[] {
  return (Object.keys(STEPS) as StepName[]).filter((name) => {
    try {
      demandStep(name, request, actor)
      return true
    } catch (error) {
      if (error instanceof AppError) return false
      throw error
    }
  })
}

/** From which states of a seal each change of its standing begins, and where it ends. */
export const STANDING = {
  freeze: { from: ['active'], to: 'frozen' },
  unfreeze: { from: ['frozen'], to: 'active' },
  destroy: { from: ['active', 'frozen'], to: 'destroyed' },
  change: { from: ['active', 'frozen'], to: 'superseded' },
  reissue: { from: ['active', 'frozen'], to: 'superseded' },
} as const satisfies Record<Exclude<SealRequestKind, 'new'>, { from: readonly SealState[]; to: SealState }>

/** @throws AppError `precondition` */
export function demandSealState(kind: Exclude<SealRequestKind, 'new'>, state: SealState): void {
  const from: readonly SealState[] = STANDING[kind].from
  if (!from.includes(state)) throw new AppError('precondition', 'seal-requests.seal-is', { state })
}

/**
 * Whether a certificate may be listed in a seal: SM2, in force, for signing and not an authority's. Whether it is revoked: `demandInUse`, as far as this house knows.
 * @throws AppError `bad-input` naming the subject
 */
export function demandHolder(certificate: Certificate, subject: string, now: Instant): void {
  if (!isSm2Key(certificate)) throw new AppError('bad-input', 'seal-requests.certificate-not-sm2', { subject })
  if (now < certificate.notBefore || now > certificate.notAfter)
    throw new AppError('bad-input', 'seal-requests.certificate-not-in-force', { subject })
  if (judgeKeyUsage(certificate).some(({ effect }) => effect === 'fatal'))
    throw new AppError('bad-input', 'seal-requests.certificate-not-for-signing', { subject })
}

/** A year as the calendar of seals has it. */
const YEAR_MS = 365 * 86_400_000

/** Nobody could seal after the last certificate has ended. Version 1 writes years of two figures. */
export function validUntil(now: Instant, years: number, certificates: readonly Certificate[], version: 1 | 4): Instant {
  const last = Math.max(...certificates.map(({ notAfter }) => notAfter))
  const limit = version === 1 ? Date.UTC(2049, 11, 31) : Number.POSITIVE_INFINITY
  return Math.floor(Math.min(now + years * YEAR_MS, last, limit) / 1000) * 1000
}

/** 310106 · 26 · 000001. */
export function sealNumber(districtId: string, now: Instant, serial: number): string {
  // Shanghai has kept +08:00 since 1991.
  const year = new Date(now + 8 * 3_600_000).getUTCFullYear() % 100
  return `${districtId}${String(year).padStart(2, '0')}${String(serial).padStart(6, '0')}`
}

/** Dots an inch of pictures inside of seals: fine in print, and far below the size a seal may have. */
export const SEAL_DPI = 300
export const MAX_CERTIFICATES = 8
