import { randomBytes } from 'node:crypto'
import { asc, sql } from 'drizzle-orm'
import { describe, expect, it, onTestFinished } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import type { Db } from '#db/database.ts'
import { auditCheckpoints, auditLog } from '#db/schema/audit.ts'
import {
  type AuditRow,
  alignAuditHash,
  type Checkpoint,
  checkpointAudit,
  checkpointLine,
  copyCheckpoints,
  exportTrail,
  fingerprintOf,
  placeReasons,
  pruneAudit,
  readCheckpoint,
  recordAudit,
  setRetention,
  signHead,
  trailReasons,
  trailStanding,
  verifyAudit,
  verifyExport,
} from '#features/audit/index.ts'
import { hashOf } from '#features/audit/rules.ts'
import type { AuditOutside, CheckpointCopy } from '#src/ports.ts'
import { actorOf, NOW, testCtx } from '../../context.ts'
import { withDatabase as openTestDatabase, type TestDatabase } from '../../database.ts'

const DAY_MS = 86_400_000
/** `ZHENGXUN_TEST_AUDIT_ROWS=1000000` measures the figure the service promises. */
const MANY = Number(process.env.ZHENGXUN_TEST_AUDIT_ROWS ?? 6_000)
const keys = openKeyVault(randomBytes(32))
const outside = (more: Partial<AuditOutside> = {}): AuditOutside => ({
  hash: 'sha256',
  keyAlgorithm: 'p256',
  places: [],
  ...more,
})

function ctxAt(db: Db, now = NOW, more: Partial<AuditOutside> = {}) {
  return testCtx(db, { now, actor: actorOf('operator'), ports: { keys, auditOutside: outside(more) } })
}

async function append(db: Db, rows: number, now = NOW) {
  for (let n = 1; n <= rows; n++)
    await db.transaction((tx) =>
      recordAudit(tx, ctxAt(db, now), {
        action: 'thing.changed',
        object: { type: 'thing', id: `t${n}` },
        detail: { n, 中文: '值' },
      }),
    )
}

/** Who owns the tables of each database: the service does not. */
const owners = new WeakMap<Db, Db>()

async function withDatabase(): Promise<TestDatabase> {
  const opened = await openTestDatabase()
  owners.set(opened.db, opened.owner)
  onTestFinished(opened.close)
  return opened
}

const ownerOf = (db: Db): Db => owners.get(db) ?? expect.fail('no owner')

/** What an intruder with the owner's rights could do. */
async function tamper(db: Db, statement: string) {
  const tables = ['audit_log', 'audit_checkpoints']
  for (const table of tables) await ownerOf(db).execute(sql.raw(`alter table ${table} disable trigger user`))
  await ownerOf(db).execute(sql.raw(statement))
  for (const table of tables) await ownerOf(db).execute(sql.raw(`alter table ${table} enable trigger user`))
}

const rowsOf = (db: Db): Promise<AuditRow[]> => db.select().from(auditLog).orderBy(asc(auditLog.seq))
const verified = (db: Db, checkpoints: readonly Checkpoint[] = [], keyPins?: string[]) =>
  verifyAudit(db, { primitives: nodePrimitives, checkpoints, ...(keyPins && { keys: keyPins }) })

async function signed(db: Db, now = NOW, more: Partial<AuditOutside> = {}): Promise<Checkpoint> {
  const checkpoint = await signHead(ctxAt(db, now, more))
  // What lies outside is the line, not the object.
  const read = checkpoint && readCheckpoint(checkpointLine(checkpoint))
  if (!read) throw new Error('no checkpoint')
  return read
}

/** Whoever holds the database also knows how rows are hashed. */
const rehashed = (row: AuditRow): AuditRow => {
  const { hash: _, ...content } = row
  return { ...content, hash: hashOf(content) }
}

function rechained(rows: readonly AuditRow[]): AuditRow[] {
  const chained: AuditRow[] = []
  for (const row of rows) {
    const before = chained.at(-1)
    chained.push(before ? rehashed({ ...row, seq: before.seq + 1, previousHash: before.hash }) : rehashed(row))
  }
  return chained
}

const other = (row: AuditRow, column: keyof AuditRow): AuditRow => {
  const value = row[column]
  const changed = Array.isArray(value)
    ? [...value, 'auditor']
    : typeof value === 'number'
      ? value + 1
      : typeof value === 'object' && value !== null
        ? { ...value, n: -1 }
        : column === 'hashAlgorithm'
          ? 'sm3'
          : `${value ?? ''}x`
  return { ...row, [column]: changed }
}

/** Everything that can be done to rows, with and without hashing anew what follows; each must be seen. */
function attacks(rows: readonly AuditRow[]): { name: string; rows: AuditRow[] }[] {
  const made: { name: string; rows: AuditRow[] }[] = []
  for (const [at, row] of rows.entries()) {
    const name = (what: string) => `${what} row ${row.seq}`
    for (const column of Object.keys(row) as (keyof AuditRow)[])
      made.push({ name: `${name('change')} ${column}`, rows: rows.with(at, other(row, column)) })
    const without = rows.toSpliced(at, 1)
    const doubled = rows.toSpliced(at, 0, row)
    const inserted = rows.toSpliced(at, 0, rehashed({ ...row, objectId: 'made up' }))
    const next = rows[at + 1]
    const swapped = next ? rows.with(at, { ...next, seq: row.seq }).with(at + 1, { ...row, seq: next.seq }) : []
    const rewritten = rechained(rows.with(at, { ...row, objectId: 'rewritten' }))
    made.push(
      { name: name('delete'), rows: without },
      { name: name('delete and chain anew'), rows: rechained(without) },
    )
    made.push({ name: name('double'), rows: doubled }, { name: name('insert'), rows: inserted })
    made.push({ name: name('insert and chain anew'), rows: rechained(inserted) })
    made.push({ name: name('rewrite and chain anew'), rows: rewritten })
    made.push({ name: name('cut off from'), rows: rows.slice(0, at) })
    made.push({ name: name('fork at'), rows: [...rows.slice(0, at), ...rewritten.slice(at), ...rewritten.slice(-1)] })
    if (next)
      made.push({ name: name('swap'), rows: swapped }, { name: name('swap and chain anew'), rows: rechained(swapped) })
  }
  return made
}

async function exported(db: Db): Promise<string[]> {
  const lines: string[] = []
  for await (const text of (await exportTrail(db, NOW)).lines) lines.push(...text.split('\n').filter(Boolean))
  return lines
}

describe('the trail against one checkpoint kept outside', () => {
  it('shows every change, deletion, insertion, swap, cut, rewriting and fork of any row, column by column, in an export', async () => {
    const { db } = await withDatabase()
    await append(db, 5)
    const checkpoint = await signed(db)
    const rows = await rowsOf(db)
    const [header = '', ...rest] = await exported(db)
    const end = rest.at(-1) ?? ''
    const trust = { primitives: nodePrimitives, checkpoints: [checkpoint] }
    expect(await verifyExport([header, ...rest], trust)).toMatchObject({ isIntact: true, rows: 6, checkpoints: 2 })
    const unseen: string[] = []
    const all = attacks(rows)
    for (const { name, rows: attacked } of all) {
      const lines = [header, ...attacked.map((row) => canonicalJson(row)), end]
      if ((await verifyExport(lines, trust)).isIntact) unseen.push(name)
    }
    expect(all.length).toBeGreaterThan(6 * 24)
    expect(unseen).toEqual([])
    // Its lines are whole, in order, and end where they say.
    for (let at = 0; at < rest.length; at++) {
      const isCheckpoint = rest[at]?.includes('"format":"zhengxun-audit-checkpoint"')
      const without = [header, ...rest.toSpliced(at, 1)]
      expect((await verifyExport(without, trust)).isIntact).toBe(isCheckpoint)
    }
    expect((await verifyExport([header, ...rest, rest[0] ?? ''], trust)).isIntact).toBe(false)
    expect((await verifyExport([], trust)).isIntact).toBe(false)
    expect((await verifyExport(rest, trust)).isIntact).toBe(false)
    const respelled = rest.with(0, ` ${rest[0]}`)
    expect((await verifyExport([header, ...respelled], trust)).isIntact).toBe(false)
  })

  it('shows the same in the database', async () => {
    const { db } = await withDatabase()
    await append(db, 4)
    const checkpoint = await signed(db)
    const rows = await rowsOf(db)
    expect(await verified(db, [checkpoint])).toMatchObject({ isIntact: true, rows: 5, checkpoints: 2 })
    const put = async (state: readonly AuditRow[]) => {
      await tamper(db, 'delete from audit_log; delete from audit_checkpoints')
      if (state.length > 0) await db.insert(auditLog).values([...state])
    }
    const unseen: string[] = []
    for (const { name, rows: attacked } of attacks(rows)) {
      const isStorable =
        new Set(attacked.map(({ seq }) => seq)).size === attacked.length &&
        new Set(attacked.map(({ hash }) => hash)).size === attacked.length
      if (!isStorable) continue
      await put(attacked)
      if ((await verified(db, [checkpoint])).isIntact) unseen.push(name)
    }
    expect(unseen).toEqual([])
  }, 120_000)

  it('shows an older backup that was put back, and what was written on top of it', async () => {
    const { db } = await withDatabase()
    await append(db, 3)
    const backup = await rowsOf(db)
    await append(db, 3)
    const checkpoint = await signed(db)
    await tamper(db, `delete from audit_log where seq > ${backup.length}; delete from audit_checkpoints`)
    expect(await verified(db)).toMatchObject({ isIntact: true })
    expect(await verified(db, [checkpoint])).toMatchObject({ broken: { seq: 7, code: 'audit.checkpoint-missing' } })
    await append(db, 9)
    expect(await verified(db, [checkpoint])).toMatchObject({ broken: { seq: 7, code: 'audit.checkpoint-differs' } })
  })

  it('believes only checkpoints whose signature holds, by the key that was noted', async () => {
    const { db } = await withDatabase()
    await append(db, 3)
    const checkpoint = await signed(db)
    const key = fingerprintOf(checkpoint.publicKey)
    expect(await verified(db, [checkpoint], [key])).toMatchObject({ isIntact: true, keys: [key] })
    expect(await verified(db, [checkpoint], ['0'.repeat(64)])).toMatchObject({
      broken: { code: 'audit.checkpoint-stranger' },
    })
    const [row] = await db.select().from(auditCheckpoints)
    for (const changed of [
      { ...checkpoint, seq: 2 },
      { ...checkpoint, hash: 'f'.repeat(64) },
      { ...checkpoint, at: checkpoint.at + 1 },
      { ...checkpoint, hashAlgorithm: 'sm3' as const },
      { ...checkpoint, keyAlgorithm: 'sm2' as const },
      { ...checkpoint, publicKey: checkpoint.publicKey.with(30, 1) },
      { ...checkpoint, signature: checkpoint.signature.with(9, (checkpoint.signature[9] ?? 0) ^ 1) },
    ])
      expect(await verified(db, [changed])).toMatchObject({
        isIntact: false,
        broken: { code: 'audit.checkpoint-forged' },
      })
    expect(row?.signature).toEqual(checkpoint.signature)
  })

  it(`is verified row by row, ${MANY} of them`, async () => {
    const { db } = await withDatabase()
    await append(db, 2)
    await signed(db)
    let head = (await rowsOf(db)).at(-1)
    for (let left = MANY; left > 0 && head; left -= 2_000) {
      const page: AuditRow[] = []
      for (let n = 0; n < Math.min(2_000, left) && head; n++) {
        const { hash: previousHash, ...content }: AuditRow = head
        head = rehashed({
          ...content,
          hash: '',
          seq: content.seq + 1,
          previousHash,
          detail: { n, text: '审计'.repeat(20) },
        })
        page.push(head)
      }
      await db.insert(auditLog).values(page)
    }
    const started = performance.now()
    const used = process.cpuUsage()
    const result = await verified(db)
    const { user, system } = process.cpuUsage(used)
    const seconds = (performance.now() - started) / 1000
    const cpu = ((user + system) / 1e6).toFixed(1)
    const resident = Math.round(process.memoryUsage().rss / 1e6)
    console.log(
      `A7: ${result.rows} rows verified in ${seconds.toFixed(1)} s (${cpu} s of CPU), ${resident} MB resident`,
    )
    expect(result).toMatchObject({ isIntact: true, rows: MANY + 3 })
  }, 900_000)
})

describe('a checkpoint', () => {
  it('is signed after a minute or a thousand rows, never twice for the same end', async () => {
    const { db } = await withDatabase()
    expect(await checkpointAudit(ctxAt(db))).toBeUndefined()
    await append(db, 2)
    expect((await checkpointAudit(ctxAt(db)))?.seq).toBe(3)
    expect(await checkpointAudit(ctxAt(db, NOW + 3_600_000))).toBeUndefined()
    await append(db, 1)
    expect(await checkpointAudit(ctxAt(db, NOW + 59_999))).toBeUndefined()
    expect((await checkpointAudit(ctxAt(db, NOW + 60_000)))?.seq).toBe(4)
    const two = await Promise.all([signHead(ctxAt(db)), signHead(ctxAt(db))])
    expect(two.map((one) => one?.seq)).toEqual([4, 4])
    expect(await db.$count(auditCheckpoints)).toBe(2)
  })

  it.each(['p256', 'sm2'] as const)('is signed by a %s key that the trail names', async (keyAlgorithm) => {
    const { db } = await withDatabase()
    await append(db, 1)
    const checkpoint = await signed(db, NOW, { keyAlgorithm })
    expect(checkpoint.keyAlgorithm).toBe(keyAlgorithm)
    const made = (await rowsOf(db)).find(({ action }) => action === 'audit.key-made')
    expect(made?.detail.fingerprint).toBe(fingerprintOf(checkpoint.publicKey))
    expect(await verified(db, [checkpoint])).toMatchObject({ isIntact: true })
  })

  it('is not given to rows that were changed since the last one', async () => {
    const { db } = await withDatabase()
    await append(db, 2)
    await signed(db)
    await append(db, 2)
    await tamper(db, `update audit_log set object_id = 'x' where seq = 4`)
    await expect(signed(db)).rejects.toMatchObject({ code: 'audit.trail-broken', params: { seq: 4 } })
    const ctx = ctxAt(db, NOW + DAY_MS)
    const reasons = trailReasons(await trailStanding(ctx), ctx.now)
    expect(reasons.map(({ code }) => code)).toEqual(['audit.trail-broken', 'audit.checkpoint-late'])
  })

  it('cannot be changed or deleted, and neither can a row', async () => {
    const { db } = await withDatabase()
    await append(db, 1)
    await signed(db)
    for (const statement of [
      'update audit_checkpoints set at = now()',
      'delete from audit_checkpoints',
      'truncate audit_checkpoints',
      'update audit_log set at = now()',
      'delete from audit_log',
      'truncate audit_log',
    ])
      await expect(db.execute(sql.raw(statement))).rejects.toMatchObject({ cause: { code: '42501' } })
  })
})

describe('the hash of the trail', () => {
  it('changes from one row to the next to SM3, and the change is in the chain', async () => {
    const { db } = await withDatabase()
    await append(db, 2)
    await alignAuditHash(ctxAt(db))
    await alignAuditHash(ctxAt(db, NOW, { hash: 'sm3' }))
    await alignAuditHash(ctxAt(db, NOW, { hash: 'sm3' }))
    await append(db, 2)
    const rows = await rowsOf(db)
    expect(rows.map(({ hashAlgorithm }) => hashAlgorithm)).toEqual(['sha256', 'sha256', 'sm3', 'sm3', 'sm3'])
    expect(rows[2]).toMatchObject({ action: 'audit.hash-changed', detail: { before: 'sha256', after: 'sm3' } })
    const checkpoint = await signed(db, NOW, { keyAlgorithm: 'sm2' })
    expect(await verified(db, [checkpoint])).toMatchObject({ isIntact: true, rows: 6 })
    await tamper(db, `update audit_log set hash_algorithm = 'sha256' where seq = 4`)
    expect(await verified(db, [checkpoint])).toMatchObject({ broken: { seq: 4 } })
  })
})

describe('copies outside', () => {
  it('reach every place in order, and a place that was away gets what it missed', async () => {
    const { db } = await withDatabase()
    const taken: Record<string, CheckpointCopy[]> = { steady: [], away: [] }
    let isAway = true
    const places = ['steady', 'away'].map((name) => ({
      name,
      kind: 'file' as const,
      put: async (lines: readonly CheckpointCopy[]) => {
        if (name === 'away' && isAway) throw new Error('disk full')
        taken[name]?.push(...lines)
      },
    }))
    const ctx = (now = NOW) => ctxAt(db, now, { places })
    for (const minute of [0, 1, 2]) {
      await append(db, 1)
      await checkpointAudit(ctx(NOW + minute * 60_000))
      await copyCheckpoints(ctx(NOW + minute * 60_000))
    }
    expect(taken.steady?.map(({ seq }) => seq)).toEqual([2, 3, 4])
    const late = await trailStanding(ctx())
    expect(late.places).toMatchObject([
      { name: 'steady', behind: 0, failingSince: null },
      { name: 'away', behind: 3, failingSince: NOW, error: 'disk full' },
    ])
    const codes = late.places.map((place) => placeReasons(place, NOW + 300_000).map(({ code }) => code))
    expect(codes).toEqual([[], ['audit.copy-behind']])
    isAway = false
    await copyCheckpoints(ctx(NOW + 180_000))
    expect(taken.away?.map(({ seq }) => seq)).toEqual([2, 3, 4])
    const healed = await trailStanding(ctx())
    expect(healed.places.flatMap((place) => placeReasons(place, NOW + 300_000))).toEqual([])
    const lines = taken.away?.map(({ line }) => readCheckpoint(line)).filter((one) => one !== undefined) ?? []
    expect(await verified(db, lines)).toMatchObject({ isIntact: true, checkpoints: 6 })
  })
})

describe('retention', () => {
  /** Rows of `ages` days ago, each behind a checkpoint of its day. */
  async function aged(ages: readonly number[]): Promise<TestDatabase> {
    const database = await withDatabase()
    for (const age of ages) {
      await append(database.db, 3, Date.now() - age * DAY_MS)
      await signed(database.db, Date.now() - age * DAY_MS + 1_000)
    }
    return database
  }
  const now = () => Date.now()

  it('is three years until somebody sets it, and never below six months', async () => {
    const { db } = await withDatabase()
    const set = (months: number) => db.transaction((tx) => setRetention(tx, ctxAt(db), { months, reason: '等保要求' }))
    for (const months of [5, 0, -1, 6.5, 1_201]) await expect(set(months)).rejects.toMatchObject({ kind: 'bad-input' })
    await set(6)
    const [row] = await rowsOf(db)
    expect(row).toMatchObject({
      action: 'audit.retention-changed',
      detail: { before: 36, after: 6, reason: '等保要求' },
    })
    await expect(db.execute(sql`update audit_retention set months = 5`)).rejects.toThrow()
  })

  it('takes the oldest rows alone, whole, and the rest stands on the signed checkpoint behind them', async () => {
    const { db } = await aged([1_300, 1_200, 100])
    const outsideNow = await signed(db, now())
    expect(await pruneAudit(ctxAt(ownerOf(db), now()))).toMatchObject({ throughSeq: 7, rows: 7 })
    const rows = await rowsOf(db)
    expect(rows.map(({ seq }) => seq)).toEqual([8, 9, 10, 11])
    expect(rows.at(-1)).toMatchObject({ action: 'audit.pruned', detail: { throughSeq: 7, rows: 7, months: 36 } })
    expect(await verified(db, [outsideNow])).toMatchObject({ isIntact: true, rows: 4, after: 7 })
    expect(await pruneAudit(ctxAt(ownerOf(db), now()))).toBeUndefined()
    const lines = await exported(db)
    expect(await verifyExport(lines, { primitives: nodePrimitives, checkpoints: [outsideNow] })).toMatchObject({
      isIntact: true,
      rows: 4,
    })
  })

  it('is no cover for who deletes the beginning', async () => {
    const { db } = await aged([400, 300, 100])
    const outsideNow = await signed(db, now())
    await tamper(db, 'delete from audit_log where seq <= 7')
    expect(await verified(db, [outsideNow])).toMatchObject({ broken: { code: 'audit.beginning-missing' } })
    // Not even with a row that says so, when the rows were too young.
    const [anchor] = await db.select().from(auditCheckpoints).where(sql`seq = 7`)
    const young = await ownerOf(db).transaction(async (tx) => {
      const detail = { throughSeq: 7, hash: anchor?.hash, rows: 7 }
      await recordAudit(tx, ctxAt(db, (anchor?.at ?? 0) + 100 * DAY_MS), {
        action: 'audit.pruned',
        object: { type: 'audit', id: 'trail' },
        detail,
      })
      return true
    })
    expect(young).toBe(true)
    expect(await verified(db)).toMatchObject({ broken: { code: 'audit.beginning-missing' } })
  })

  it('lets the database refuse every other deletion, whoever asks', async () => {
    const { db } = await aged([1_300, 1_200, 100])
    const prune = (statement: string, throughSeq = 7) =>
      ownerOf(db).transaction(async (tx) => {
        const [anchor] = await tx.select().from(auditCheckpoints).where(sql`seq = ${throughSeq}`)
        await recordAudit(tx, ctxAt(db, now()), {
          action: 'audit.pruned',
          object: { type: 'audit', id: 'trail' },
          detail: { throughSeq, hash: anchor?.hash ?? 'none', rows: 7 },
        })
        await tx.execute(sql.raw(statement))
        throw new Error('was allowed')
      })
    const refused = { cause: { code: '42501' } }
    // Younger than the retention, without a checkpoint, a part of the prefix only, the middle, without saying so.
    await expect(prune('delete from audit_log where seq <= 10', 10)).rejects.toMatchObject(refused)
    await expect(prune('delete from audit_log where seq <= 6', 6)).rejects.toMatchObject(refused)
    await expect(prune('delete from audit_log where seq <= 5')).rejects.toMatchObject(refused)
    await expect(prune('delete from audit_log where seq between 2 and 7')).rejects.toMatchObject(refused)
    await expect(db.execute(sql`delete from audit_log where seq <= 7`)).rejects.toMatchObject(refused)
    await expect(prune('delete from audit_log where seq <= 7')).rejects.toThrow('was allowed')
    // Nor by an account that does not own the table, whatever it was granted.
    await ownerOf(db).execute(
      sql`do $$ begin create role zhengxun_prune_test; exception when duplicate_object then null; end $$`,
    )
    await ownerOf(db).execute(sql`grant all on all tables in schema public to zhengxun_prune_test`)
    const asStranger = 'set local role zhengxun_prune_test; delete from audit_log where seq <= 7'
    await expect(prune(asStranger)).rejects.toMatchObject(refused)
    expect(await db.$count(auditLog)).toBe(10)
  })
})
