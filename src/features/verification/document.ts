// The verified file itself, for whoever may see its report: what a browser draws the pages of a PDF from. Nothing else that was kept leaves.

import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { getVerification } from './get.ts'
import { filesOf, keptFiles } from './material.ts'
import { isHeld, type UploadedFile } from './rules.ts'

/**
 * Leaves an audit row: the file goes out of our hands here.
 * @throws AppError `not-found` as `getVerification`; `precondition` for another kind, and where the bytes were not kept or are removed by now
 */
export async function getDocument(ctx: Ctx, id: string): Promise<UploadedFile> {
  const { kind, number, sha256 } = await getVerification(ctx, id)
  if (kind !== 'pdf') throw new AppError('precondition', 'verification.no-pages', { kind })
  const file = await keptObject(ctx, id)
  await ctx.db.transaction((tx) =>
    recordAudit(tx, ctx, {
      action: 'verification.document-read',
      object: { type: 'verification', id },
      detail: { number, sha256 },
    }),
  )
  return file
}

/** The object of a verification; who may see it was asked before. @throws AppError `precondition` where it is not here */
export async function keptObject({ db }: Ctx, id: string): Promise<UploadedFile> {
  const rows = (await filesOf(db, id)).filter(({ field }) => field === 'object')
  const [kept] = await keptFiles(db, rows)
  if (!kept || !isHeld(kept.file)) throw new Error(`verification ${id} without an object`)
  return kept.file
}
