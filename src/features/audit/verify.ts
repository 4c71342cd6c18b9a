// Reads the whole audit trail and says where it was first changed, if it was.

import { asc, gt } from 'drizzle-orm'
import type { Db } from '#db/database.ts'
import { auditLog } from '#db/schema/audit.ts'
import { type ChainBreak, type ChainHead, firstBreak, GENESIS } from './rules.ts'

export interface AuditVerification {
  isIntact: boolean
  /** Rows that were read and found right. */
  rows: number
  /** The end of the unbroken part. Kept elsewhere, it is the checkpoint of a later verification. */
  head: ChainHead
  broken?: ChainBreak | { seq: number; code: 'audit.checkpoint-missing' | 'audit.checkpoint-differs' }
}

const PAGE_ROWS = 2_000

/**
 * Recomputes every hash and every link. Without a `checkpoint` kept outside the database, rows cut off at the end, and a trail rewritten
 * from some row to the end by somebody who can recompute hashes, cannot be seen.
 */
export async function verifyAudit(db: Db, checkpoint?: ChainHead): Promise<AuditVerification> {
  let head: ChainHead = { seq: 0, hash: GENESIS }
  let atCheckpoint: string | undefined
  for (;;) {
    const rows = await db
      .select()
      .from(auditLog)
      .where(gt(auditLog.seq, head.seq))
      .orderBy(asc(auditLog.seq))
      .limit(PAGE_ROWS)
    const broken = firstBreak(head, rows)
    const good = broken ? rows.slice(0, broken.seq - head.seq - 1) : rows
    atCheckpoint ??= good.find((row) => row.seq === checkpoint?.seq)?.hash
    const last = good.at(-1)
    if (last) head = { seq: last.seq, hash: last.hash }
    if (broken) return { isIntact: false, rows: head.seq, head, broken }
    if (rows.length < PAGE_ROWS) break
  }
  if (!checkpoint || checkpoint.seq === 0 || atCheckpoint === checkpoint.hash)
    return { isIntact: true, rows: head.seq, head }
  const code = atCheckpoint === undefined ? 'audit.checkpoint-missing' : 'audit.checkpoint-differs'
  return { isIntact: false, rows: head.seq, head, broken: { seq: checkpoint.seq, code } }
}
