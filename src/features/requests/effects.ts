// What a kind brings about at its last approval, in that transaction: the list, and what is held.

import { and, eq, ne, notInArray } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { userRequests } from '#db/schema/requests.ts'
import { moveStaff, renameStaff } from '#features/organisation/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { Desk } from './desk.ts'
import { ENDED, type UserRequest } from './rules.ts'
import { takeOwnStep } from './step.ts'

/** @throws AppError where it cannot be done: then it is not approved either */
export async function takeEffect(tx: Tx, ctx: Ctx, desk: Desk, row: UserRequest): Promise<UserRequest> {
  const { kind, staffId, details } = row
  // The certificate with the new name follows, when the key is brought.
  if (kind === 'change') {
    await renameStaff(tx, ctx, staffId, details.newName ?? '')
    return row
  }
  if (kind === 'transfer') await transfer(tx, ctx, desk, row)
  if (kind === 'suspend') await desk.suspend(tx, ctx, credentialOf(row))
  if (kind === 'resume') await desk.resume(tx, ctx, credentialOf(row))
  if (kind === 'revoke') await desk.revoke(tx, ctx, credentialOf(row), details.cause ?? '')
  return takeOwnStep(tx, ctx, row, 'take-effect')
}

async function transfer(
  tx: Tx,
  ctx: Ctx,
  desk: Desk,
  { id, staffId, details, districtId }: UserRequest,
): Promise<void> {
  const [other] = await tx
    .select({ number: userRequests.number })
    .from(userRequests)
    .where(and(eq(userRequests.staffId, staffId), ne(userRequests.id, id), notInArray(userRequests.state, [...ENDED])))
  if (other) throw new AppError('precondition', 'requests.others-open', { number: other.number })
  const moved = await moveStaff(tx, ctx, staffId, details.toUnitId ?? '')
  if (moved.districtId !== districtId) await desk.move(tx, ctx, staffId, moved.districtId)
}

function credentialOf({ credentialId }: UserRequest): string {
  if (credentialId === null) throw new AppError('bad-input', 'requests.credential-missing')
  return credentialId
}
