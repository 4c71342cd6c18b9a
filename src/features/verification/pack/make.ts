// Puts together the evidence pack of a report, or of every report of a batch, and records who took it along.

import { canonicalJson } from '#core/bytes/canonical-json.ts'
import { toHex } from '#core/bytes/hex.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { getBatch } from '../batches/list.ts'
import { getVerification } from '../get.ts'
import { type VerificationRow, verificationsOfBatch } from '../list.ts'
import { type PackOrder, packEntries } from './entries.ts'
import { MANIFEST } from './manifest.ts'
import { type StoredEntry, zipStream } from './zip-stream.ts'

export interface Pack {
  fileName: string
  stream: ReadableStream<Uint8Array>
}

/** More at once would take the printer minutes. */
export const MAX_PACK_REPORTS = 200
/** Of all that the packs of a batch may hold. */
export const MAX_PACK_BYTES = 1024 * 1024 * 1024

/** @throws AppError `not-found` as `getVerification` */
export async function makePack(ctx: Ctx, id: string, order: PackOrder): Promise<Pack> {
  const row = await getVerification(ctx, id)
  const entries = await packEntries(ctx, row, order, '')
  const manifestSha256 = await digestOf(ctx, entries)
  await ctx.db.transaction((tx) =>
    recordAudit(tx, ctx, {
      action: 'verification.packed',
      object: { type: 'verification', id },
      detail: { number: row.number, manifestSha256, withObject: order.withObject },
    }),
  )
  return { fileName: `${row.number}.zip`, stream: streamOf(zipStream(entries)) }
}

/** A folder for each report. @throws AppError `not-found`; `limit` beyond `MAX_PACK_REPORTS` or `MAX_PACK_BYTES`; `precondition` before it has ended */
export async function makeBatchPack(ctx: Ctx, id: string, order: PackOrder): Promise<Pack> {
  const batch = await getBatch(ctx, id)
  if (batch.state === 'waiting' || batch.state === 'running') throw new AppError('precondition', 'pack.batch-open')
  const reports = await verificationsOfBatch(ctx, id)
  if (reports.length === 0) throw new AppError('precondition', 'pack.batch-empty')
  if (reports.length > MAX_PACK_REPORTS) throw new AppError('limit', 'pack.too-many', { max: MAX_PACK_REPORTS })
  const bytes = reports.reduce((sum, one) => sum + one.bytes, 0)
  if (bytes > MAX_PACK_BYTES) throw new AppError('limit', 'pack.too-large', { maxBytes: MAX_PACK_BYTES })
  await ctx.db.transaction((tx) =>
    recordAudit(tx, ctx, {
      action: 'verification-batch.packed',
      object: { type: 'verification-batch', id },
      detail: { reports: reports.length, withObject: order.withObject },
    }),
  )
  const rows = reports.map((one) => one.id)
  return { fileName: `batch-${id}.zip`, stream: streamOf(zipStream(batchEntries(ctx, rows, order))) }
}

/** One report after the other: the pack is larger than memory. */
async function* batchEntries(ctx: Ctx, ids: readonly string[], order: PackOrder): AsyncGenerator<StoredEntry> {
  for (const id of ids) {
    const row: VerificationRow = await getVerification(ctx, id)
    yield* await packEntries(ctx, row, order, `${row.number}/`)
  }
}

async function digestOf(ctx: Ctx, entries: readonly StoredEntry[]): Promise<string> {
  const manifest = entries.find(({ name }) => name === MANIFEST)
  if (!manifest) throw new Error(`a pack without its manifest: ${canonicalJson(entries.map(({ name }) => name))}`)
  return toHex(await ctx.ports.primitives.digest('sha256', await manifest.load()))
}

/** Read at the pace of whoever takes it: nothing is made ahead. */
function streamOf(pieces: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await pieces.return(undefined)
    },
  })
}
