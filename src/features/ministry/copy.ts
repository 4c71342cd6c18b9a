// 同步人社部: what happened to credentials since the last copy is written down, encrypted for the ministry, and put where it is fetched from.

import { asc, desc, eq, gt, inArray } from 'drizzle-orm'
import { toHex } from '#core/bytes/hex.ts'
import type { Tx } from '#db/database.ts'
import { credentialEvents } from '#db/schema/credentials.ts'
import { ministryCopies } from '#db/schema/ministry.ts'
import { fingerprintOf, lockAudit, recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { contentOf } from './content.ts'
import { signatureFiles, signCopy } from './signature.ts'

export type MinistryCopy = typeof ministryCopies.$inferSelect

/** A copy is built and encrypted in memory. */
const MAX_EVENTS = 10_000

/** The next copy; `undefined` where none is set up, or nothing is new. @throws AppError `unavailable` where it cannot be handed over: then there is none */
export async function copyToMinistry(ctx: Ctx): Promise<MinistryCopy | undefined> {
  if (!ctx.ports.ministry.settings) return undefined
  return ctx.db.transaction(async (tx) => {
    // Who writes an event of a credential holds the same lock: none appears behind the last one read here.
    await lockAudit(tx)
    const [last] = await tx.select().from(ministryCopies).orderBy(desc(ministryCopies.sequence)).limit(1)
    const { fromPosition, again } = await nextFrom(tx, last)
    const toPosition = await lastOf(tx, fromPosition)
    return toPosition === undefined ? undefined : make(tx, ctx, { last, fromPosition, toPosition, again })
  })
}

/** For the job: until nothing is left. */
export async function copyAllToMinistry(ctx: Ctx): Promise<number> {
  let made = 0
  while (await copyToMinistry(ctx)) made++
  return made
}

/** From the oldest copy whose receipt did not hold, as if nothing had been copied since. */
async function nextFrom(tx: Tx, last: MinistryCopy | undefined): Promise<{ fromPosition: number; again: number[] }> {
  const { state, sequence } = ministryCopies
  const refused = await tx.select().from(ministryCopies).where(eq(state, 'refused')).orderBy(asc(sequence))
  const [first] = refused
  if (!first) return { fromPosition: last?.toPosition ?? 0, again: [] }
  return { fromPosition: first.fromPosition, again: refused.map((one) => one.sequence) }
}

async function lastOf(tx: Tx, fromPosition: number): Promise<number | undefined> {
  const { position } = credentialEvents
  const rows = await tx
    .select({ position })
    .from(credentialEvents)
    .where(gt(position, fromPosition))
    .orderBy(asc(position))
    .limit(MAX_EVENTS)
  return rows.at(-1)?.position
}

interface Making {
  last: MinistryCopy | undefined
  fromPosition: number
  toPosition: number
  /** Copies that this one makes up for. */
  again: number[]
}

async function make(tx: Tx, ctx: Ctx, { last, fromPosition, toPosition, again }: Making): Promise<MinistryCopy> {
  const { ministry, primitives } = ctx.ports
  const sha256 = async (octets: Uint8Array) => toHex(await primitives.digest('sha256', octets))
  const sequence = (last?.sequence ?? 0) + 1
  const previousSha256 = last?.contentSha256 ?? null
  const heading = { sequence, previousSha256, fromPosition, toPosition, madeAt: ctx.now }
  const content = await contentOf(tx, heading)
  const file = await orUnavailable(() => ministry.seal(content.bytes))
  const [contentSha256, fileSha256] = [await sha256(content.bytes), await sha256(file)]
  // With its digest in its name: a copy that a crash undid is never taken for the one made in its place.
  const fileName = `zhengxun-${String(sequence).padStart(6, '0')}-${fileSha256.slice(0, 12)}.p7m`
  const signed = await orUnavailable(() => signCopy(tx, ctx, { sequence, fileName }, file))
  const row = {
    ...{ ...heading, ...signed, fileName, contentSha256, fileSha256 },
    credentials: content.credentials,
    state: 'waiting' as const,
  }
  const [made] = await tx.insert(ministryCopies).values(row).returning()
  if (!made) throw new Error('the copy was not written down')
  if (again.length > 0)
    await tx.update(ministryCopies).set({ state: 'copied-again' }).where(inArray(ministryCopies.sequence, again))
  const { madeAt: _, signature: __, publicKey, ...detail } = row
  await recordAudit(tx, ctx, {
    action: 'ministry-copy.made',
    object: { type: 'ministry-copy', id: String(sequence) },
    detail: { ...detail, signer: fingerprintOf(publicKey), again },
  })
  // The copy last: whoever finds it finds its signature.
  for (const [name, bytes] of [...Object.entries(signatureFiles(made)), [fileName, file] as const])
    await orUnavailable(() => ministry.put(name, bytes))
  return made
}

async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    throw new AppError('unavailable', 'ministry.not-handed-over', { words: words.slice(0, 300) })
  }
}
