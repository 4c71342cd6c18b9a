// Reads the whole audit trail of a database and says where it was first changed, if it was.

import { asc, gt } from 'drizzle-orm'
import type { Db } from '#db/database.ts'
import { auditCheckpoints, auditLog } from '#db/schema/audit.ts'
import type { ChainHead } from './rules.ts'
import { type AuditVerification, TrailReader, type TrailTrust } from './trail.ts'

const PAGE_ROWS = 2_000

export interface VerifyOptions extends TrailTrust {
  onProgress?: (rows: number) => void
}

/**
 * Recomputes every hash and every link, and holds the trail against the checkpoints of the database and those given. Without one that was
 * kept outside, rows cut off at the end, and a trail rewritten by somebody who holds database and key, cannot be seen.
 */
export async function verifyAudit(db: Db, options: VerifyOptions): Promise<AuditVerification> {
  const { onProgress, checkpoints = [], ...trust } = options
  const own = await db.select().from(auditCheckpoints).orderBy(asc(auditCheckpoints.seq))
  const reader = await TrailReader.against({ ...trust, checkpoints: [...own, ...checkpoints] })
  let after = 0
  for (;;) {
    const rows = await pageAfter(db, after)
    for (const row of rows) if (!reader.add(row)) return reader.end()
    const last = rows.at(-1)
    if (last) onProgress?.(last.seq)
    if (!last || rows.length < PAGE_ROWS) return reader.end()
    after = last.seq
  }
}

export function pageAfter(db: Db, seq: number, limit = PAGE_ROWS) {
  return db.select().from(auditLog).where(gt(auditLog.seq, seq)).orderBy(asc(auditLog.seq)).limit(limit)
}

/**
 * As `verifyAudit` for the rows from `from` on alone, and no more than `limit` of them: what is cheap enough to do every minute.
 * `from` itself must be there, unchanged.
 */
export async function verifyTail(db: Db, from: ChainHead, limit: number): Promise<AuditVerification> {
  const isPart = from.seq > 0
  const heads = isPart ? [from] : []
  const reader = await TrailReader.against({ primitives: { verify: () => false }, isPart, heads })
  for (const row of await pageAfter(db, Math.max(0, from.seq - 1), limit)) if (!reader.add(row)) break
  return reader.end()
}
