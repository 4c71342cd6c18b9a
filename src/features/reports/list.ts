// The shelf: reports newest period first, what each holds, and its files.

import { and, desc, eq, gte, lte, sql } from 'drizzle-orm'
import { addDays, instantOf } from '#core/calendar/civil.ts'
import type { Row } from '#core/reports/facts.ts'
import type { SourceTable } from '#core/reports/model.ts'
import type { ReportPage } from '#core/reports/page.ts'
import type { Db, Tx } from '#db/database.ts'
import { reportChecks, reportContents, reportFiles, reports } from '#db/schema/reports.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { timestamp } from './gather/rounds.ts'
import type { ReportsQuery } from './inputs.ts'

export type ReportRow = typeof reports.$inferSelect
export type CheckRow = typeof reportChecks.$inferSelect
export type FileRow = Omit<typeof reportFiles.$inferSelect, 'content' | 'reportId'>

/** By the end of the period, then by the order of making, both descending. */
export async function listReports(
  ctx: Pick<Ctx, 'db'>,
  { kind, from, to, cursor, limit }: ReportsQuery,
): Promise<{ items: ReportRow[]; nextCursor: string | null }> {
  const [end, id] = (cursor ?? '').split('_').map(Number)
  // Compared as a pair, which the index does in one go.
  const isAfter = end && id ? sql`(${reports.periodTo}, ${reports.id}) < (${timestamp(end)}, ${id})` : undefined
  const rows = await ctx.db
    .select()
    .from(reports)
    .where(
      and(
        kind === undefined ? undefined : eq(reports.kind, kind),
        from === undefined ? undefined : gte(reports.periodTo, instantOf(from)),
        to === undefined ? undefined : lte(reports.periodTo, instantOf(addDays(to, 1))),
        isAfter,
      ),
    )
    .orderBy(desc(reports.periodTo), desc(reports.id))
    .limit(limit + 1)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last ? `${last.periodTo}_${last.id}` : null }
}

/** @throws AppError `not-found` */
export async function findReport(db: Db | Tx, id: number): Promise<ReportRow> {
  const [row] = await db.select().from(reports).where(eq(reports.id, id))
  if (!row) throw new AppError('not-found', 'reports.not-found', { id })
  return row
}

export interface ReportDetail {
  report: ReportRow
  /** Null until it is done. */
  page: ReportPage | null
  files: FileRow[]
  /** The last time it was computed again. */
  check: CheckRow | null
  /** Other editions of the same period, newest first. */
  editions: ReportRow[]
}

/** @throws AppError `not-found` */
export async function getReport(ctx: Pick<Ctx, 'db'>, id: number): Promise<ReportDetail> {
  const report = await findReport(ctx.db, id)
  const [[content], files, [check], editions] = await Promise.all([
    ctx.db.select({ page: reportContents.page }).from(reportContents).where(eq(reportContents.reportId, id)),
    ctx.db
      .select({ format: reportFiles.format, sha256: reportFiles.sha256, sizeBytes: reportFiles.sizeBytes })
      .from(reportFiles)
      .where(eq(reportFiles.reportId, id))
      .orderBy(reportFiles.format),
    ctx.db.select().from(reportChecks).where(eq(reportChecks.reportId, id)).orderBy(desc(reportChecks.id)).limit(1),
    ctx.db
      .select()
      .from(reports)
      .where(and(eq(reports.kind, report.kind), eq(reports.period, report.period)))
      .orderBy(desc(reports.version))
      .limit(50),
  ])
  return { report, page: content?.page ?? null, files, check: check ?? null, editions }
}

/** The rows a figure or a table was computed from, in order of id, as they were then. @throws AppError `not-found` */
export async function rowsOfFigure(
  ctx: Pick<Ctx, 'db'>,
  id: number,
  { section, part }: { section: string; part: string },
  { cursor, limit }: { cursor: number; limit: number },
): Promise<{ table: SourceTable; total: number; rows: Row[] }> {
  const own = eq(reportContents.reportId, id)
  const [content] = await ctx.db.select({ page: reportContents.page }).from(reportContents).where(own)
  const found = content?.page.sections.find((one) => one.id === section)
  const source = [...(found?.figures ?? []), ...(found?.tables ?? [])].find((one) => one.id === part)?.source
  if (!source) throw new AppError('not-found', 'reports.no-figure', { id, figure: `${section}/${part}` })
  const [behind] = await ctx.db
    .select({
      ids: sql<string[]>`${reportContents.behind} -> ${source.digest}`,
      rows: sql<Row[]>`${reportContents.facts} -> 'rows' -> ${source.table}`,
    })
    .from(reportContents)
    .where(own)
  const rows = new Map((behind?.rows ?? []).map((row) => [row.id, row]))
  const ids = (behind?.ids ?? []).slice(cursor, cursor + limit)
  return { table: source.table, total: source.count, rows: ids.flatMap((one) => rows.get(one) ?? []) }
}

/** The file as it was made. @throws AppError `not-found` */
export async function fileOf(
  ctx: Pick<Ctx, 'db'>,
  id: number,
  format: 'pdf' | 'xlsx',
): Promise<{ name: string; sha256: string; content: Uint8Array }> {
  const { number } = await findReport(ctx.db, id)
  const [file] = await ctx.db
    .select()
    .from(reportFiles)
    .where(and(eq(reportFiles.reportId, id), eq(reportFiles.format, format)))
  if (!file) throw new AppError('not-found', 'reports.no-file', { number })
  return { name: `${number.replace(/[^\w.-]/g, '_')}.${format}`, sha256: file.sha256, content: file.content }
}
