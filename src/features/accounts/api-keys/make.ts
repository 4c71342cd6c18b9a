// Makes, lists and ends the keys of a person's programs.

import { randomUUID } from 'node:crypto'
import { and, desc, eq, isNull } from 'drizzle-orm'
import { parseRange } from '#core/network/range.ts'
import { accounts, persons } from '#db/schema/accounts.ts'
import { apiKeys } from '#db/schema/api-keys.ts'
import { recordAudit } from '#features/audit/index.ts'
import { type AccountActor, AppError, type Ctx } from '#src/context.ts'
import { declaredRoutes } from '#src/route.ts'
import { keyText } from '../rights/rules.ts'
import { codeOf } from '../rights/seal.ts'
import { newToken, tokenHash } from '../secrets.ts'
import type { MakeKey } from './inputs.ts'
import { KEY_PREFIX, MAX_LIFE_MS, mayEnd, scopesOf } from './rules.ts'

export interface MadeKey {
  id: string
  /** Shown once, kept nowhere. */
  key: string
}

export function grantableScopes(ctx: Ctx): string[] {
  return scopesOf(declaredRoutes(), person(ctx).roles)
}

/** @throws AppError `bad-input` for a scope the person does not have, a life too long or in the past, or a place that is none */
export async function makeKey(ctx: Ctx, input: MakeKey): Promise<MadeKey> {
  const actor = person(ctx)
  const expiresAt = Date.parse(input.expiresAt)
  const { name, addresses } = input
  const scopes = [...new Set(input.scopes)].sort()
  if (expiresAt <= ctx.now || expiresAt - ctx.now > MAX_LIFE_MS) throw new AppError('bad-input', 'api-keys.life')
  const own = grantableScopes(ctx)
  const foreign = scopes.find((scope) => !own.includes(scope))
  if (foreign !== undefined) throw new AppError('bad-input', 'api-keys.scope', { scope: foreign })
  const nowhere = addresses.find((place) => parseRange(place) === undefined)
  if (nowhere !== undefined) throw new AppError('bad-input', 'api-keys.address', { address: nowhere })
  const key = `${KEY_PREFIX}${newToken()}`
  const id = randomUUID()
  const row = { id, accountId: actor.accountId, name, scopes, addresses, createdAt: ctx.now, expiresAt }
  await ctx.db.transaction(async (tx) => {
    const made = { ...row, tokenHash: tokenHash(key) }
    await tx.insert(apiKeys).values({ ...made, mac: await codeOf(tx, ctx, keyText(made)) })
    const detail = { name, scopes, addresses, expiresAt: new Date(expiresAt).toISOString() }
    await recordAudit(tx, ctx, { action: 'api-key.made', object: { type: 'api-key', id }, detail })
  })
  return { id, key }
}

/** Their own; the security administrator sees everybody's. Newest first. Tens, not thousands: not paged. */
export async function listKeys(ctx: Ctx) {
  const actor = person(ctx)
  const rows = await ctx.db
    .select({ key: apiKeys, ownerName: persons.name, username: accounts.username })
    .from(apiKeys)
    .innerJoin(accounts, eq(accounts.id, apiKeys.accountId))
    .innerJoin(persons, eq(persons.id, accounts.personId))
    .where(actor.roles.includes('security-admin') ? undefined : eq(apiKeys.accountId, actor.accountId))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
  return rows.map(({ key: { tokenHash: _hash, mac: _mac, ...key }, ownerName, username }) => ({
    ...key,
    ownerName,
    username,
  }))
}

/** Ends it at once. @throws AppError `not-found` for one that is not theirs to end, or has ended already */
export async function endKey(ctx: Ctx, id: string): Promise<void> {
  const actor = person(ctx)
  await ctx.db.transaction(async (tx) => {
    const [key] = await tx.select({ accountId: apiKeys.accountId }).from(apiKeys).where(eq(apiKeys.id, id))
    if (!key || !mayEnd(actor, key)) throw new AppError('not-found', 'api-keys.unknown')
    const ended = await tx
      .update(apiKeys)
      .set({ revokedAt: ctx.now, revokedBy: actor.accountId })
      .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
      .returning({ id: apiKeys.id })
    if (ended.length === 0) throw new AppError('not-found', 'api-keys.unknown')
    await recordAudit(tx, ctx, { action: 'api-key.ended', object: { type: 'api-key', id } })
  })
}

function person({ actor }: Ctx): AccountActor {
  if (actor.type !== 'account') throw new AppError('unauthenticated', 'app.sign-in-required')
  return actor
}
