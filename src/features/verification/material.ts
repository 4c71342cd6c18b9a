// The bytes behind a verification: kept once whoever sent them, found again for a re-run, removed on demand.

import { and, asc, eq, inArray, isNotNull, notExists, sql } from 'drizzle-orm'
import { toHex } from '#core/bytes/hex.ts'
import type { Instant } from '#core/verdict.ts'
import type { ReportJson } from '#core/verification-report.ts'
import type { Db, Tx } from '#db/database.ts'
import { verificationBatchFiles, verificationFiles, verificationMaterials } from '#db/schema/verification.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { getVerification } from './get.ts'
import type { PlacedFile } from './request.ts'
import { isHeld, MAX_FILE_BYTES, sizeOf, storable } from './rules.ts'

export interface DigestedFile extends PlacedFile {
  /** Lower-case hex; empty for content on disk that the verifier gave up on. */
  sha256: string
  /** What is to be kept; absent: too large. */
  bytes?: Uint8Array
}

export type FileRow = typeof verificationFiles.$inferSelect

/** Content that is on disk was digested by the verifier; it is read for keeping when it is small enough. */
export function digested(ctx: Ctx, files: readonly PlacedFile[], report: ReportJson): Promise<DigestedFile[]> {
  return Promise.all(
    files.map(async (one): Promise<DigestedFile> => {
      const { file } = one
      if (sizeOf(file) > MAX_FILE_BYTES) {
        const told = report.inputs.find(({ role, bytes }) => role === 'content' && bytes === sizeOf(file))
        return { ...one, sha256: told?.sha256 ?? '' }
      }
      const bytes = isHeld(file) ? file.bytes : await ctx.ports.uploads.read(file)
      return { ...one, bytes, sha256: toHex(await ctx.ports.primitives.digest('sha256', bytes)) }
    }),
  )
}

/** Takes in what is not there yet and holds all of it to the end of the transaction, so that nobody removes it meanwhile. */
export async function keepMaterials(
  tx: Tx,
  files: readonly { sha256: string; bytes?: Uint8Array }[],
  now: Instant,
): Promise<void> {
  const wanted = new Map(files.flatMap(({ sha256, bytes }) => (bytes ? [[sha256, bytes]] : [])))
  const held = await tx
    .select({ sha256: verificationMaterials.sha256 })
    .from(verificationMaterials)
    .where(inArray(verificationMaterials.sha256, [...wanted.keys()]))
    .for('key share')
  for (const { sha256 } of held) wanted.delete(sha256)
  // Always in one order: two who bring the same files wait for each other and not in a circle.
  for (const [sha256, bytes] of [...wanted].sort(([a], [b]) => (a < b ? -1 : 1)))
    await tx
      .insert(verificationMaterials)
      .values({ sha256, bytes, keptAt: now })
      .onConflictDoUpdate({ target: verificationMaterials.sha256, set: { keptAt: now } })
}

/** Writes down which file stood where; `keepMaterials` has taken in the bytes. */
export async function writeFiles(tx: Tx, verificationId: string, files: readonly DigestedFile[]): Promise<void> {
  const rows = files.map((one, position) => ({
    verificationId,
    position,
    field: one.field,
    isHouse: one.isHouse,
    name: storable(one.file.name),
    sha256: one.sha256,
    sizeBytes: sizeOf(one.file),
    keptAs: one.bytes ? one.sha256 : null,
  }))
  if (rows.length > 0) await tx.insert(verificationFiles).values(rows)
}

export function filesOf(db: Db | Tx, verificationId: string): Promise<FileRow[]> {
  return db
    .select()
    .from(verificationFiles)
    .where(eq(verificationFiles.verificationId, verificationId))
    .orderBy(asc(verificationFiles.position))
}

/** The files with their bytes. @throws AppError `precondition` naming the first whose bytes are not here. */
export async function keptFiles(db: Db, rows: readonly FileRow[]): Promise<PlacedFile[]> {
  const missing = rows.find((row) => row.keptAs === null)
  if (missing) throw new AppError('precondition', 'verification.material-missing', { name: missing.name })
  const wanted = [...new Set(rows.map((row) => row.sha256))]
  const materials = await db.select().from(verificationMaterials).where(inArray(verificationMaterials.sha256, wanted))
  const bytesOf = new Map(materials.map(({ sha256, bytes }) => [sha256, bytes]))
  return rows.map(({ field, isHouse, name, sha256 }) => {
    const bytes = bytesOf.get(sha256)
    if (!bytes) throw new AppError('precondition', 'verification.material-missing', { name })
    return { field, isHouse, file: { name, bytes } }
  })
}

/** The report, the names and the digests stay. @throws AppError `not-found`, `forbidden` */
export async function removeMaterial(ctx: Ctx, id: string): Promise<void> {
  const { number, actorId } = await getVerification(ctx, id)
  const { actor } = ctx
  const mayRemove =
    actor.type === 'system' ||
    (actor.type === 'account' && (actor.accountId === actorId || actor.roles.includes('operator')))
  if (!mayRemove) throw new AppError('forbidden', 'verification.not-yours')
  await ctx.db.transaction(async (tx) => {
    const removed = await tx
      .update(verificationFiles)
      .set({ keptAs: null, removedAt: ctx.now })
      .where(and(eq(verificationFiles.verificationId, id), isNotNull(verificationFiles.keptAs)))
      .returning({ sha256: verificationFiles.sha256 })
    if (removed.length === 0) return
    const digests = [...new Set(removed.map(({ sha256 }) => sha256))]
    await dropUnused(tx, digests)
    await recordAudit(tx, ctx, {
      action: 'verification.material-removed',
      object: { type: 'verification', id },
      detail: { number, files: removed.length, digests },
    })
  })
}

/** Bytes nobody refers to any more. */
async function dropUnused(tx: Tx, digests: readonly string[]): Promise<void> {
  const uses = (keptAs: typeof verificationFiles.keptAs | typeof verificationBatchFiles.keptAs) =>
    eq(keptAs, verificationMaterials.sha256)
  await tx
    .delete(verificationMaterials)
    .where(
      and(
        inArray(verificationMaterials.sha256, [...digests]),
        notExists(tx.select({ one: sql`1` }).from(verificationFiles).where(uses(verificationFiles.keptAs))),
        notExists(tx.select({ one: sql`1` }).from(verificationBatchFiles).where(uses(verificationBatchFiles.keptAs))),
      ),
    )
}
