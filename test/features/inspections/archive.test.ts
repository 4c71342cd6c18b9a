import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openSigner } from '#adapters/keys/signer.ts'
import { makeTimestampToken } from '#adapters/pkijs/timestamp-token.ts'
import { runArchive } from '#cli/archive.ts'
import { openRoundArchive } from '#cli/archive-files.ts'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import { addDays, DAY_MS, instantOf } from '#core/calendar/civil.ts'
import { DAILY_PLAN } from '#core/calendar/house-plans.ts'
import { verifyArchive } from '#core/round-archive/verify.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import type { Db } from '#db/database.ts'
import { archiveRoots, roundArchives, rounds } from '#db/schema/inspections.ts'
import { downloadSpan } from '#features/inspections/archive/download.ts'
import { readable } from '#features/inspections/archive/verify.ts'
import {
  archiveFiles,
  planRounds,
  reviewRound,
  runDueRound,
  signInspection,
  stampArchive,
  verifyStoredArchive,
} from '#features/inspections/index.ts'
import { AppError } from '#src/context.ts'
import { actorOf, type testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { certificate, privateKey, REFERENCE } from '../../fixtures/built.ts'
import { passableFolder } from '../../folder.ts'
import { ownDatabase, stage, withRegister } from './stage.ts'

const DAY = '2026-11-23'
const EVERYTHING = { first: 1, last: Number.MAX_SAFE_INTEGER }
const NOBODY = { anchors: [], intermediates: [], at: instantOf(DAY) }
const at = (time: string, date = DAY) => instantOf(date, time)

/** An archive of so many days, each with one closed round. */
async function archived(db: Db, days: number) {
  await withRegister(db, 4, 0)
  const play = stage(db, at('00:00'))
  const { ctx } = play
  await planRounds(ctx(), [DAILY_PLAN])
  for (let day = 0; day < days; day++) {
    play.clock.set(at('08:00', addDays(DAY, day)))
    const one = await runDueRound(ctx(), { clock: play.clock, owner: 'one' })
    await signInspection(ctx(actorOf('operator')), one?.roundId ?? '')
    await reviewRound(ctx(actorOf('auditor')), one?.roundId ?? '')
  }
  return { play, ctx }
}

const idOf = (day: number) => `daily.${addDays(DAY, day)}.morning`

async function zipOf(ctx: ReturnType<typeof testCtx>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of (await downloadSpan(ctx, { from: DAY, to: addDays(DAY, 400) })).stream) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function verifiedZip(bytes: Uint8Array, path: string) {
  writeFileSync(path, bytes)
  const opened = await openRoundArchive(path)
  const report = await verifyArchive(opened.files, nodePrimitives, NOBODY)
  await opened.close()
  return [...opened.problems, ...report.problems]
}

/** Gone with the test. */
function ownFolder(): string {
  const folder = passableFolder('archive')
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

describe('an archived round', async () => {
  const { db } = await withDatabase()
  const { ctx } = await archived(db, 3)

  it('is linked to the one before by SHA-256 and by SM3 over the canonical record', async () => {
    const rows = await db.select().from(roundArchives).orderBy(roundArchives.seq)
    expect(rows.map(({ seq, roundId }) => [seq, roundId])).toEqual([0, 1, 2].map((day) => [day + 1, idOf(day)]))
    let previous = Buffer.alloc(32)
    let previousSm3 = Buffer.alloc(32)
    for (const row of rows) {
      expect(row.record).toBe(canonicalJson(JSON.parse(row.record)))
      const hash = createHash('sha256').update(previous).update(row.record).digest()
      const sm3 = createHash('sm3').update(previousSm3).update(row.record).digest()
      expect([row.previousHash, row.hash]).toEqual([previous.toString('hex'), hash.toString('hex')])
      expect([row.previousSm3, row.sm3]).toEqual([previousSm3.toString('hex'), sm3.toString('hex')])
      previous = hash
      previousSm3 = sm3
    }
  })

  it('holds the items, every result, who signed what, and the digest of its table and its evidence', async () => {
    const [row] = await db
      .select()
      .from(roundArchives)
      .where(eq(roundArchives.roundId, idOf(0)))
    const record = JSON.parse(row?.record ?? '')
    expect(record.content.items).toHaveLength(4)
    expect(record.results).toHaveLength(4)
    expect(record.signatures.map((one: { role: string; name: string }) => [one.role, one.name])).toEqual([
      ['inspector', 'operator'],
      ['reviewer', 'auditor'],
    ])
    const table = createHash('sha256')
      .update(row?.table ?? '')
      .digest('hex')
    expect(record.files[0]).toMatchObject({ path: 'table.xlsx', sha256: table })
    expect(record.files[1].path).toBe('evidence.jsonl')
    const label = Buffer.from(`zhengxun-round-1\n${canonicalJson(record.content)}`)
    expect(record.digest).toBe(createHash('sha256').update(label).digest('hex'))
  })

  it('verifies in the database and as files, and the same rows make the same octets', async () => {
    expect(await verifyStoredArchive(ctx())).toMatchObject({ isIntact: true, records: 3, problems: [] })
    const [one, other] = [await zipOf(ctx(actorOf('auditor'))), await zipOf(ctx(actorOf('auditor')))]
    expect(one.equals(other)).toBe(true)
    const path = join(ownFolder(), 'archive.zip')
    expect(await verifiedZip(one, path)).toEqual([])
  })

  it('verifies from a folder without a database, and names the record that is gone, added to or swapped', async () => {
    const folder = ownFolder()
    await writeFolder(folder, await archiveFiles(ctx(), EVERYTHING))
    const said: string[] = []
    const io = { out: (text: string) => said.push(text), err: (text: string) => said.push(text) }
    expect(await runArchive(['verify', folder, '--json'], io)).toBe(0)
    const cases: [string, (copy: string) => void, string | null, string][] = [
      ['gone', (copy) => writeFileSync(join(copy, 'rounds/00000002/table.xlsx'), ''), idOf(1), 'archive.file-altered'],
      ['added', (copy) => writeFileSync(join(copy, 'rounds/00000002/more.txt'), ''), idOf(1), 'archive.file-unlisted'],
      ['swapped', (copy) => swap(copy, 2, 3), idOf(1), 'archive.chain-broken'],
      ['cut off', (copy) => cutLast(copy), null, 'archive.index-differs'],
    ]
    for (const [name, damage, round, code] of cases) {
      const copy = join(ownFolder(), name)
      cpSync(folder, copy, { recursive: true })
      damage(copy)
      said.length = 0
      expect(await runArchive(['verify', copy, '--json'], io), name).toBe(1)
      expect(JSON.parse(said.join('')).problems[0], name).toMatchObject({ round, code })
    }
  })
})

async function writeFolder(folder: string, files: Awaited<ReturnType<typeof archiveFiles>>): Promise<void> {
  for (const { path, load } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), await load())
  }
}

function swap(copy: string, one: number, other: number): void {
  const path = (seq: number) => join(copy, `rounds/0000000${seq}/record.json`)
  const [a, b] = [readFileSync(path(one)), readFileSync(path(other))]
  writeFileSync(path(one), b)
  writeFileSync(path(other), a)
}

function cutLast(copy: string): void {
  const lines = readFileSync(join(copy, 'chain.jsonl'), 'utf8').trimEnd().split('\n')
  writeFileSync(join(copy, 'chain.jsonl'), `${lines.slice(0, -1).join('\n')}\n`)
}

/** The whole figure: `ZHENGXUN_TEST_EDITS=500`. */
const EDITS = Number(process.env.ZHENGXUN_TEST_EDITS ?? 30)

describe('an archive with one octet changed', async () => {
  const { db, owner } = await withDatabase()
  const { ctx } = await archived(db, 5)
  const folder = passableFolder('archive')
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it(`is found to be changed in ${EDITS} of ${EDITS} downloaded archives, and the record is named`, async () => {
    const zip = await zipOf(ctx(actorOf('auditor')))
    const path = join(folder, 'edited.zip')
    const missed: number[] = []
    let named = 0
    for (let edit = 0; edit < EDITS; edit++) {
      const offset = Math.floor(random(edit) * zip.length)
      const edited = Buffer.from(zip)
      edited[offset] = (edited[offset] ?? 0) ^ (1 + Math.floor(random(edit + 0.5) * 255))
      const problems = await verifiedZip(edited, path)
      if (problems.length === 0) missed.push(offset)
      const wanted = seqAt(zip, offset)
      const first = Math.min(...problems.map(({ seq }) => seq ?? Number.MAX_SAFE_INTEGER))
      if (wanted === undefined || first === wanted) named += 1
      else missed.push(offset)
    }
    expect(missed).toEqual([])
    expect(named).toBe(EDITS)
  }, 600_000)

  it(`is found to be changed in ${EDITS} of ${EDITS} databases, and the round is named`, async () => {
    const targets = await editableCells(owner)
    expect(targets.length).toBeGreaterThan(100)
    const wrong: string[] = []
    for (let edit = 0; edit < EDITS; edit++) {
      const target = targets[Math.floor(random(edit) * targets.length)]
      if (!target) throw new Error('nothing to edit')
      await target.change(random(edit + 0.25))
      const { problems } = await verifyStoredArchive(ctx())
      if (problems[0]?.round !== target.round) wrong.push(`${target.what}: ${JSON.stringify(problems[0])}`)
      await target.restore()
    }
    expect(wrong).toEqual([])
    expect((await verifyStoredArchive(ctx())).isIntact).toBe(true)
  }, 1_200_000)
})

/** Numbers that look like chance and are the same in every run. */
function random(seed: number): number {
  return createHash('sha256').update(String(seed)).digest().readUInt32BE() / 2 ** 32
}

/** The record whose file lies at the offset of a stored ZIP; undefined in the directory at the end. */
function seqAt(zip: Buffer, offset: number): number | undefined {
  let at = 0
  while (zip.readUInt32LE(at) === 0x04034b50) {
    const [size, nameLength] = [zip.readUInt32LE(at + 18), zip.readUInt16LE(at + 26)]
    const name = zip.subarray(at + 30, at + 30 + nameLength).toString()
    const end = at + 30 + nameLength + size
    if (offset < end) return Number(/^rounds\/(\d{8})\//.exec(name)?.[1] ?? Number.NaN) || undefined
    at = end
  }
  return undefined
}

interface EditableCell {
  what: string
  round: string
  change(chance: number): Promise<unknown>
  restore(): Promise<unknown>
}

/** Every text, digest, number and piece of evidence of results, items, events and archived files. */
async function editableCells(db: Db): Promise<EditableCell[]> {
  const sources: [string, string, string[]][] = [
    [
      'round_results',
      'select r.id::text as key, i.round_id as round from round_results r join round_items i on i.id = r.item_id',
      ['conclusion', 'evidence_digest', 'recorded_by', 'reasons', 'measured', 'thresholds'],
    ],
    [
      'round_items',
      'select id::text as key, round_id as round from round_items',
      ['check_id', 'title_zh', 'target', 'layer'],
    ],
    ['round_events', 'select id::text as key, round_id as round from round_events', ['event', 'by']],
    [
      'probe_results',
      `select p.id::text as key, i.round_id as round from probe_results p
         join round_results r on r.probe_result_id = p.id join round_items i on i.id = r.item_id`,
      ['target', 'verdict', 'probe', 'evidence'],
    ],
    [
      'round_archives',
      'select seq::text as key, round_id as round from round_archives',
      ['record', 'hash', 'sm3', '"table"'],
    ],
  ]
  const cells: EditableCell[] = []
  for (const [table, query, columns] of sources) {
    const { rows } = await db.execute<{ key: string; round: string }>(sql.raw(query))
    const keyColumn = table === 'round_archives' ? 'seq' : 'id'
    for (const { key, round } of rows)
      for (const column of columns) cells.push(cellOf(db, { table, keyColumn, key, round, column }))
  }
  return cells
}

function cellOf(
  db: Db,
  { table, keyColumn, key, round, column }: Record<'table' | 'keyColumn' | 'key' | 'round' | 'column', string>,
): EditableCell {
  const where = `${keyColumn}::text = '${key}'`
  let before = ''
  const kind = ['reasons', 'measured', 'thresholds', 'evidence'].includes(column)
    ? 'jsonb'
    : column === '"table"'
      ? 'bytea'
      : 'text'
  const write = (value: string) =>
    db.execute(
      sql`update ${sql.raw(table)} set ${sql.raw(column)} = ${
        kind === 'bytea' ? sql`decode(${value}, 'hex')` : kind === 'jsonb' ? sql`${value}::jsonb` : sql`${value}`
      } where ${sql.raw(where)}`,
    )
  return {
    what: `${table}.${column} ${key}`,
    round,
    change: async (chance) => {
      const read = kind === 'bytea' ? `encode(${column}, 'hex')` : `${column}::text`
      const { rows } = await db.execute<{ value: string | null }>(
        sql.raw(`select ${read} as value from ${table} where ${where}`),
      )
      before = rows[0]?.value ?? ''
      await write(kind === 'jsonb' ? changedJson(before) : changedText(before, chance, kind === 'bytea'))
    },
    restore: () => write(before),
  }
}

function changedText(text: string, chance: number, isHex: boolean): string {
  const at = Math.floor(chance * Math.max(1, text.length))
  const digits = '0123456789abcdef'
  const other = isHex ? digits[(digits.indexOf(text[at] ?? '0') + 1) % 16] : text[at] === 'x' ? 'y' : 'x'
  return text.slice(0, at) + other + text.slice(at + 1)
}

/** JSON that PostgreSQL takes: one octet more or other, in the value. */
function changedJson(text: string): string {
  const value = JSON.parse(text)
  return JSON.stringify(Array.isArray(value) ? [...value, 1] : { ...value, x: 1 })
}

describe('the root of a day', () => {
  it('waits for the day to end, is stamped by the first authority that answers, and is asked again when none does', async () => {
    const db = await ownDatabase()
    const { play, ctx } = await archived(db, 2)
    await withTsa(db)
    const asked: string[][] = []
    let isUp = false
    const timestamper = {
      stamp: async (_: Uint8Array, urls: readonly string[]) => {
        asked.push([...urls])
        if (!isUp) throw new AppError('unavailable', 'signing.timestamp-unreachable', { problem: 'down' })
        return { token: new Uint8Array([1, 2, 3]), authority: urls[0] ?? '' }
      },
    }
    const now = () => ({ ...ctx(), ports: { ...ctx().ports, timestamper } })
    expect(await stampArchive(now())).toBe(0)
    expect(await db.$count(archiveRoots)).toBe(1)
    expect(asked).toEqual([['http://tsa.test/']])
    // A silent authority keeps nothing from closing, and what it owes can be seen.
    expect(await db.$count(rounds, eq(rounds.state, 'done-on-time'))).toBe(2)
    expect((await db.select().from(archiveRoots))[0]).toMatchObject({
      problem: 'signing.timestamp-unreachable',
      attempts: 1,
    })
    expect(await stampArchive(now())).toBe(0)
    expect(asked).toHaveLength(1)
    isUp = true
    play.clock.set(at('00:10') + 2 * DAY_MS)
    expect(await stampArchive(now())).toBe(2)
    expect(await stampArchive(now())).toBe(0)
    const roots = await db.select().from(archiveRoots).orderBy(archiveRoots.seq)
    expect(roots.map(({ seq, date, problem }) => [seq, date, problem])).toEqual([
      [1, DAY, null],
      [2, addDays(DAY, 1), null],
    ])
    // What was stored is no timestamp: the verifier says so, and of which record.
    const { problems } = await verifyStoredArchive(ctx())
    expect(problems[0]).toMatchObject({ seq: 1, code: 'archive.timestamp-broken' })
  })
})

describe('a timestamp over the root of a day', () => {
  it('is trusted under its own anchor, intact without one, and a problem under another', async () => {
    const db = await ownDatabase()
    const { play, ctx } = await archived(db, 1)
    await withTsa(db)
    play.clock.set(REFERENCE > play.clock.now() ? REFERENCE : play.clock.now() + DAY_MS)
    const timestamper = {
      stamp: async (octets: Uint8Array) => ({ token: await tokenOver(octets), authority: 'http://tsa.test/' }),
    }
    expect(await stampArchive({ ...ctx(), ports: { ...ctx().ports, timestamper } })).toBe(1)
    const under = async (...names: ['rsa' | 'sm2', string][]) => {
      const anchors = names.map(([family, name]) => {
        const read = parseCertificate(certificate(family, name))
        if (!read.ok) throw new Error(name)
        return read.value
      })
      const files = readable(await archiveFiles(ctx(), EVERYTHING))
      const report = await verifyArchive(files, nodePrimitives, { anchors, intermediates: [], at: REFERENCE })
      return [report.roots[0]?.stamp, report.problems.map(({ code }) => code)]
    }
    expect(await under(['rsa', 'root'])).toEqual(['trusted', []])
    expect(await under()).toEqual(['intact', []])
    expect(await under(['sm2', 'root'])).toEqual(['intact', ['archive.timestamp-untrusted']])
  })
})

/** A token by the test authority, as it would have answered. */
function tokenOver(octets: Uint8Array): Promise<Uint8Array> {
  return makeTimestampToken({
    imprint: { digest: 'sha256', hashed: new Uint8Array(createHash('sha256').update(octets).digest()) },
    genTime: REFERENCE - 1_000,
    serial: 7,
    policy: '1.2.3.4.1',
    signer: openSigner(privateKey('rsa', 'tsa')),
    certificate: certificate('rsa', 'tsa'),
    certificates: [certificate('rsa', 'tsa'), certificate('rsa', 'issuing')],
  })
}

async function withTsa(db: Db): Promise<void> {
  await db.execute(sql`update node_checks set kind = 'tsa', target = 'http://tsa.test/' where id = 'check-0'`)
}
