// Makes an account with its roles and a random first password.

import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Db, Tx } from '#db/database.ts'
import { accountRoles, accounts, persons } from '#db/schema/accounts.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx, type Role } from '#src/context.ts'
import type { CreateAccount } from './inputs.ts'
import { sealRights } from './rights/seal.ts'
import { newPassword } from './secrets.ts'

export interface CreatedAccount {
  id: string
  name: string
  username: string
  roles: Role[]
  /** Shown once, kept nowhere. */
  password: string
}

/**
 * For the installation: people ask for accounts and others approve (administration/).
 * @throws AppError `conflict` for a taken name or roles that exclude each other, `not-found` for an unknown person.
 */
export async function createAccount(ctx: Ctx, input: CreateAccount): Promise<CreatedAccount> {
  const password = newPassword()
  const passwordHash = await ctx.ports.passwords.hash(password)
  return ctx.db.transaction(async (tx) => ({ ...(await makeAccount(tx, ctx, input, passwordHash)), password }))
}

/** In a transaction of the caller's, with a password that was made and hashed before. @throws AppError as `createAccount` */
export async function makeAccount(
  tx: Tx,
  ctx: Ctx,
  input: CreateAccount,
  passwordHash: string,
): Promise<Omit<CreatedAccount, 'password'>> {
  const person = await personFor(tx, ctx, input)
  const id = randomUUID()
  const { username, districtId = null } = input
  const roles = [...new Set(input.roles)].sort()
  await refusing(
    tx.insert(accounts).values({
      id,
      personId: person.id,
      username,
      passwordHash,
      passwordChangedAt: ctx.now,
      createdAt: ctx.now,
      districtId,
    }),
  )
  await refusing(tx.insert(accountRoles).values(roles.map((role) => ({ accountId: id, role, grantedAt: ctx.now }))))
  const sealed = await sealRights(tx, ctx, id)
  await recordAudit(tx, ctx, {
    action: 'account.created',
    object: { type: 'account', id },
    detail: { username, roles, personId: person.id, districtId, ...sealed },
  })
  return { id, name: person.name, username, roles }
}

async function personFor(tx: Tx, ctx: Ctx, input: CreateAccount): Promise<{ id: string; name: string }> {
  if (input.personId === undefined) {
    const person = { id: randomUUID(), name: input.name, createdAt: ctx.now }
    await tx.insert(persons).values(person)
    return person
  }
  const [person] = await tx.select().from(persons).where(eq(persons.id, input.personId))
  if (!person) throw new AppError('not-found', 'accounts.person-unknown')
  return person
}

/** The database decides what is taken and what excludes what; here its refusals get their names. */
const REFUSALS: Record<string, string> = {
  accounts_username_unique: 'accounts.username-taken',
  account_roles_conflict: 'accounts.roles-exclude',
  accounts_district_id_districts_id_fk: 'accounts.district-unknown',
}

export async function refusing<T>(change: PromiseLike<T>): Promise<T> {
  try {
    return await change
  } catch (error) {
    const code = REFUSALS[constraintOf(error) ?? '']
    if (code) throw new AppError('conflict', code)
    throw error
  }
}

function constraintOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined
  return typeof cause === 'object' && cause !== null && 'constraint' in cause ? String(cause.constraint) : undefined
}

export async function hasAccounts(db: Db): Promise<boolean> {
  return (await db.select({ id: accounts.id }).from(accounts).limit(1)).length > 0
}
