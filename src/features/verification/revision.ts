// A signed revision of the verified file: the beginning that somebody signed, as the report counted it, for whoever may see the report.

import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { keptObject } from './document.ts'
import { getVerification } from './get.ts'

export interface RevisionFile {
  fileName: string
  bytes: Uint8Array
}

/**
 * Leaves an audit row: the file goes out of our hands here.
 * @param revision as numbered in the report's marks
 * @throws AppError `not-found` as `getVerification` and for a revision the report does not tell of; `precondition` where the bytes are not here
 */
export async function getRevision(ctx: Ctx, id: string, revision: number): Promise<RevisionFile> {
  const { number, sha256, report } = await getVerification(ctx, id)
  const told = report.marks?.revisions.find((one) => one.number === revision)
  if (!told) throw new AppError('not-found', 'verification.no-such-revision', { revision })
  const { bytes } = await keptObject(ctx, id)
  await ctx.db.transaction((tx) =>
    recordAudit(tx, ctx, {
      action: 'verification.revision-read',
      object: { type: 'verification', id },
      detail: { number, sha256, revision, bytes: told.bytes },
    }),
  )
  return { fileName: `${number}-revision-${revision}.pdf`, bytes: bytes.subarray(0, told.bytes) }
}
