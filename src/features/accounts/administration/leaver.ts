// 离职: who records that somebody leaves asks by it for their accounts to be disabled, and a security administrator decides. Two persons,
// as for every change of an account; nothing is disabled before.

import { and, desc, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import type { Db, Tx } from '#db/database.ts'
import { accounts, persons } from '#db/schema/accounts.ts'
import { approvals } from '#db/schema/approvals.ts'
import { type ApprovalKind, LIFETIME_MS, propose, type ShownState, stateOf } from '#features/approvals/index.ts'
import type { Ctx } from '#src/context.ts'
import { accountsKind, performChange } from './kind.ts'

const LeaverAccount = z.strictObject({
  accountId: z.uuid(),
  personId: z.uuid(),
  name: z.string(),
  username: z.string(),
})
type LeaverAccount = z.output<typeof LeaverAccount>

export const leaverAccountKind: ApprovalKind<LeaverAccount> = {
  id: 'leaver-account',
  requesters: ['district-clerk', 'ra-officer'],
  deciders: ['security-admin'],
  lifetimeMs: LIFETIME_MS,
  request: LeaverAccount,
  describe: ({ name, username }) => [{ code: 'approvals.leaver-account.disable', params: { name, username } }],
  concerns: ({ personId }) => personId,
  isForEmergencies: () => true,
  effect: {
    when: 'on-approval',
    async perform(tx, ctx, { request }) {
      await performChange(tx, ctx, { action: 'disable', ...request })
      return { outcome: { accountId: request.accountId } }
    },
  },
}

/** An account of somebody who leaves, and what was last asked about its end. */
export interface LeaverStand {
  id: string
  username: string
  isDisabled: boolean
  approval: { id: string; state: ShownState } | null
}

/** By user name; the disabled ones too. */
export async function accountsOfLeaver(db: Db | Tx, personId: string, now: number): Promise<LeaverStand[]> {
  const { id, username, isDisabled } = accounts
  const rows = await db
    .select({ id, username, isDisabled })
    .from(accounts)
    .where(eq(accounts.personId, personId))
    .orderBy(username)
  const asked = await lastAsked(
    db,
    rows.map((row) => row.id),
  )
  return rows.map((row) => {
    const approval = asked.get(row.id)
    return { ...row, approval: approval ? { id: approval.id, state: stateOf(approval, now) } : null }
  })
}

/** The newest approval that disables each, whoever asked for it. */
async function lastAsked(db: Db | Tx, accountIds: readonly string[]) {
  const { kind, objectType, objectId, requestedAt } = approvals
  if (accountIds.length === 0) return new Map<string, typeof approvals.$inferSelect>()
  const rows = await db
    .select()
    .from(approvals)
    .where(
      and(
        ...[inArray(kind, [leaverAccountKind.id, accountsKind.id]), eq(objectType, 'account')],
        inArray(objectId, [...accountIds]),
      ),
    )
    .orderBy(desc(requestedAt))
  const disabling = rows.filter((row) => row.kind === leaverAccountKind.id || isDisabling(row.request))
  return new Map(disabling.reverse().map((row) => [row.objectId, row]))
}

const isDisabling = (request: string) => accountsKind.request.parse(JSON.parse(request)).action === 'disable'

/** In the transaction of the leaving: for every account that is not disabled, unless somebody asked for that already. */
export async function askLeaverAccounts(tx: Tx, ctx: Ctx, personId: string, reason: string): Promise<void> {
  const [person] = await tx.select({ name: persons.name }).from(persons).where(eq(persons.id, personId))
  if (!person) return
  for (const { id, username, isDisabled, approval } of await accountsOfLeaver(tx, personId, ctx.now)) {
    if (isDisabled || approval?.state === 'pending') continue
    await propose(tx, ctx, leaverAccountKind, {
      object: { type: 'account', id },
      subject: `${person.name}（${username}）`,
      request: { accountId: id, personId, name: person.name, username },
      reason,
    })
  }
}
