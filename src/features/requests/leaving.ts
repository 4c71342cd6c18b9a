// 离职: somebody leaves, and what they hold must end. In the same transaction each certificate in force gets a drafted revocation, each seal of
// their own a request to be frozen, each account an approval to be disabled. None of it takes effect here: a revocation takes three persons
// as any other, the rest the second person its own rules demand.

import { and, eq, notInArray } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import type { Db, Tx } from '#db/database.ts'
import { userRequests } from '#db/schema/requests.ts'
import { leaveIn, lockActive, type Staff, staffIn } from '#features/organisation/index.ts'
import type { Ctx } from '#src/context.ts'
import { createIn } from './create.ts'
import type { Desk, HeldAccount, HeldCredential, HeldSeal } from './desk.ts'
import { ENDED, KINDS, type RequestState } from './rules.ts'

export interface LeavingStand {
  /** In force, each with the revocation that was asked for. */
  credentials: (Pick<HeldCredential, 'id' | 'algorithm' | 'state' | 'notAfter'> & { request: RevocationAsked | null })[]
  seals: HeldSeal[]
  /** None where the person is nobody with accounts here. */
  accounts: HeldAccount[]
}

interface RevocationAsked {
  id: string
  number: string
  state: RequestState
}

/** What leaving takes, or what is left to do of it. @throws AppError `not-found` */
export async function leavingStand(ctx: Ctx, desk: Desk, staffId: string): Promise<LeavingStand> {
  return standIn(ctx.db, desk, await staffIn(ctx.db, staffId), ctx.now)
}

/** @throws AppError `not-found`, `precondition` for somebody who has left already */
export async function recordLeaving(ctx: Ctx, desk: Desk, staffId: string, reason: string): Promise<LeavingStand> {
  return ctx.db.transaction(async (tx) => {
    const person = await lockActive(tx, staffId)
    for (const { id, request } of await credentialsIn(tx, desk, staffId)) {
      const wish = { kind: 'revoke' as const, staffId, credentialId: id, details: { cause: 'left', note: reason } }
      if (!request) await createIn(tx, ctx, desk, wish)
    }
    const why = WHY(person.name, reason)
    await desk.freezeSeals(tx, ctx, staffId, why)
    if (person.personId !== null) await desk.disableAccounts(tx, ctx, person.personId, why)
    // What was asked for and the mark are one transaction: all of it, or nothing.
    const left = await leaveIn(tx, ctx, staffId, reason)
    return standIn(tx, desk, left, ctx.now)
  })
}

/** For whoever decides; what people type here is kept as they typed it. */
const WHY = (name: string, reason: string) => `${name}离职：${reason}`

async function standIn(
  db: Db | Tx,
  desk: Desk,
  { id: staffId, personId }: Pick<Staff, 'id' | 'personId'>,
  now: Instant,
): Promise<LeavingStand> {
  const credentials = await credentialsIn(db, desk, staffId)
  const accounts = personId === null ? [] : await desk.accounts(db, personId, now)
  return { credentials, seals: await desk.seals(db, staffId), accounts }
}

async function credentialsIn(db: Db | Tx, desk: Desk, staffId: string): Promise<LeavingStand['credentials']> {
  const inForce = KINDS.revoke.credential as readonly string[]
  const held = (await desk.held(db, [staffId])).filter(({ state }) => inForce.includes(state))
  const asked = await revocationsAsked(db, staffId)
  return held.map(({ id, algorithm, state, notAfter }) => {
    const request = asked.find(({ credentialId }) => credentialId === id)
    return { id, algorithm, state, notAfter, request: request ? shown(request) : null }
  })
}

const shown = ({ id, number, state }: RevocationAsked): RevocationAsked => ({ id, number, state })

function revocationsAsked(db: Db | Tx, staffId: string) {
  const { id, number, state, credentialId, kind } = userRequests
  return db
    .select({ id, number, state, credentialId })
    .from(userRequests)
    .where(and(eq(userRequests.staffId, staffId), eq(kind, 'revoke'), notInArray(state, [...ENDED])))
}
