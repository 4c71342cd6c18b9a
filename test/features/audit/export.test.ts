import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import type { Db } from '#db/database.ts'
import { exportAudit } from '#features/audit/hand-out.ts'
import { listAudit, recordAudit, signHead, verifyExport } from '#features/audit/index.ts'
import { MAX_TABLE_ROWS } from '#features/audit/table.ts'
import { actorOf, NOW, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

const keys = openKeyVault(randomBytes(32))
const auditOutside = { hash: 'sha256', keyAlgorithm: 'p256', places: [] } as const
const ctxOf = (db: Db, now = NOW) =>
  testCtx(db, { now, actor: actorOf('auditor'), ports: { keys, auditOutside, spreadsheets } })

async function filled() {
  const { db } = await withDatabase()
  const write = (action: string, detail: Record<string, unknown>, name = 'operator', now = NOW) =>
    db.transaction((tx) =>
      recordAudit(
        tx,
        { ...ctxOf(db, now), actor: { ...actorOf('operator'), name } },
        { action, object: { type: 'thing', id: 't%1' }, detail },
      ),
    )
  await write('session.opened', { how: 'password' }, '张三')
  await write('ticket.closed', { note: '=cmd|calc' }, '李四', NOW + 1_000)
  await write('round.signed', { note: '100%_完成' }, '张三', NOW + 2_000)
  await write('novelty.happened', {}, '王五', NOW + 3_000)
  return db
}

async function textOf(body: ReadableStream<Uint8Array> | ArrayBuffer): Promise<string> {
  return new Response(body).text()
}

describe('the search of the trail', () => {
  it('finds by person, by what an action is about, by text and by time', async () => {
    const db = await filled()
    const found = async (search: object) =>
      (await listAudit({ db }, { limit: 50, ...search })).items.map(({ seq }) => seq)
    expect(await found({ person: '张' })).toEqual([3, 1])
    expect(await found({ person: actorOf('operator').accountId })).toEqual([4, 3, 2, 1])
    expect(await found({ person: '赵' })).toEqual([])
    expect(await found({ group: 'accounts' })).toEqual([1])
    expect(await found({ group: 'inspections', person: '张三' })).toEqual([3])
    expect(await found({ group: 'other' })).toEqual([4])
    expect(await found({ text: '完成' })).toEqual([3])
    expect(await found({ text: 'TICKET.c' })).toEqual([2])
    expect(await found({ from: NOW + 1_000, to: NOW + 3_000 })).toEqual([3, 2])
  })

  it('takes what people type as it is written', async () => {
    const db = await filled()
    const found = async (text: string) => (await listAudit({ db }, { limit: 50, text })).items.length
    expect(await found('100%_')).toBe(1)
    expect(await found('t%1')).toBe(4)
    expect(await found('t_1')).toBe(0)
    expect(await found('\\')).toBe(0)
    expect(await found(`'; drop table audit_log; --`)).toBe(0)
  })
})

describe('what an auditor takes along', () => {
  it('is the trail up to a checkpoint, verified without us, and the taking is in the trail', async () => {
    const db = await filled()
    const made = await exportAudit(ctxOf(db), { kind: 'trail' })
    const lines = (await textOf(made.body)).split('\n').filter(Boolean)
    // Four rows and the one that names the key; the row of the export comes after.
    expect([made.rows, made.name]).toEqual([5, 'audit-1-5.jsonl'])
    const result = await verifyExport(lines, { primitives: nodePrimitives })
    expect(result).toMatchObject({ isIntact: true, rows: 5, checkpoints: 1 })
    expect(JSON.parse(lines[0] ?? '').how.zh).toContain('zhengxun audit verify')
    const [last] = (await listAudit({ db }, { limit: 1 })).items
    expect(last).toMatchObject({ action: 'audit.exported', detail: { kind: 'trail', rows: 5, first: 1, last: 5 } })
    const changed = lines.map((line) => line.replace('李四', '李五'))
    expect((await verifyExport(changed, { primitives: nodePrimitives })).broken).toMatchObject({ seq: 2 })
  })

  it('is a part between two checkpoints when days are chosen', async () => {
    const db = await filled()
    await exportAudit(ctxOf(db), { kind: 'trail' })
    const later = NOW + 86_400_000
    for (const n of [1, 2])
      await db.transaction((tx) =>
        recordAudit(tx, ctxOf(db, later), { action: 'round.signed', object: { type: 'round', id: `${n}` } }),
      )
    const made = await exportAudit(ctxOf(db, later), { kind: 'trail', from: later })
    const lines = (await textOf(made.body)).split('\n').filter(Boolean)
    expect([made.rows, made.name]).toEqual([3, 'audit-6-8.jsonl'])
    const part = { primitives: nodePrimitives, isPart: true }
    expect(await verifyExport(lines, part)).toMatchObject({ isIntact: true, rows: 3, after: 5, checkpoints: 2 })
    expect((await verifyExport(lines.toSpliced(2, 1), part)).isIntact).toBe(false)
    // A checkpoint from outside that is of later rows speaks neither for nor against a part, and against a whole.
    const outside = await signHead(ctxOf(db, later + 60_000))
    const checkpoints = outside ? [outside] : []
    expect(await verifyExport(lines, { ...part, checkpoints })).toMatchObject({ isIntact: true })
    expect(await verifyExport(lines, { primitives: nodePrimitives, checkpoints })).toMatchObject({ isIntact: false })
    expect(await verifyExport(lines, { primitives: nodePrimitives })).toMatchObject({
      broken: { code: 'audit.beginning-missing' },
    })
  })

  it('is what was found, as a spreadsheet in which nothing is a formula', async () => {
    const db = await filled()
    const made = await exportAudit(ctxOf(db), { kind: 'table', group: 'tickets' })
    expect(made.rows).toBe(1)
    const bytes = new Uint8Array(made.body as ArrayBuffer)
    const read = await spreadsheets.read(bytes)
    const [sheet] = read.ok ? read.value : []
    expect(sheet?.rows[1]?.slice(0, 7)).toEqual([
      2,
      '2026-11-21 09:00:01',
      '李四',
      'operator',
      '127.0.0.1',
      '工单与通知',
      'ticket.closed',
    ])
    const [last] = (await listAudit({ db }, { limit: 1 })).items
    expect(last).toMatchObject({
      action: 'audit.exported',
      detail: { kind: 'table', rows: 1, search: { group: 'tickets' } },
    })
    expect(MAX_TABLE_ROWS).toBe(20_000)
  })
})
