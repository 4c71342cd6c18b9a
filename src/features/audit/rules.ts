// What a row of the audit trail is hashed over, and whether a row continues an unbroken chain. Pure but for SHA-256 and SM3.

import { createHash } from 'node:crypto'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import type { Instant } from '#core/verdict.ts'

export const AUDIT_HASHES = ['sha256', 'sm3'] as const
export type AuditHash = (typeof AUDIT_HASHES)[number]

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
  /** Of this row. */
  hashAlgorithm: AuditHash
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

/** Hex, over every column but the hash itself. The leading line keeps this hash apart from any other use of the algorithm. */
export function hashOf(row: Omit<AuditRow, 'hash'>): string {
  return createHash(row.hashAlgorithm)
    .update(`zhengxun-audit-1\n${canonicalJson(row)}`)
    .digest('hex')
}

/** Why `row` does not continue the chain that ends at `head`; `undefined` when it does. */
export function breakAt(head: ChainHead, row: AuditRow): ChainBreak | undefined {
  const seq = head.seq + 1
  if (row.seq !== seq) return { seq, code: 'audit.row-missing' }
  if (!isAuditRowIntact(row)) return { seq, code: 'audit.row-changed' }
  if (row.previousHash !== head.hash) return { seq, code: 'audit.link-broken' }
  return undefined
}

/** Whether a row taken out of the trail is what was written: its hash says so, its place in the chain is not looked at. */
export function isAuditRowIntact(row: unknown): boolean {
  if (typeof row !== 'object' || row === null) return false
  const { hash, ...content } = row as AuditRow
  return AUDIT_HASHES.includes(content.hashAlgorithm) && hashOf(content) === hash
}
