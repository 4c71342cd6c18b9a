// The trail as one file of lines that can be verified without us: a line that says how, every row as it was hashed, every checkpoint behind
// the row it stands for, and a line that counts. It is written and read without ever being held.

import { and, asc, desc, gt, gte, lt, lte } from 'drizzle-orm'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import type { Instant } from '#core/verdict.ts'
import type { Db } from '#db/database.ts'
import { auditCheckpoints, auditLog } from '#db/schema/audit.ts'
import { type Checkpoint, checkpointLine, jsonOf, readCheckpoint } from './checkpoint-rules.ts'
import type { AuditRow } from './rules.ts'
import { type AuditVerification, TrailReader, type TrailTrust } from './trail.ts'
import { pageAfter } from './verify.ts'

export const EXPORT_FORMAT = 'zhengxun-audit-export'

/** For somebody who has this file and nothing of ours. */
const HOW = {
  zh: '用本产品核验：zhengxun audit verify --export 本文件 --checkpoints 库外检查点文件 --key 密钥指纹；只导出了一段时间的，加 --part。自行核验：每条记录去掉 hash 后按键名排序写成无空格 JSON，前加一行“zhengxun-audit-1”，按 hashAlgorithm 求摘要应等于 hash；previousHash 应等于上一条的 hash，seq 连续。检查点：{at,hash,hashAlgorithm,key,keyAlgorithm,seq}（key 为公钥 DER 的 SHA-256）按同样方式写成 JSON，前加一行“zhengxun-audit-checkpoint-1”，用公钥验签（p256：ECDSA-SHA256；sm2：SM2-SM3，默认用户标识）。',
  en: 'With this product: zhengxun audit verify --export THIS --checkpoints OUTSIDE --key FINGERPRINT, and --part for some days only. By yourself: each row without hash, as JSON with sorted keys and no spaces behind a line "zhengxun-audit-1", hashed by hashAlgorithm, gives hash; previousHash is the hash of the row before, seq counts without a gap. Checkpoints: {at,hash,hashAlgorithm,key,keyAlgorithm,seq} (key = SHA-256 of the DER public key) written the same way behind a line "zhengxun-audit-checkpoint-1", verified by the public key (p256: ECDSA-SHA256; sm2: SM2-SM3, default identifier).',
}

export interface ExportRange {
  /** Whole days need not be known: rows before the last checkpoint before `from` are left out. */
  from?: Instant
  /** Rows of this moment and later are left out, up to the next checkpoint. */
  to?: Instant
}

export interface TrailExport {
  /** Rows it will hold. */
  rows: number
  first: number
  last: number
  /** Each ends in a line end. */
  lines: AsyncIterable<string>
}

/** A part begins behind a checkpoint and ends at one, so that it can be held against what lies outside. */
export async function exportTrail(db: Db, now: Instant, range: ExportRange = {}): Promise<TrailExport> {
  const after = range.from === undefined ? undefined : await anchorBefore(db, range.from)
  const through = range.to === undefined ? undefined : await anchorAfter(db, range.to)
  const isBetween = and(
    after ? gt(auditLog.seq, after.seq) : undefined,
    through ? lte(auditLog.seq, through.seq) : undefined,
  )
  const end = async (order: typeof asc | typeof desc) =>
    (await db.select({ seq: auditLog.seq }).from(auditLog).where(isBetween).orderBy(order(auditLog.seq)).limit(1))[0]
      ?.seq
  const [first = 0, last = 0] = [await end(asc), await end(desc)]
  const rows = first === 0 ? 0 : last - first + 1
  return { rows, first, last, lines: linesOf(db, { now, first, last }) }
}

async function* linesOf(db: Db, { now, first, last }: { now: Instant; first: number; last: number }) {
  const header = { format: EXPORT_FORMAT, version: 1, madeAt: new Date(now).toISOString(), first, last, how: HOW }
  yield `${canonicalJson(header)}\n`
  const checkpoints = await db
    .select()
    .from(auditCheckpoints)
    .where(and(gte(auditCheckpoints.seq, first - 1), lte(auditCheckpoints.seq, last)))
    .orderBy(asc(auditCheckpoints.seq))
  const due = new Map(checkpoints.map((one) => [one.seq, one]))
  const before = due.get(first - 1)
  if (before) yield `${checkpointLine(before)}\n`
  let rows = 0
  for (let after = first - 1; after < last; ) {
    const page = (await pageAfter(db, after)).filter(({ seq }) => seq <= last)
    if (page.length === 0) break
    yield page.map((row) => lineOf(row, due.get(row.seq))).join('')
    rows += page.length
    after = page.at(-1)?.seq ?? last
  }
  yield `${canonicalJson({ format: `${EXPORT_FORMAT}-end`, rows, checkpoints: checkpoints.length })}\n`
}

function lineOf(row: AuditRow, checkpoint: Checkpoint | undefined): string {
  return `${canonicalJson(row)}\n${checkpoint ? `${checkpointLine(checkpoint)}\n` : ''}`
}

async function anchorBefore(db: Db, at: Instant): Promise<{ seq: number } | undefined> {
  // Not by the time of the checkpoint alone: a row may be dated before its neighbours.
  const [row] = await db
    .select({ seq: auditLog.seq })
    .from(auditLog)
    .where(gte(auditLog.at, at))
    .orderBy(asc(auditLog.seq))
    .limit(1)
  const { seq } = auditCheckpoints
  const isBefore = row ? lt(seq, row.seq) : undefined
  const [anchor] = await db.select({ seq }).from(auditCheckpoints).where(isBefore).orderBy(desc(seq)).limit(1)
  return anchor
}

async function anchorAfter(db: Db, at: Instant): Promise<{ seq: number } | undefined> {
  const [row] = await db
    .select({ seq: auditLog.seq })
    .from(auditLog)
    .where(lt(auditLog.at, at))
    .orderBy(desc(auditLog.seq))
    .limit(1)
  const { seq } = auditCheckpoints
  const isAfter = gte(seq, row?.seq ?? 0)
  const [anchor] = await db.select({ seq }).from(auditCheckpoints).where(isAfter).orderBy(asc(seq)).limit(1)
  return anchor
}

/**
 * Verifies an export line by line. Without checkpoints from elsewhere nothing speaks against an export that was made up as a whole. Unless
 * `isPart` says that no more was asked for, it must begin where the trail begins and hold the row of every checkpoint given.
 */
export async function verifyExport(
  lines: AsyncIterable<string> | Iterable<string>,
  trust: TrailTrust,
): Promise<AuditVerification> {
  let reading: { reader: TrailReader; next: number; last: number } | undefined
  let isEnded = false
  for await (const line of lines) {
    if (!reading) {
      const range = rangeOf(line)
      const part = trust.isPart && range ? { isPart: range.first > 1, lastSeq: range.last } : {}
      const reader = await TrailReader.against({ ...trust, ...part })
      if (!range) return altered(reader)
      reading = { reader, next: range.first, last: range.last }
      continue
    }
    const { reader } = reading
    const read = isEnded ? undefined : readLine(line)
    // A part begins where its first line says.
    if (!read || (typeof read === 'object' && 'row' in read && read.row.seq !== reading.next++)) return altered(reader)
    if (read === 'end') isEnded = true
    else if ('row' in read ? !reader.add(read.row) : !(await reader.meet(read.checkpoint))) return reader.end()
  }
  if (!reading) return altered(await TrailReader.against(trust))
  const result = reading.reader.end()
  const isWhole = isEnded && reading.last === (result.rows === 0 ? 0 : result.head.seq)
  return result.isIntact && !isWhole ? altered(reading.reader) : result
}

function altered(reader: TrailReader): AuditVerification {
  const result = reader.end()
  return { ...result, isIntact: false, broken: { seq: result.head.seq + 1, code: 'audit.export-altered' } }
}

/** What the first line says it holds; `undefined`: it is no first line. */
function rangeOf(line: string): { first: number; last: number } | undefined {
  const value = canonicalOf(line)
  const { first, last } = value ?? {}
  const isHeader = value?.format === EXPORT_FORMAT && value.version === 1
  return isHeader && typeof first === 'number' && typeof last === 'number' ? { first, last } : undefined
}

/** `undefined`: no line of an export. */
function readLine(line: string): { row: AuditRow } | { checkpoint: Checkpoint } | 'end' | undefined {
  const value = canonicalOf(line)
  if (value?.format === `${EXPORT_FORMAT}-end`) return 'end'
  const checkpoint = value && 'format' in value ? readCheckpoint(line) : undefined
  if (checkpoint) return { checkpoint }
  return typeof value?.seq === 'number' && !('format' in value) ? { row: value as unknown as AuditRow } : undefined
}

/** A line in another spelling than the one that was hashed is not what was written. */
function canonicalOf(line: string): Record<string, unknown> | undefined {
  const value = jsonOf(line)
  return value && canonicalJson(value) === line ? value : undefined
}
