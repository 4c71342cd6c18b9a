// Searches the audit trail and pages through what it finds, newest first.

import { and, desc, eq, gte, lt, not, or, type SQL, sql } from 'drizzle-orm'
import { auditLog } from '#db/schema/audit.ts'
import type { Ctx } from '#src/context.ts'
import { ACTION_GROUPS, type ActionGroupId } from './groups.ts'
import type { AuditQuery, AuditSearch } from './inputs.ts'
import type { AuditRow } from './rules.ts'

export interface AuditPage {
  items: AuditRow[]
  /** Pass as `cursor` for the next page; absent on the last one. */
  nextCursor?: number
}

export async function listAudit(ctx: Pick<Ctx, 'db'>, query: AuditQuery): Promise<AuditPage> {
  const isOlder = query.cursor === undefined ? undefined : lt(auditLog.seq, query.cursor)
  const rows = await ctx.db
    .select()
    .from(auditLog)
    .where(and(isOlder, found(query)))
    .orderBy(desc(auditLog.seq))
    .limit(query.limit + 1)
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return rows.length > query.limit && last ? { items: page, nextCursor: last.seq } : { items: page }
}

export function countAudit({ db }: Pick<Ctx, 'db'>, search: AuditSearch): Promise<number> {
  return db.$count(auditLog, found(search))
}

function found({ person, group, text, ...search }: AuditSearch): SQL | undefined {
  return and(
    search.actor === undefined ? undefined : eq(auditLog.actorId, search.actor),
    search.action === undefined ? undefined : eq(auditLog.action, search.action),
    search.objectType === undefined ? undefined : eq(auditLog.objectType, search.objectType),
    search.objectId === undefined ? undefined : eq(auditLog.objectId, search.objectId),
    search.from === undefined ? undefined : gte(auditLog.at, search.from),
    search.to === undefined ? undefined : lt(auditLog.at, search.to),
    person === undefined ? undefined : isBy(person),
    group === undefined ? undefined : isAbout(group),
    text === undefined ? undefined : holds(text),
  )
}

function isBy(person: string): SQL | undefined {
  return or(
    sql`${auditLog.actorName} ilike ${partOf(person)}`,
    eq(auditLog.actorId, person),
    eq(auditLog.personId, person),
  )
}

function isAbout(group: ActionGroupId): SQL | undefined {
  const of = (words: readonly string[]) => sql`split_part(${auditLog.action}, '.', 1) in ${[...words]}`
  const known = ACTION_GROUPS.find(({ id }) => id === group)
  return known ? of(known.of) : not(of(ACTION_GROUPS.flatMap((one) => [...one.of])))
}

function holds(text: string): SQL | undefined {
  const { detail, objectType, objectId, address, requestId, action } = auditLog
  return or(
    ...[sql`${detail}::text`, objectType, objectId, address, requestId, action].map(
      (column) => sql`${column} ilike ${partOf(text)}`,
    ),
  )
}

/** Everything a pattern means something by is meant as it is written. */
function partOf(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}
