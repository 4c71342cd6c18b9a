// Writes and corrects service records. The fields follow from the kind; every version stays in the audit trail.

import { and, between, desc, eq, ilike, lt } from 'drizzle-orm'
import type { Db, Tx } from '#db/database.ts'
import { serviceRecords } from '#db/schema/service.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { RecordsQuery, WriteRecord } from './inputs.ts'
import { kindOf, type RecordKindId, schemaOf } from './kinds.ts'

export type RecordRow = typeof serviceRecords.$inferSelect

/** @throws AppError `bad-input` naming the field */
export async function writeRecord(ctx: Ctx, input: WriteRecord): Promise<RecordRow> {
  const data = checked(input)
  return ctx.db.transaction(async (tx) => {
    const createdBy = nameOf(ctx)
    const [row] = await tx
      .insert(serviceRecords)
      .values({ ...input, data, createdBy, createdAt: ctx.now })
      .returning()
    if (!row) throw new Error('the database stored a record and gave nothing back')
    await audit(tx, ctx, 'record.written', row)
    return row
  })
}

/** Corrects a record; its kind stays. @throws AppError `not-found`, `bad-input` */
export async function correctRecord(ctx: Ctx, id: number, input: WriteRecord): Promise<RecordRow> {
  const { onDate, title } = input
  const data = checked(input)
  return ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .update(serviceRecords)
      .set({ onDate, title, data, changedBy: nameOf(ctx), changedAt: ctx.now })
      .where(and(eq(serviceRecords.id, id), eq(serviceRecords.kind, input.kind)))
      .returning()
    if (!row) throw new AppError('not-found', 'records.not-found', { id })
    await audit(tx, ctx, 'record.corrected', row)
    return row
  })
}

function checked({ kind, data }: WriteRecord): Record<string, string | number> {
  const known = kindOf(kind)
  const result = known && schemaOf(known).safeParse(data)
  if (result?.success) return result.data as Record<string, string | number>
  const issue = result?.error.issues[0]
  throw new AppError('bad-input', 'app.field-invalid', {
    field: ['data', ...(issue?.path ?? [])].join('.'),
    problem: issue?.message ?? 'invalid',
  })
}

function nameOf({ actor }: Ctx): string {
  return actor.type === 'anonymous' ? '' : actor.name
}

function audit(tx: Tx, ctx: Ctx, action: string, { id, kind, onDate, title, data }: RecordRow): Promise<void> {
  return recordAudit(tx, ctx, {
    action,
    object: { type: 'record', id: String(id) },
    detail: { kind, onDate, title, data },
  })
}

export async function listRecords(
  ctx: Ctx,
  { kind, q, cursor, limit }: RecordsQuery,
): Promise<{ items: RecordRow[]; nextCursor: string | null }> {
  const rows = await ctx.db
    .select()
    .from(serviceRecords)
    .where(
      and(
        eq(serviceRecords.kind, kind),
        q ? ilike(serviceRecords.title, `%${q.replace(/[\\%_]/g, '\\$&')}%`) : undefined,
        cursor === undefined ? undefined : lt(serviceRecords.id, cursor),
      ),
    )
    .orderBy(desc(serviceRecords.id))
    .limit(limit + 1)
  const items = rows.slice(0, limit)
  return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.id) : null }
}

/** Every record of a kind whose day lies in the span, both days included, in order. */
export function recordsOf(db: Db | Tx, kind: RecordKindId, from: string, through: string): Promise<RecordRow[]> {
  return db
    .select()
    .from(serviceRecords)
    .where(and(eq(serviceRecords.kind, kind), between(serviceRecords.onDate, from, through)))
    .orderBy(serviceRecords.id)
}
