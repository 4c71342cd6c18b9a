// What a row of the audit trail is hashed over, and whether a run of rows is an unbroken chain. Pure but for SHA-256.

import { createHash } from 'node:crypto'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import type { Instant } from '#core/verdict.ts'

export interface AuditRow {
  /** 1, 2, 3 … without a gap. */
  seq: number
  at: Instant
  actorType: string
  actorId: string
  actorName: string
  personId: string | null
  roles: string[]
  sessionId: string | null
  address: string | null
  requestId: string
  action: string
  objectType: string
  objectId: string
  detail: Record<string, unknown>
  previousHash: string
  hash: string
}

/** What stands before the first row. */
export const GENESIS = '0'.repeat(64)

export interface ChainHead {
  seq: number
  hash: string
}

export type ChainProblem = 'audit.row-missing' | 'audit.link-broken' | 'audit.row-changed'

export interface ChainBreak {
  /** The first row that is not what was written, or that should be there and is not. */
  seq: number
  code: ChainProblem
}

/** SHA-256, hex, over every column but the hash itself. The leading line keeps this hash apart from any other use of SHA-256. */
export function hashOf(row: Omit<AuditRow, 'hash'>): string {
  return createHash('sha256')
    .update(`zhengxun-audit-1\n${canonicalJson(row)}`)
    .digest('hex')
}

/** The first break in `rows`, which must continue the chain that ends at `head`; none when they do. */
export function firstBreak(head: ChainHead, rows: readonly AuditRow[]): ChainBreak | undefined {
  let { seq, hash: previous } = head
  for (const row of rows) {
    seq += 1
    if (row.seq !== seq) return { seq, code: 'audit.row-missing' }
    const { hash, ...content } = row
    if (hashOf(content) !== hash) return { seq, code: 'audit.row-changed' }
    if (row.previousHash !== previous) return { seq, code: 'audit.link-broken' }
    previous = hash
  }
  return undefined
}

/** Whether a row taken out of the trail is what was written: its hash says so, its place in the chain is not looked at. */
export function isAuditRowIntact(row: unknown): boolean {
  if (typeof row !== 'object' || row === null) return false
  const { hash, ...content } = row as AuditRow
  return hashOf(content) === hash
}
