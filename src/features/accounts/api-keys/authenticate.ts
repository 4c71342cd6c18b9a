// From the key a program sends to its actor: the person's account as it is now, with no more than the key is for.

import { and, eq } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import { accounts } from '#db/schema/accounts.ts'
import { apiKeys } from '#db/schema/api-keys.ts'
import type { AccountActor } from '#src/context.ts'
import { actorOf } from '../actor.ts'
import { requireWholeKey, type Seeing } from '../rights/whole.ts'
import { tokenHash } from '../secrets.ts'
import { isFrom, isKeyAlive, KEY_PREFIX, KEY_TOUCH_MS } from './rules.ts'

/** The key of an `Authorization` header; none when it holds something else. */
export function bearerKey(header: string | undefined): string | undefined {
  const match = /^Bearer +(\S+)$/i.exec(header ?? '')
  return match?.[1]?.startsWith(KEY_PREFIX) ? match[1] : undefined
}

/**
 * The actor, or nothing: unknown, ended, expired, from elsewhere, or the account is disabled by now.
 * @throws AppError `forbidden` for a key whose scopes or places were altered
 */
export async function authenticateKey(
  seeing: Seeing,
  key: string,
  request: { now: Instant; address: string },
): Promise<AccountActor | undefined> {
  const { db } = seeing
  const { now, address } = request
  const [row] = await db
    .select({ key: apiKeys })
    .from(apiKeys)
    .innerJoin(accounts, and(eq(accounts.id, apiKeys.accountId), eq(accounts.isDisabled, false)))
    .where(eq(apiKeys.tokenHash, tokenHash(key)))
  const found = row?.key
  if (!found || !isKeyAlive(found, now) || !isFrom(address, found.addresses)) return undefined
  await requireWholeKey(seeing, found)
  if (found.lastUsedAt === null || now - found.lastUsedAt >= KEY_TOUCH_MS)
    await db.update(apiKeys).set({ lastUsedAt: now, lastUsedFrom: address }).where(eq(apiKeys.id, found.id))
  const { id, name, scopes } = found
  // Nobody has proven anything just now: what takes a fresh proof is closed to keys anyhow.
  const session = { sessionId: id, address, assurance: { factors: [], at: 0 } }
  return { ...(await actorOf(seeing, found.accountId, session)), apiKey: { id, name, scopes } }
}
