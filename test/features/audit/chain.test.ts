import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { describe, expect, it, onTestFinished } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import type { Db } from '#db/database.ts'
import { auditLog } from '#db/schema/audit.ts'
import { type ChainHead, listAudit, recordAudit, verifyAudit as verifyTrail } from '#features/audit/index.ts'
import type { Ctx } from '#src/context.ts'
import { withDatabase } from '../../database.ts'

const verifyAudit = (db: Db, head?: ChainHead) =>
  verifyTrail(db, { primitives: nodePrimitives, heads: head ? [head] : [] })

const NOW = Date.parse('2026-11-21T01:00:00.123Z')
const who = { actor: { type: 'system', name: 'test' }, now: NOW, requestId: 'r-1' } as const

async function trail(length: number) {
  const { db, owner, close } = await withDatabase()
  // One a test: connections are few.
  onTestFinished(close)
  for (let n = 1; n <= length; n++)
    await db.transaction((tx) =>
      recordAudit(tx, who, {
        action: 'thing.changed',
        object: { type: 'thing', id: `t${n}` },
        detail: { z: n, a: { 中文: '值', list: [1.5, null, true] }, gone: undefined, when: new Date(NOW) },
      }),
    )
  /** What an intruder with the owner's rights could do. */
  const tamper = async (statement: string) => {
    await owner.execute(sql`alter table audit_log disable trigger user`)
    await owner.execute(sql.raw(statement))
    await owner.execute(sql`alter table audit_log enable trigger user`)
  }
  return { db, tamper }
}

describe('the audit trail', () => {
  it('is an unbroken chain from its first row', async () => {
    const { db } = await trail(5)
    const verification = await verifyAudit(db)
    expect(verification).toMatchObject({ isIntact: true, rows: 5, head: { seq: 5 } })
  })

  it('hashes a documented text, which others can recompute', async () => {
    const { db } = await trail(1)
    const [row] = await db.select().from(auditLog)
    const text =
      'zhengxun-audit-1\n{"action":"thing.changed","actorId":"test","actorName":"test","actorType":"system","address":null,' +
      `"at":${NOW},"detail":{"a":{"list":[1.5,null,true],"中文":"值"},"when":"2026-11-21T01:00:00.123Z","z":1},` +
      `"hashAlgorithm":"sha256","objectId":"t1","objectType":"thing","personId":null,"previousHash":"${'0'.repeat(64)}","requestId":"r-1","roles":[],"seq":1,"sessionId":null}`
    expect(row?.hash).toBe(createHash('sha256').update(text).digest('hex'))
  })

  it.each([
    'seq',
    'at',
    'actor_type',
    'actor_id',
    'actor_name',
    'person_id',
    'roles',
    'session_id',
    'address',
    'request_id',
    'action',
    'object_type',
    'object_id',
    'detail',
    'previous_hash',
    'hash',
    'hash_algorithm',
  ])('names row 3 when its column %s was changed', async (column) => {
    const { db, tamper } = await trail(4)
    const [type] = (
      await db.execute(
        sql`select data_type from information_schema.columns where table_name = 'audit_log' and column_name = ${column}`,
      )
    ).rows
    const other: Record<string, string> = {
      bigint: 'seq + 10',
      'timestamp with time zone': "at + interval '1 millisecond'",
      ARRAY: "array['auditor']",
      jsonb: `jsonb_set(detail, '{z}', '4')`,
    }
    await tamper(
      `update audit_log set ${column} = ${other[String(type?.data_type)] ?? `coalesce(${column}, '') || 'x'`} where seq = 3`,
    )
    expect(await verifyAudit(db)).toMatchObject({ isIntact: false, rows: 2, broken: { seq: 3 } })
  })

  it('names a deleted row, two swapped rows, and an inserted one', async () => {
    const deleted = await trail(4)
    await deleted.tamper('delete from audit_log where seq = 2')
    expect(await verifyAudit(deleted.db)).toMatchObject({ broken: { seq: 2, code: 'audit.row-missing' } })
    const swapped = await trail(4)
    await swapped.tamper(
      'update audit_log set seq = -seq where seq in (2,3); update audit_log set seq = 5 + seq where seq < 0',
    )
    expect(await verifyAudit(swapped.db)).toMatchObject({ broken: { seq: 2, code: 'audit.row-changed' } })
    const inserted = await trail(4)
    await inserted.tamper(`insert into audit_log select 5, at, actor_type, actor_id, actor_name, person_id, roles, session_id, address, request_id,
      action, object_type, object_id, detail, hash, 'made up', hash_algorithm from audit_log where seq = 4`)
    expect(await verifyAudit(inserted.db)).toMatchObject({ broken: { seq: 5, code: 'audit.row-changed' } })
  })

  it('is seen to be cut off or rewritten at its end with a checkpoint kept outside, and only with one', async () => {
    const { db, tamper } = await trail(4)
    const { head } = await verifyAudit(db)
    expect(await verifyAudit(db, head)).toMatchObject({ isIntact: true })
    await tamper('delete from audit_log where seq = 4')
    expect(await verifyAudit(db)).toMatchObject({ isIntact: true })
    expect(await verifyAudit(db, head)).toMatchObject({ broken: { seq: 4, code: 'audit.checkpoint-missing' } })
    await db.transaction((tx) => recordAudit(tx, who, { action: 'x', object: { type: 'x', id: 'x' } }))
    expect(await verifyAudit(db, head)).toMatchObject({ broken: { seq: 4, code: 'audit.checkpoint-differs' } })
  })

  it('stays one chain under concurrent writers, and loses no row', async () => {
    const { db } = await trail(0)
    const write = (n: number) =>
      db.transaction((tx) => recordAudit(tx, who, { action: 'thing.changed', object: { type: 'thing', id: `${n}` } }))
    await Promise.all(Array.from({ length: 40 }, (_, n) => write(n)))
    expect(await verifyAudit(db)).toMatchObject({ isIntact: true, rows: 40 })
  })

  it('keeps nothing of a change that rolled back', async () => {
    const { db } = await trail(1)
    const change = db.transaction(async (tx) => {
      await recordAudit(tx, who, { action: 'x', object: { type: 'x', id: 'x' } })
      throw new Error('after all not')
    })
    await expect(change).rejects.toThrow('after all not')
    expect(await verifyAudit(db)).toMatchObject({ isIntact: true, rows: 1 })
  })

  it('is paged from the newest row, without losing or repeating one', async () => {
    const { db } = await trail(5)
    const ctx = { db } as Ctx
    const first = await listAudit(ctx, { limit: 2 })
    const second = await listAudit(ctx, { limit: 2, cursor: first.nextCursor ?? 0 })
    const third = await listAudit(ctx, { limit: 2, cursor: second.nextCursor ?? 0 })
    expect([first, second, third].map((page) => page.items.map((row) => row.seq))).toEqual([[5, 4], [3, 2], [1]])
    expect(third.nextCursor).toBeUndefined()
    expect(
      (await listAudit(ctx, { limit: 9, objectType: 'thing', objectId: 't3' })).items.map((row) => row.seq),
    ).toEqual([3])
    expect((await listAudit(ctx, { limit: 9, from: NOW + 1 })).items).toEqual([])
  })
})
