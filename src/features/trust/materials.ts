// What the house trusts and has trusted: pages, one in detail, and its file.

import { and, desc, eq, getTableColumns, ilike, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm'
import { trustChanges, trustMaterials } from '#db/schema/trust.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { readCursor, writeCursor } from '#src/page-mark.ts'
import type { MaterialsQuery } from './inputs.ts'
import { type Preview, previewOf } from './preview.ts'
import { readMaterial } from './read.ts'
import type { Change, Material, MaterialRow } from './rules.ts'

/** @throws AppError `bad-input` for a cursor of somebody else's making */
export async function listMaterials(
  ctx: Ctx,
  query: MaterialsQuery,
): Promise<{ items: Material[]; nextCursor: string | null }> {
  const { content: _, ...columns } = getTableColumns(trustMaterials)
  const rows = await ctx.db
    .select(columns)
    .from(trustMaterials)
    .where(
      and(
        query.state === 'active' ? isNull(trustMaterials.removedAt) : isNotNull(trustMaterials.removedAt),
        query.kind && eq(trustMaterials.kind, query.kind),
        query.q ? matching(query.q) : undefined,
        query.cursor === undefined ? undefined : before(query.cursor),
      ),
    )
    .orderBy(desc(trustMaterials.addedAt), desc(trustMaterials.id))
    .limit(query.limit + 1)
  const items = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? items.at(-1) : undefined
  return { items, nextCursor: last ? writeCursor({ at: last.addedAt, id: last.id }) : null }
}

function matching(q: string): SQL | undefined {
  const part = `%${q.replace(/[\\%_]/g, '\\$&')}%`
  const print = q.replace(/[\s:]/g, '').toLowerCase()
  return or(
    ilike(trustMaterials.subject, part),
    ilike(trustMaterials.issuer, part),
    ...(/^[0-9a-f]{4,64}$/.test(print)
      ? [ilike(trustMaterials.sha256, `%${print}%`), ilike(trustMaterials.sm3, `%${print}%`)]
      : []),
  )
}

function before(cursor: string): SQL {
  const { at, id } = readCursor(cursor)
  return sql`(${trustMaterials.addedAt}, ${trustMaterials.id}) < (${new Date(at).toISOString()}::timestamptz, ${id}::uuid)`
}

export interface MaterialDetail {
  material: Material
  preview: Preview
  /** The proposals that concern it, newest first; none for what was installed and never changed. */
  history: Change[]
}

/** @throws AppError `not-found` */
export async function getMaterial(ctx: Ctx, id: string): Promise<MaterialDetail> {
  const row = await loadMaterial(ctx, id)
  const { content, ...material } = row
  const { content: _, ...columns } = getTableColumns(trustChanges)
  const concerns = row.addedChange === null ? undefined : eq(trustChanges.id, row.addedChange)
  const history = await ctx.db
    .select(columns)
    .from(trustChanges)
    .where(or(eq(trustChanges.materialId, id), concerns))
    .orderBy(desc(trustChanges.proposedAt), desc(trustChanges.id))
    .limit(200)
  const read = await readMaterial(row.kind, { name: row.subject, bytes: content }, ctx.ports.primitives)
  const preview = await previewOf(ctx, read)
  // That it is in use is no news here.
  return { material, preview: { ...preview, warnings: preview.warnings.filter(isNews) }, history }
}

const isNews = ({ code }: { code: string }) => code !== 'trust.duplicate'

/** @throws AppError `not-found` */
export async function loadMaterial(ctx: Pick<Ctx, 'db'>, id: string): Promise<MaterialRow> {
  const [row] = await ctx.db.select().from(trustMaterials).where(eq(trustMaterials.id, id))
  if (!row) throw new AppError('not-found', 'trust.material-not-found')
  return row
}
