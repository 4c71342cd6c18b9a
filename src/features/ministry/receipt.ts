// What came back: a receipt counts when the ministry's own key signed it and it names exactly the copy that was handed over.

import { z } from '@hono/zod-openapi'
import { and, asc, eq, inArray } from 'drizzle-orm'
import { equalBytes } from '#core/bytes/bytes.ts'
import { toHex } from '#core/bytes/hex.ts'
import { ministryCopies } from '#db/schema/ministry.ts'
import { fingerprintOf, recordAudit } from '#features/audit/index.ts'
import { houseMaterial } from '#features/trust/index.ts'
import { judgeSignature } from '#features/ukeys/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { MinistrySettings } from '#src/ministry-port.ts'
import type { MinistryCopy } from './copy.ts'

export const RECEIPT_FORMAT = 'zhengxun-ministry-receipt'

const Receipt = z.strictObject({
  format: z.literal(RECEIPT_FORMAT),
  version: z.literal(1),
  sequence: z.number().int(),
  file: z.string(),
  /** Of the file as it arrived, lower-case hex. */
  sha256: z.string(),
  receivedAt: z.iso.datetime(),
  /** Where whoever received it checked who made it: the digests of the key it did so with, and of the signature. */
  signature: z.strictObject({ key: z.string(), sha256: z.string() }).optional(),
})

/** Some kilobytes; and a CMS with its chain. */
export const MAX_RECEIPT_BYTES = 262_144

export interface GivenReceipt {
  text: Uint8Array
  signature: Uint8Array
}

const AT_ONCE = 100

/** For the job: what has come since. How many were answered. */
export async function takeReceipts(ctx: Ctx): Promise<number> {
  const { ministry } = ctx.ports
  const { settings } = ministry
  if (!settings) return 0
  const { state, sequence } = ministryCopies
  const waiting = await ctx.db
    .select()
    .from(ministryCopies)
    .where(eq(state, 'waiting'))
    .orderBy(asc(sequence))
    .limit(AT_ONCE)
  let answered = 0
  for (const copy of waiting) {
    const given = await ministry.receipt(copy.fileName)
    if (!given) continue
    await answer(ctx, copy, await problemOf(ctx, settings, copy, given))
    answered++
  }
  return answered
}

/**
 * A receipt that came another way than through the folder. One that does not hold changes nothing: it may be the wrong file.
 * @throws AppError `bad-input` with why it does not hold, `precondition` for a copy that is answered already, `not-found`
 */
export async function importReceipt(ctx: Ctx, sequence: number, given: GivenReceipt): Promise<void> {
  const { settings } = ctx.ports.ministry
  if (!settings) throw new AppError('precondition', 'ministry.not-set-up')
  const copy = await copyOf(ctx, sequence)
  if (!(OPEN as readonly string[]).includes(copy.state)) throw new AppError('precondition', 'ministry.answered-already')
  const problem = await problemOf(ctx, settings, copy, given)
  if (problem !== undefined) throw new AppError('bad-input', problem)
  await answer(ctx, copy, undefined)
}

/** @throws AppError `not-found` */
export async function copyOf({ db }: Ctx, sequence: number): Promise<MinistryCopy> {
  const [copy] = await db.select().from(ministryCopies).where(eq(ministryCopies.sequence, sequence))
  if (!copy) throw new AppError('not-found', 'ministry.copy-unknown')
  return copy
}

/** Still wants an answer; one that did not hold may be followed by the right one. */
const OPEN = ['waiting', 'refused'] as const

async function answer(ctx: Ctx, { sequence }: MinistryCopy, problem: string | undefined): Promise<void> {
  const state = problem === undefined ? 'received' : 'refused'
  await ctx.db.transaction(async (tx) => {
    const changed = await tx
      .update(ministryCopies)
      .set({ state, problem: problem ?? null, answeredAt: ctx.now })
      .where(and(eq(ministryCopies.sequence, sequence), inArray(ministryCopies.state, [...OPEN])))
      .returning()
    // Somebody else answered it meanwhile.
    if (changed.length === 0) return
    await recordAudit(tx, ctx, {
      action: state === 'received' ? 'ministry-copy.received' : 'ministry-copy.refused',
      object: { type: 'ministry-copy', id: String(sequence) },
      detail: { ...(problem !== undefined && { problem }) },
    })
  })
}

/** Why the receipt does not hold; `undefined`: it does. */
async function problemOf(
  ctx: Ctx,
  settings: MinistrySettings,
  copy: MinistryCopy,
  { text, signature }: GivenReceipt,
): Promise<string | undefined> {
  const words = new TextDecoder().decode(text)
  const signed = await signatureProblem(ctx, settings, words, signature)
  if (signed !== undefined) return signed
  const read = Receipt.safeParse(jsonOf(words))
  if (!read.success) return 'ministry.receipt-unreadable'
  const { sequence, file, sha256, signature: seen } = read.data
  const isForIt = sequence === copy.sequence && file === copy.fileName && sha256 === copy.fileSha256
  if (!isForIt) return 'ministry.receipt-for-another'
  return seen && !(await isOurSignature(ctx, copy, seen)) ? 'ministry.receipt-of-another-signature' : undefined
}

async function isOurSignature(ctx: Ctx, { signature, publicKey }: MinistryCopy, seen: { key: string; sha256: string }) {
  const ours = toHex(await ctx.ports.primitives.digest('sha256', signature))
  return seen.key === fingerprintOf(publicKey) && seen.sha256 === ours
}

async function signatureProblem(
  ctx: Ctx,
  { receiptSigner }: MinistrySettings,
  words: string,
  signature: Uint8Array,
): Promise<string | undefined> {
  const chain = receiptSigner.map((bytes) => ({ name: 'ministry', bytes }))
  const house = { ...(await houseMaterial(ctx)), signInAnchors: chain.slice(-1), intermediates: chain }
  try {
    const { certificate } = await judgeSignature(ctx, house, words, { signature })
    const isTheirs = equalBytes(certificate.raw, receiptSigner[0] ?? new Uint8Array())
    return isTheirs ? undefined : 'ministry.receipt-by-another'
  } catch (error) {
    if (error instanceof AppError && error.kind === 'forbidden') return 'ministry.receipt-signature'
    throw error
  }
}

function jsonOf(words: string): unknown {
  try {
    return JSON.parse(words)
  } catch {
    return undefined
  }
}
