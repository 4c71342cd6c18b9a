// Computes a report again: what was kept is held against its digests, and the rows of then against the rows of now, seen as of then.

import { eq } from 'drizzle-orm'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import { toHex } from '#core/bytes/hex.ts'
import { compareReports } from '#core/reports/comparison.ts'
import { reportDigest } from '#core/reports/compose.ts'
import { pageOf } from '#core/reports/page.ts'
import { reportChecks, reportContents, reportFiles } from '#db/schema/reports.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { gatherReport } from './gather/index.ts'
import { type CheckRow, findReport, type ReportRow } from './list.ts'
import { composed, hashOf, periodOf } from './make.ts'

/** At most so many changed rows are kept with a check, and so many behind one figure. */
const KEPT_ROWS = 500
const KEPT_ROWS_OF_FIGURE = 50

/**
 * `altered` names what is not what was made: `rows`, `report`, `pdf`, `xlsx` differ from their digests, `page` from the report; `computation`: the kept rows give
 * another report today. The comparison says which figures differ, and by which rows.
 * @throws AppError `not-found`, `precondition` until it is made
 */
export async function recomputeReport(ctx: Ctx, id: number): Promise<CheckRow> {
  const report = await findReport(ctx.db, id)
  const [content] = await ctx.db.select().from(reportContents).where(eq(reportContents.reportId, id))
  if (report.state !== 'done' || !content)
    throw new AppError('precondition', 'reports.not-made', { number: report.number })
  const altered = await alteredParts(ctx, report, content)
  const again = await gatherReport(ctx.db, await periodOf(ctx, report), content.facts.asOf)
  const { outcome, figures, rows } = compareReports(content.facts, again)
  const comparison = {
    outcome,
    figures: figures.map((figure) => ({ ...figure, rows: figure.rows.slice(0, KEPT_ROWS_OF_FIGURE) })),
    rows: rows.slice(0, KEPT_ROWS),
  }
  const by = ctx.actor.type === 'anonymous' ? '' : ctx.actor.name
  return ctx.db.transaction(async (tx) => {
    const [check] = await tx
      .insert(reportChecks)
      .values({ reportId: id, at: ctx.now, by, altered, comparison })
      .returning()
    if (!check) throw new Error('the database stored a check and gave nothing back')
    await recordAudit(tx, ctx, {
      action: 'report.recomputed',
      object: { type: 'report', id: report.number },
      detail: { outcome, altered, figures: figures.map(({ section, id: figure }) => `${section}/${figure}`) },
    })
    return check
  })
}

/** Each kept part against the digest taken when it was made, and the report against its own rows. */
async function alteredParts(
  ctx: Ctx,
  { number, factsDigest, modelDigest, id }: ReportRow,
  { facts, model, page, behind }: typeof reportContents.$inferSelect,
): Promise<string[]> {
  const hash = hashOf(ctx)
  const altered: string[] = []
  if ((await reportDigest(hash, facts)) !== factsDigest) altered.push('rows')
  if ((await reportDigest(hash, model)) !== modelDigest) altered.push('report')
  const again = await composed(ctx, number, facts)
  if (again.modelDigest !== modelDigest) altered.push('computation')
  const isShown = isSame(page, pageOf(model)) && (again.modelDigest !== modelDigest || isSame(behind, again.behind))
  if (!isShown) altered.push('page')
  const files = await ctx.db.select().from(reportFiles).where(eq(reportFiles.reportId, id)).orderBy(reportFiles.format)
  for (const { format, sha256, content } of files) {
    if (toHex(await ctx.ports.primitives.digest('sha256', content)) !== sha256) altered.push(format)
    else if (again.files.find((file) => file.format === format)?.sha256 !== sha256) altered.push(`${format}-rendering`)
  }
  if (files.length < again.files.length) altered.push('files')
  return altered
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b)
}
