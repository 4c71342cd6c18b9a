// Pages through the audit trail, newest first.

import { and, desc, eq, gte, lt } from 'drizzle-orm'
import { auditLog } from '#db/schema/audit.ts'
import type { Ctx } from '#src/context.ts'
import type { AuditQuery } from './inputs.ts'
import type { AuditRow } from './rules.ts'

export interface AuditPage {
  items: AuditRow[]
  /** Pass as `cursor` for the next page; absent on the last one. */
  nextCursor?: number
}

export async function listAudit(ctx: Ctx, query: AuditQuery): Promise<AuditPage> {
  const rows = await ctx.db
    .select()
    .from(auditLog)
    .where(
      and(
        query.cursor === undefined ? undefined : lt(auditLog.seq, query.cursor),
        query.actor === undefined ? undefined : eq(auditLog.actorId, query.actor),
        query.action === undefined ? undefined : eq(auditLog.action, query.action),
        query.objectType === undefined ? undefined : eq(auditLog.objectType, query.objectType),
        query.objectId === undefined ? undefined : eq(auditLog.objectId, query.objectId),
        query.from === undefined ? undefined : gte(auditLog.at, query.from),
        query.to === undefined ? undefined : lt(auditLog.at, query.to),
      ),
    )
    .orderBy(desc(auditLog.seq))
    .limit(query.limit + 1)
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return rows.length > query.limit && last ? { items: page, nextCursor: last.seq } : { items: page }
}
