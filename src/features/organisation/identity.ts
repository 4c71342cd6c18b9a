// Numbers of documents: sealed whole, compared by a digest, opened for one piece of work. They are in no log, no audit row, no address.

import { createHmac, randomBytes } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { type IdentityKind, readIdentity } from '#core/persons/identity-number.ts'
import type { Db, Tx } from '#db/database.ts'
import { identityDigestKeys } from '#db/schema/organisation.ts'
import { AppError, type Ctx } from '#src/context.ts'

export interface Identity {
  kind: IdentityKind
  /** In its plain form. */
  number: string
}

/** @throws AppError `bad-input` with the code of what is wrong */
export function requireIdentity({ kind, number }: Identity, now: number): Identity {
  const read = readIdentity(kind, number, now)
  if (!read.ok) throw new AppError('bad-input', read.error)
  return { kind, number: read.value }
}

/** Ours alone ("iddk"): two first numbers at once make one secret. */
const DIGEST_KEY_LOCK = 0x6964646b

/** The secret's id; made when there is none. */
export async function digestKeyOf(db: Db | Tx, ctx: Ctx): Promise<string> {
  const [known] = await db.select().from(identityDigestKeys)
  if (known) return known.secretId
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${DIGEST_KEY_LOCK}::bigint)`)
    const [meanwhile] = await tx.select().from(identityDigestKeys).where(eq(identityDigestKeys.singular, true))
    if (meanwhile) return meanwhile.secretId
    const secret = new Uint8Array(randomBytes(32))
    const secretId = await ctx.ports.secrets.keep(tx, { secret, purpose: 'identity-digest', now: ctx.now })
    secret.fill(0)
    await tx.insert(identityDigestKeys).values({ secretId })
    return secretId
  })
}

/** Digests of many numbers with one opening of the secret, in their order. Hex. */
export async function identityDigests(db: Db | Tx, ctx: Ctx, identities: readonly Identity[]): Promise<string[]> {
  const keyId = await digestKeyOf(db, ctx)
  return ctx.ports.secrets.use(db, keyId, 'identity-digest', async (secret) =>
    identities.map(({ kind, number }) => createHmac('sha256', secret).update(`${kind}:${number}`).digest('hex')),
  )
}

export async function identityDigest(db: Db | Tx, ctx: Ctx, identity: Identity): Promise<string> {
  const [digest] = await identityDigests(db, ctx, [identity])
  if (digest === undefined) throw new Error('one number has one digest')
  return digest
}

const encoder = new TextEncoder()

export function keepIdentity(tx: Tx, ctx: Ctx, number: string): Promise<string> {
  return ctx.ports.secrets.keep(tx, { secret: encoder.encode(number), purpose: 'identity-number', now: ctx.now })
}

export function keepMobile(tx: Tx, ctx: Ctx, number: string): Promise<string> {
  return ctx.ports.secrets.keep(tx, { secret: encoder.encode(number), purpose: 'mobile-number', now: ctx.now })
}
