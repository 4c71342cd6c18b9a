// The archive of a span of days, or of one round, as one ZIP: stored, so that the same rows make the same octets, and written piece by piece.

import { eq } from 'drizzle-orm'
import { roundArchives } from '#db/schema/inspections.ts'
import { recordAudit } from '#features/audit/index.ts'
import { zipStream } from '#features/verification/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { type ArchiveSpan, archiveFiles, recordsOf } from './files.ts'

/** A month with its evidence stays below what a ZIP can hold. */
const MAX_RECORDS = 100

export interface ArchiveDownload {
  fileName: string
  stream: AsyncGenerator<Uint8Array>
}

/** @throws AppError `not-found` when nothing was archived in the span, `limit` beyond 100 records */
export async function downloadSpan(ctx: Ctx, span: ArchiveSpan): Promise<ArchiveDownload> {
  const records = await recordsOf(ctx, span)
  if (!records) throw new AppError('not-found', 'archive.nothing-there', { ...span })
  return download(ctx, records, `rounds-${span.from}-${span.to}.zip`)
}

/** @throws AppError `not-found` for a round that is not archived */
export async function downloadRound(ctx: Ctx, id: string): Promise<ArchiveDownload> {
  const [row] = await ctx.db.select({ seq: roundArchives.seq }).from(roundArchives).where(eq(roundArchives.roundId, id))
  if (!row) throw new AppError('not-found', 'archive.round-not-there', { id })
  return download(ctx, { first: row.seq, last: row.seq }, `round-${id.replace(/[^\w.-]/g, '_')}.zip`)
}

async function download(
  ctx: Ctx,
  records: { first: number; last: number },
  fileName: string,
): Promise<ArchiveDownload> {
  if (records.last - records.first >= MAX_RECORDS) throw new AppError('limit', 'archive.too-many', { max: MAX_RECORDS })
  const files = await archiveFiles(ctx, records)
  await ctx.db.transaction((tx) =>
    recordAudit(tx, ctx, {
      action: 'archive.downloaded',
      object: { type: 'archive', id: `${records.first}-${records.last}` },
      detail: { ...records, files: files.length },
    }),
  )
  return { fileName, stream: zipStream(files.map(({ path, load }) => ({ name: path, load }))) }
}
