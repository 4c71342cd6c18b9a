// What becomes of a request, as one table: which step leads from where to where, who takes it, for which kinds.
// The database holds the same (guards.sql: user_request_transitions, guard_user_request); a test holds the two against each other.

import type { Allowance } from '#core/sla/clock.ts'
import { REQUEST_KINDS, REQUEST_STATES, type RequestDetails, type userRequests } from '#db/schema/requests.ts'
import { type AccountActor, type Actor, AppError, type Role } from '#src/context.ts'

export { REQUEST_KINDS, REQUEST_STATES }
export type RequestKind = (typeof REQUEST_KINDS)[number]
export type RequestState = (typeof REQUEST_STATES)[number]
export type UserRequest = typeof userRequests.$inferSelect

/** A certificate comes of it: somebody brings a key after the approval. */
export const KEYED = ['new', 'renew', 'rekey', 'change', 'upgrade'] as const satisfies readonly RequestKind[]
/** Done at the last approval, without a key. */
export const AT_ONCE = ['transfer', 'revoke', 'suspend', 'resume'] as const satisfies readonly RequestKind[]
const ALL = REQUEST_KINDS
/** A lost key is stopped by two persons, at once. */
const BY_TWO = ['suspend'] as const satisfies readonly RequestKind[]
const BY_THREE = ALL.filter((kind) => kind !== 'suspend')
/** A name that was changed on the list is not taken back by who asked. */
const CANCELLED_LATE = KEYED.filter((kind) => kind !== 'change')

/** `requester` who asked; `bringer` brings the key or does the work at the carrier; `service` what follows by itself. */
export type Party = 'requester' | 'reviewer' | 'approver' | 'bringer' | 'service'
export type StepName =
  | 'submit'
  | 'cancel'
  | 'review'
  | 'return'
  | 'reject'
  | 'approve'
  | 'take-effect'
  | 'finish'
  | 'bring-key'
  | 'issue'
  | 'fail'
  | 'write'
  | 'close'

export interface Step {
  step: StepName
  from: readonly RequestState[]
  to: RequestState
  by: Party
  kinds: readonly RequestKind[]
}

// biome-ignore format: the table is read in columns
export const STEPS: readonly Step[] = [
  { step: 'submit',      from: ['draft', 'returned'],                          to: 'submitted', by: 'requester', kinds: ALL },
  { step: 'cancel',      from: ['draft', 'returned', 'submitted', 'reviewed'], to: 'cancelled', by: 'requester', kinds: ALL },
  { step: 'cancel',      from: ['approved'],                                   to: 'cancelled', by: 'requester', kinds: CANCELLED_LATE },
  { step: 'review',      from: ['submitted'],                                  to: 'reviewed',  by: 'reviewer',  kinds: BY_THREE },
  { step: 'return',      from: ['submitted'],                                  to: 'returned',  by: 'reviewer',  kinds: ALL },
  { step: 'return',      from: ['reviewed'],                                   to: 'returned',  by: 'approver',  kinds: BY_THREE },
  { step: 'reject',      from: ['submitted'],                                  to: 'rejected',  by: 'reviewer',  kinds: ALL },
  { step: 'reject',      from: ['reviewed'],                                   to: 'rejected',  by: 'approver',  kinds: BY_THREE },
  { step: 'approve',     from: ['reviewed'],                                   to: 'approved',  by: 'approver',  kinds: BY_THREE },
  { step: 'approve',     from: ['submitted'],                                  to: 'approved',  by: 'reviewer',  kinds: BY_TWO },
  { step: 'take-effect', from: ['approved'],                                   to: 'closed',    by: 'service',   kinds: AT_ONCE },
  { step: 'finish',      from: ['approved'],                                   to: 'closed',    by: 'bringer',   kinds: ['unlock'] },
  { step: 'bring-key',   from: ['approved'],                                   to: 'issuing',   by: 'bringer',   kinds: KEYED },
  { step: 'issue',       from: ['issuing'],                                    to: 'issued',    by: 'service',   kinds: KEYED },
  { step: 'fail',        from: ['issuing'],                                    to: 'failed',    by: 'service',   kinds: KEYED },
  { step: 'write',       from: ['issued'],                                     to: 'written',   by: 'service',   kinds: KEYED },
  { step: 'close',       from: ['issued', 'written'],                          to: 'closed',    by: 'service',   kinds: KEYED },
]

/** Every pair the table allows, one line a kind. */
export function transitions(): { kind: RequestKind; from: RequestState; to: RequestState }[] {
  return STEPS.flatMap(({ kinds, from, to }) => kinds.flatMap((kind) => from.map((one) => ({ kind, from: one, to }))))
}

export const ENDED = ['closed', 'rejected', 'cancelled', 'failed'] as const satisfies readonly RequestState[]
/** With who asks: only here may what is asked for be changed. */
export const EDITABLE = ['draft', 'returned'] as const satisfies readonly RequestState[]

/** Who may be which party by role, and by the duty where the person has any. A job is the service, and no party besides. */
const PARTIES: Record<Exclude<Party, 'service'>, { roles: readonly Role[]; duty: 'enter' | 'review' | 'approve' }> = {
  requester: { roles: ['district-clerk', 'ra-officer'], duty: 'enter' },
  bringer: { roles: ['district-clerk', 'ra-officer'], duty: 'enter' },
  reviewer: { roles: ['district-clerk', 'ra-officer'], duty: 'review' },
  approver: { roles: ['ra-officer'], duty: 'approve' },
}
export const REQUEST_PARTIES = ['district-clerk', 'ra-officer'] as const satisfies readonly Role[]
export const REQUEST_READERS = [...REQUEST_PARTIES, 'auditor'] as const satisfies readonly Role[]

export interface Who {
  actor: AccountActor
  /** None: the roles alone decide. */
  duties: readonly string[]
}

/** @throws AppError `forbidden` */
export function requirePerson(actor: Actor): AccountActor {
  if (actor.type !== 'account') throw new AppError('forbidden', 'requests.person-required')
  return actor
}

type Deciding = Pick<UserRequest, 'kind' | 'state' | 'requesterPerson' | 'reviewerPerson' | 'approverPerson'>

/**
 * The line of the table for this step from here, for this person.
 * @throws AppError `precondition` where the table has none, `forbidden` where it has one for somebody else
 */
export function requireStep(request: Deciding, name: StepName, who: Who): Step {
  const step = stepFrom(request, name)
  if (!step) throw new AppError('precondition', 'requests.step-impossible', { step: name, state: request.state })
  const refusal = refusalOf(request, step, who)
  if (refusal) throw refusal
  return step
}

/** What this person may do next with this request. */
export function stepsFor(request: Deciding, who: Who): StepName[] {
  const open = STEPS.filter(({ by, from, kinds }) => by !== 'service' && fits(request, { from, kinds }))
  return [...new Set(open.filter((step) => !refusalOf(request, step, who)).map(({ step }) => step))]
}

/** The service's own steps. @throws AppError `precondition` */
export function requireOwnStep(request: Pick<UserRequest, 'kind' | 'state'>, name: StepName): Step {
  const step = stepFrom(request, name)
  if (step?.by !== 'service')
    throw new AppError('precondition', 'requests.step-impossible', { step: name, state: request.state })
  return step
}

function stepFrom(request: Pick<UserRequest, 'kind' | 'state'>, name: StepName): Step | undefined {
  return STEPS.find((step) => step.step === name && fits(request, step))
}

function fits({ kind, state }: Pick<UserRequest, 'kind' | 'state'>, { from, kinds }: Pick<Step, 'from' | 'kinds'>) {
  return from.includes(state) && kinds.includes(kind)
}

function refusalOf(request: Deciding, { by }: Step, { actor, duties }: Who): AppError | undefined {
  if (by === 'service') return new AppError('forbidden', 'requests.service-only')
  const { roles, duty } = PARTIES[by]
  if (!roles.some((role) => actor.roles.includes(role)))
    return new AppError('forbidden', 'app.role-required', { roles: roles.join(', ') })
  if (duties.length > 0 && !duties.includes(duty)) return new AppError('forbidden', 'requests.duty-required', { duty })
  const problem = personProblem(request, by, actor.personId)
  return problem === undefined ? undefined : new AppError('forbidden', problem)
}

/** Requester ≠ reviewer ≠ approver, and who brings the key decided nothing: by person, whatever the account. */
function personProblem(request: Deciding, by: Exclude<Party, 'service'>, person: string): string | undefined {
  const { requesterPerson, reviewerPerson, approverPerson } = request
  if (by === 'requester') return person === requesterPerson ? undefined : 'requests.not-requester'
  if (by === 'bringer')
    return person === reviewerPerson || person === approverPerson ? 'requests.bringer-decided' : undefined
  if (person === requesterPerson) return 'requests.same-person'
  return by === 'approver' && person === reviewerPerson ? 'requests.same-reviewer' : undefined
}

/** What each kind has to say; `credential`: it is about one that is held, in one of these states. */
export interface KindRule {
  credential: readonly ('active' | 'suspended' | 'written' | 'issued')[] | null
  causes?: readonly string[]
  needs: readonly (keyof RequestDetails)[]
}

const HELD = ['issued', 'written', 'active', 'suspended'] as const

// biome-ignore format: the table is read in columns
export const KINDS: Readonly<Record<RequestKind, KindRule>> = {
  new:      { credential: null,                       needs: ['profileId'] },
  renew:    { credential: ['active'],                 needs: [] },
  rekey:    { credential: HELD,                       needs: ['cause'], causes: ['lost', 'damaged', 'pin-locked'] },
  change:   { credential: ['active', 'suspended'],    needs: ['newName'] },
  transfer: { credential: null,                       needs: ['toUnitId'] },
  revoke:   { credential: HELD,                       needs: ['cause'], causes: ['left', 'key-compromise', 'not-needed', 'data-wrong'] },
  suspend:  { credential: ['active'], needs: ['cause'], causes: ['lost', 'leave', 'suspicion'] },
  resume:   { credential: ['suspended'],              needs: ['note'] },
  unlock:   { credential: ['active'],                 needs: [] },
  upgrade:  { credential: ['active'],                 needs: [] },
}

/** Which certificate an upgrade leads to. */
export const UPGRADE_PROFILE = 'staff-sm2'

/** What must not be asked for twice at once for one person: one certificate of a profile, one change of a credential. */
export function laneOf(kind: RequestKind, credentialId: string | null, profileId: string | undefined): string {
  return (KEYED as readonly string[]).includes(kind) ? `issue:${profileId ?? ''}` : `${kind}:${credentialId ?? ''}`
}

/** Working time, by the calendar of the bureau; both run from the submission. */
export const CLOCKS: { review: Allowance; approval: Allowance; urgent: Allowance } = {
  review: { kind: 'working-days', amount: 1 },
  approval: { kind: 'working-days', amount: 2 },
  /** 挂失 */
  urgent: { kind: 'working-time', amount: 60 },
}

/** Minutes before the end of a clock from which on a reminder goes out. */
export const REMIND_BEFORE_MS = 2 * 3_600_000
