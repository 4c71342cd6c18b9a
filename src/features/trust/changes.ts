// Proposals and what became of them: pages, newest first, and one with what it would mean today.

import { and, desc, eq, getTableColumns, gt, lte, type SQL, sql } from 'drizzle-orm'
import { trustChanges } from '#db/schema/trust.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { readCursor, writeCursor } from '#src/page-mark.ts'
import type { ChangesQuery, ShownState } from './inputs.ts'
import { loadMaterial } from './materials.ts'
import { type Preview, previewOf } from './preview.ts'
import { readMaterial } from './read.ts'
import type { Change, ChangeRow, Material } from './rules.ts'

/** @throws AppError `bad-input` for a cursor of somebody else's making */
export async function listChanges(
  ctx: Ctx,
  query: ChangesQuery,
): Promise<{ items: Change[]; nextCursor: string | null }> {
  const { content: _, ...columns } = getTableColumns(trustChanges)
  const rows = await ctx.db
    .select(columns)
    .from(trustChanges)
    .where(
      and(query.state && isIn(query.state, ctx.now), query.cursor === undefined ? undefined : before(query.cursor)),
    )
    .orderBy(desc(trustChanges.proposedAt), desc(trustChanges.id))
    .limit(query.limit + 1)
  const items = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? items.at(-1) : undefined
  return { items, nextCursor: last ? writeCursor({ at: last.proposedAt, id: last.id }) : null }
}

function isIn(state: ShownState, now: number): SQL | undefined {
  if (state === 'pending') return and(eq(trustChanges.state, 'pending'), gt(trustChanges.expiresAt, now))
  if (state === 'expired') return and(eq(trustChanges.state, 'pending'), lte(trustChanges.expiresAt, now))
  return eq(trustChanges.state, state)
}

function before(cursor: string): SQL {
  const { at, id } = readCursor(cursor)
  return sql`(${trustChanges.proposedAt}, ${trustChanges.id}) < (${new Date(at).toISOString()}::timestamptz, ${id}::uuid)`
}

export interface ChangeDetail {
  change: Change
  /** Of what is to be added or to end, as the house stands now. */
  preview: Preview
  /** What is to end, or has ended by it. */
  target?: Material
}

/** @throws AppError `not-found` */
export async function getChange(ctx: Ctx, id: string): Promise<ChangeDetail> {
  const [row] = await ctx.db.select().from(trustChanges).where(eq(trustChanges.id, id))
  if (!row) throw new AppError('not-found', 'trust.change-not-found')
  const { content, ...change } = row
  const target = row.materialId === null ? undefined : await loadMaterial(ctx, row.materialId)
  const bytes = content ?? target?.content ?? new Uint8Array()
  const material = await readMaterial(row.kind, { name: row.subject, bytes }, ctx.ports.primitives)
  const preview = await previewOf(ctx, material)
  return { change, preview: withoutOwn(preview, row), ...(target && { target: withoutContent(target) }) }
}

/** That the material is in use already is no warning when it is the one to end, or the change has been made. */
function withoutOwn(preview: Preview, { state, materialId }: ChangeRow): Preview {
  if (state === 'pending' && preview.duplicateOf !== (materialId ?? undefined)) return preview
  const { duplicateOf: _, ...rest } = preview
  return { ...rest, warnings: preview.warnings.filter(({ code }) => code !== 'trust.duplicate') }
}

function withoutContent<T extends { content: unknown }>({ content: _, ...rest }: T): Omit<T, 'content'> {
  return rest
}
