// Judges a stored verification again, with the material that was kept: as it was then, or as it would be today.

import type { Instant } from '#core/verdict.ts'
import type { AskedJson } from '#db/schema/verification.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { ReceivedFile } from '#src/ports.ts'
import { getVerification } from './get.ts'
import type { VerificationRow } from './list.ts'
import { digested, type FileRow, filesOf, keptFiles } from './material.ts'
import { type PlacedFile, placedHouse, requestOf } from './request.ts'
import { requireContent } from './rules.ts'
import { type Judged, saveVerification, type Verified } from './save.ts'

export interface Rerun {
  /** `original`: the moment and the trust of then. `now`: this moment, and what the house trusts today. */
  at: 'original' | 'now'
  /** The content again, where it was too large to keep: it must be the same. */
  content?: ReceivedFile
  /** Opens an encrypted document; used once, kept nowhere. */
  password?: string
}

/** @throws AppError `not-found`, `precondition` when material is missing, `bad-input` for content that is not that of then */
export async function rerunVerification(ctx: Ctx, id: string, rerun: Rerun): Promise<Verified> {
  const { at, content } = rerun
  const earlier = await getVerification(ctx, id)
  const rows = await filesOf(ctx.db, id)
  const again = await (at === 'original' ? asThen : asNow)(ctx, earlier, rows, rerun)
  if (content) requireSame(rows, again)
  // What is judged for a moment gone by says nothing new about the days to come.
  const watch = at === 'original' ? { isWatched: false } : {}
  return ctx.db.transaction((tx) => saveVerification(tx, ctx, { ...again, ...watch, rerunOf: id }))
}

type Earlier = Pick<VerificationRow, 'asked' | 'judgedAt'>
type Files = readonly FileRow[]
type Brought = Pick<Rerun, 'content' | 'password'>

async function asThen(ctx: Ctx, { asked, judgedAt }: Earlier, rows: Files, brought: Brought): Promise<Judged> {
  return judge(ctx, await filesAgain(ctx, rows, brought.content), asked, judgedAt, brought.password)
}

/** The judgement of today, not saved. @throws AppError `precondition` when material is missing, `not-found` when the policy is gone */
export async function asNow(ctx: Ctx, { asked }: Earlier, rows: Files, brought: Brought = {}): Promise<Judged> {
  const supplied = rows.filter((row) => !row.isHouse)
  const again = await filesAgain(ctx, supplied, brought.content)
  const { files, policy } = await placedHouse(ctx, asked.policy.id)
  return judge(ctx, [...files, ...again], { ...asked, policy }, ctx.now, brought.password)
}

async function judge(
  ctx: Ctx,
  files: readonly PlacedFile[],
  asked: AskedJson,
  at: Instant,
  password?: string,
): Promise<Judged> {
  const report = await ctx.ports.verifier.verify(requestOf(files, asked, at, password))
  return { files: await digested(ctx, files, report), asked, at, report }
}

async function filesAgain(ctx: Ctx, rows: Files, content: ReceivedFile | undefined): Promise<PlacedFile[]> {
  const then = rows.find(isContent)
  if (!content) return keptFiles(ctx.db, rows)
  if (!then) throw new AppError('bad-input', 'verification.content-differs', { name: content.name })
  requireContent(content)
  const others = rows.filter((row) => row !== then)
  const again: PlacedFile = { field: 'content', isHouse: false, file: { ...content, name: then.name } }
  return [...(await keptFiles(ctx.db, others)), again]
}

const isContent = ({ field }: { field: string }) => field === 'content'

/** Content that may be larger than memory has its digest from the judgement. */
function requireSame(rows: Files, { files }: Judged): void {
  const [then, now] = [rows.find(isContent), files.find(isContent)]
  if (now?.sha256 === '') throw new AppError('unavailable', 'verification.internal')
  if (!then || then.sha256 !== now?.sha256)
    throw new AppError('bad-input', 'verification.content-differs', { name: then?.name ?? '' })
}
