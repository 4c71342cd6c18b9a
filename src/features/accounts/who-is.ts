import { eq } from 'drizzle-orm'
import type { Db } from '#db/database.ts'
import { accounts } from '#db/schema/accounts.ts'
import { type AccountActor, AppError, type Role } from '#src/context.ts'

/** What a person may know about their own account. */
export async function whoIs(
  db: Db,
  { accountId, name, roles }: AccountActor,
): Promise<{ id: string; name: string; username: string; roles: Role[] }> {
  const [account] = await db.select({ username: accounts.username }).from(accounts).where(eq(accounts.id, accountId))
  if (!account) throw new AppError('not-found', 'accounts.account-unknown')
  return { id: accountId, name, username: account.username, roles: [...roles] }
}
