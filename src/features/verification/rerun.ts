// Judges a stored verification again, with the material that was kept: as it was then, or as it would be today.

import { toHex } from '#core/bytes/hex.ts'
import type { Instant } from '#core/verdict.ts'
import type { AskedJson } from '#db/schema/verification.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { getVerification } from './get.ts'
import type { VerificationRow } from './list.ts'
import { digested, type FileRow, filesOf, keptFiles } from './material.ts'
import { type PlacedFile, placedHouse, requestOf } from './request.ts'
import { requireUsable, type UploadedFile } from './rules.ts'
import { type Judged, saveVerification, type Verified } from './save.ts'

export interface Rerun {
  /** `original`: the moment and the trust of then. `now`: this moment, and what the house trusts today. */
  at: 'original' | 'now'
  /** The content again, where it was too large to keep: it must be the same. */
  content?: UploadedFile
}

/** @throws AppError `not-found`, `precondition` when material is missing, `bad-input` for content that is not that of then */
export async function rerunVerification(ctx: Ctx, id: string, { at, content }: Rerun): Promise<Verified> {
  const earlier = await getVerification(ctx, id)
  const again = at === 'original' ? await asThen(ctx, earlier, content) : await asNow(ctx, earlier, content)
  // What is judged for a moment gone by says nothing new about the days to come.
  const watch = at === 'original' ? { isWatched: false } : {}
  return ctx.db.transaction((tx) => saveVerification(tx, ctx, { ...again, ...watch, rerunOf: id }))
}

type Earlier = Pick<VerificationRow, 'id' | 'asked' | 'judgedAt'>

async function asThen(ctx: Ctx, { id, asked, judgedAt }: Earlier, content?: UploadedFile): Promise<Judged> {
  const files = await filesAgain(ctx, await filesOf(ctx.db, id), content)
  return judge(ctx, files, asked, judgedAt)
}

/** The judgement of today, not saved. @throws AppError `precondition` when material is missing, `not-found` when the policy is gone */
export async function asNow(ctx: Ctx, { id, asked }: Earlier, content?: UploadedFile): Promise<Judged> {
  const rows = await filesOf(ctx.db, id)
  const brought = await filesAgain(
    ctx,
    rows.filter((row) => !row.isHouse),
    content,
  )
  const { files, policy } = await placedHouse(ctx, asked.policy.id)
  return judge(ctx, [...files, ...brought], { ...asked, policy }, ctx.now)
}

async function judge(ctx: Ctx, files: readonly PlacedFile[], asked: AskedJson, at: Instant): Promise<Judged> {
  const report = await ctx.ports.verifier.verify(requestOf(files, asked, at))
  return { files: await digested(ctx, files, report), asked, at, report }
}

async function filesAgain(
  ctx: Ctx,
  rows: readonly FileRow[],
  content: UploadedFile | undefined,
): Promise<PlacedFile[]> {
  if (!content) return keptFiles(ctx.db, rows)
  const isContent = (row: FileRow) => row.field === 'content'
  await requireSame(ctx, content, rows.find(isContent))
  const kept = await keptFiles(
    ctx.db,
    rows.filter((row) => !isContent(row)),
  )
  return [...kept, { field: 'content', isHouse: false, file: content }]
}

async function requireSame(ctx: Ctx, content: UploadedFile, row: FileRow | undefined): Promise<void> {
  requireUsable(content)
  const sha256 = toHex(await ctx.ports.primitives.digest('sha256', content.bytes))
  if (row?.sha256 !== sha256) throw new AppError('bad-input', 'verification.content-differs', { name: content.name })
}
