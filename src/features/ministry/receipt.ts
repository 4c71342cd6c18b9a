// What came back: a receipt counts when the ministry's own key signed it and it names exactly the copy that was handed over.

import { z } from '@hono/zod-openapi'
import { asc, eq } from 'drizzle-orm'
import { equalBytes } from '#core/bytes/bytes.ts'
import { ministryCopies } from '#db/schema/ministry.ts'
import { recordAudit } from '#features/audit/index.ts'
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
})

interface Given {
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

async function answer(ctx: Ctx, { sequence }: MinistryCopy, problem: string | undefined): Promise<void> {
  const state = problem === undefined ? 'received' : 'refused'
  await ctx.db.transaction(async (tx) => {
    await tx
      .update(ministryCopies)
      .set({ state, problem: problem ?? null, answeredAt: ctx.now })
      .where(eq(ministryCopies.sequence, sequence))
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
  { text, signature }: Given,
): Promise<string | undefined> {
  const words = new TextDecoder().decode(text)
  const signed = await signatureProblem(ctx, settings, words, signature)
  if (signed !== undefined) return signed
  const read = Receipt.safeParse(jsonOf(words))
  if (!read.success) return 'ministry.receipt-unreadable'
  const { sequence, file, sha256 } = read.data
  const isForIt = sequence === copy.sequence && file === copy.fileName && sha256 === copy.fileSha256
  return isForIt ? undefined : 'ministry.receipt-for-another'
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
