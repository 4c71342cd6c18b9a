// A security administrator asks for an account or for a change of one; another one decides. The first further security administrator of an
// empty estate is made by the only person there is (docs/decisions/0010).

import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { accounts, persons } from '#db/schema/accounts.ts'
import { type ApprovalRow, propose } from '#features/approvals/index.ts'
import { lockAudit, recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { type CreatedAccount, makeAccount } from '../create.ts'
import { isWhole } from '../rights/whole.ts'
import { newPassword } from '../secrets.ts'
import { AccountChange, type AskAccount, type AskChange } from './inputs.ts'
import { accountsKind, HALF_GROUPS, takesPassword } from './kind.ts'
import { requireSense, type Standing, standingOf } from './standing.ts'

export interface Asked {
  approval: ApprovalRow
  /** The first half of a one-time password: shown once, kept sealed until the approval. */
  passwordHalf?: string
}

/** @throws AppError `conflict` for a taken name or what waits already, `not-found` for an unknown person */
export async function askAccount(
  ctx: Ctx,
  { reason, ...input }: AskAccount,
): Promise<Asked | { made: CreatedAccount }> {
  const roles = [...new Set(input.roles)].sort()
  const password = newPassword()
  const passwordHash = await ctx.ports.passwords.hash(password)
  return ctx.db.transaction(async (tx) => {
    // Two at once take turns: the exception below is for one.
    await lockAudit(tx)
    const isFirst = roles.length === 1 && roles[0] === 'security-admin' && input.personId === undefined
    if (isFirst && (await isAlone(tx))) {
      const made = await makeAccount(tx, ctx, { ...input, roles }, passwordHash)
      await recordAudit(tx, ctx, {
        action: 'account.second-security-admin-made-alone',
        object: { type: 'account', id: made.id },
        detail: { username: input.username, reason },
      })
      return { made: { ...made, password } }
    }
    const name = input.personId === undefined ? input.name : await nameOf(tx, input.personId)
    await requireFree(tx, input.username)
    const { username, personId = null, districtId = null } = input
    const wanted = { action: 'create', name, username, roles, personId, districtId } as const
    return ask(tx, ctx, wanted, { id: randomUUID(), reason })
  })
}

/** @throws AppError `not-found`, `conflict` where it is so already or waits already, `precondition` */
export async function askChange(ctx: Ctx, accountId: string, { reason, ...wanted }: AskChange): Promise<Asked> {
  return ctx.db.transaction(async (tx) => {
    await lockAudit(tx)
    const standing = await standingOf(tx, accountId)
    await requireSense(tx, standing, wanted)
    if (wanted.action === 'confirm' && (await isWhole({ db: tx, ports: ctx.ports }, accountId)))
      throw new AppError('conflict', 'accounts.nothing-changes')
    return ask(tx, ctx, changeOf(standing, wanted), { id: accountId, reason })
  })
}

type Wanted = AskChange extends infer One ? (One extends unknown ? Omit<One, 'reason'> : never) : never

function changeOf(standing: Standing, wanted: Wanted): AccountChange {
  const { accountId, personId, name, username, roles, districtId, isDisabled } = standing
  const about = { accountId, personId, name, username }
  if (wanted.action === 'confirm') return { action: 'confirm', ...about, roles, districtId, isDisabled }
  return AccountChange.parse({
    ...wanted,
    ...about,
    ...('roles' in wanted && { roles: [...new Set(wanted.roles)].sort() }),
  })
}

async function ask(tx: Tx, ctx: Ctx, request: AccountChange, { id, reason }: { id: string; reason: string }) {
  const passwordHalf = takesPassword(request) ? newPassword(HALF_GROUPS) : undefined
  const secret = passwordHalf && new TextEncoder().encode(passwordHalf)
  const sealedId = secret && (await ctx.ports.secrets.keep(tx, { secret, purpose: 'first-password', now: ctx.now }))
  const approval = await propose(tx, ctx, accountsKind, {
    object: { type: 'account', id },
    subject: `${request.name}（${request.username}）`,
    request,
    reason,
    ...(sealedId && { sealedId }),
  })
  return { approval, ...(passwordHalf && { passwordHalf }) }
}

/** One account in the whole house. Accounts are never removed, so this holds once, before there is a second, and never again. */
async function isAlone(tx: Tx): Promise<boolean> {
  return (await tx.select({ id: accounts.id }).from(accounts).limit(2)).length === 1
}

async function nameOf(tx: Tx, personId: string): Promise<string> {
  const [person] = await tx.select({ name: persons.name }).from(persons).where(eq(persons.id, personId))
  if (!person) throw new AppError('not-found', 'accounts.person-unknown')
  return person.name
}

async function requireFree(tx: Tx, username: string): Promise<void> {
  const [taken] = await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.username, username))
  if (taken) throw new AppError('conflict', 'accounts.username-taken')
}
