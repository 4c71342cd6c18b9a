// An inventory of 100,000 certificates: taking them in, against one `insert … select unnest` of the same rows, and the expiry board,
// against the SQL alone. Wall time, because the database works in another process.

import { performance } from 'node:perf_hooks'
import { getTableColumns } from 'drizzle-orm'
import type pg from 'pg'
import { generateKey, openSigner } from '#adapters/keys/signer.ts'
import { makeCertificate } from '#adapters/pkijs/certificate.ts'
import { subjectAltName } from '#adapters/pkijs/extensions.ts'
import { writePem } from '#core/bytes/pem.ts'
import { insertNewRows } from '#db/insert-rows.ts'
import { certificates } from '#db/schema/certificates.ts'
import { importCertificates, listCertificates } from '#features/certificates/index.ts'
import type { UploadedFile } from '#features/certificates/upload.ts'
import type { Bench } from './judges.ts'
import { measurement, median, ROUNDS } from './measurement.ts'
import { onScratch, p95, type Scratch } from './scratch.ts'

const CERTIFICATES = 100_000
const DAY_MS = 86_400_000
/** What one upload may hold. */
const PER_FILE = 500
const PER_UPLOAD = 50 * PER_FILE

/** From long ended to long valid, as an inventory holds them after years. */
const ENDS_FROM_DAYS = -200
const ENDS_OVER_DAYS = 600

const benchImport: Bench = () =>
  onScratch(async (scratch) => {
    const whole = Math.round(await importRate(scratch, await certificatePress()))
    await scratch.bare.query('create table given as select row_number() over () as place, * from certificates')
    await scratch.bare.query('create index on given (place)')
    const ours: number[] = []
    const theirs: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await insertRate(scratch))
      theirs.push(await unnestRate(scratch))
    }
    const from = `of rows ready to store; from PEM files to the audit row ${whole}/s`
    const against = `insert … select unnest of the same ${CERTIFICATES} rows, per second of wall time; ours ${from}`
    return measurement('certificates-import', against, median(ours), median(theirs))
  })

async function importRate({ ctx }: Scratch, press: Press): Promise<number> {
  const uploads = Array.from({ length: CERTIFICATES / PER_UPLOAD }, (_, upload) => filesOf(press, upload * PER_UPLOAD))
  const start = performance.now()
  for (const files of uploads) {
    const { imported, refused } = await importCertificates(ctx, files)
    if (imported.length !== PER_UPLOAD || refused.length > 0) throw new Error('bench: not every certificate was taken')
  }
  return (CERTIFICATES * 1_000) / (performance.now() - start)
}

function filesOf(press: Press, from: number): UploadedFile[] {
  return Array.from({ length: PER_UPLOAD / PER_FILE }, (_, file) => {
    const first = from + file * PER_FILE
    const pem = Array.from({ length: PER_FILE }, (_one, index) => writePem('CERTIFICATE', press(first + index))).join(
      '',
    )
    return { name: `${first}.pem`, bytes: new TextEncoder().encode(pem) }
  })
}

const COLUMNS: Readonly<Record<string, string>> = {
  id: 'uuid',
  sha256: 'text',
  der: 'bytea',
  subject: 'text',
  issuer: 'text',
  subject_key: 'text',
  issuer_key: 'text',
  serial: 'text',
  not_before: 'timestamptz',
  not_after: 'timestamptz',
  algorithm: 'text',
  key_bits: 'int',
  sans: 'text',
  is_ca: 'boolean',
  spki_sha256: 'text',
  source: 'text',
  first_seen: 'timestamptz',
}
const BATCH_ROWS = 2_000

/** What the product does with rows it has described: new ones go in, known ones stay, and it knows which were which. */
async function insertRate(scratch: Scratch): Promise<number> {
  await emptied(scratch)
  const columns = Object.entries(getTableColumns(certificates))
  let spentMs = 0
  await scratch.ctx.db.transaction(async (tx) => {
    for (let from = 0; from < CERTIFICATES; from += BATCH_ROWS) {
      const rows = (await given(scratch, from, '*')).map((row) =>
        Object.fromEntries(columns.map(([key, column]) => [key, column.mapFromDriverValue(row[column.name])])),
      ) as (typeof certificates.$inferSelect)[]
      const start = performance.now()
      const added = await insertNewRows(tx, certificates, rows, certificates.id)
      spentMs += performance.now() - start
      if (added.size !== BATCH_ROWS) throw new Error('bench: not every row was new')
    }
  })
  return (CERTIFICATES * 1_000) / spentMs
}

async function unnestRate(scratch: Scratch): Promise<number> {
  await emptied(scratch)
  const names = Object.keys(COLUMNS)
  const asText = names.map((name) => (name === 'sans' ? 'sans::text' : name))
  const values = names.map((name) => (name === 'sans' ? 'sans::text[]' : name))
  const types = Object.values(COLUMNS).map((type, index) => `$${index + 1}::${type}[]`)
  const text = `insert into certificates (${names}) select ${values} from unnest(${types}) as given (${names})`
  let spentMs = 0
  await scratch.bare.query('begin')
  for (let from = 0; from < CERTIFICATES; from += BATCH_ROWS) {
    const rows = await given(scratch, from, asText.join())
    const start = performance.now()
    await scratch.bare.query(
      text,
      names.map((name) => rows.map((row) => row[name])),
    )
    spentMs += performance.now() - start
  }
  await scratch.bare.query('commit')
  return (CERTIFICATES * 1_000) / spentMs
}

async function given({ bare }: Scratch, from: number, columns: string): Promise<Record<string, unknown>[]> {
  const { rows } = await bare.query<Record<string, unknown>>(
    `select ${columns} from given where place > ${from} and place <= ${from + BATCH_ROWS}`,
  )
  return rows
}

async function emptied({ bare }: Scratch): Promise<void> {
  await bare.query('truncate certificates cascade')
  await bare.query('checkpoint')
}

const PAGE = 50
const WITHIN_DAYS = 30
const ENDPOINTS = 5_000
/** Fewer than a page holds. */
const ENDED_ENDPOINTS = 40
const PAGES = 400

const benchExpiryBoard: Bench = () =>
  onScratch(async (scratch) => {
    await importRate(scratch, await certificatePress())
    await serve(scratch)
    await turns(scratch, PAGES)
    const rounds: Turn[] = []
    for (let round = 0; round < ROUNDS; round++) rounds.push(await turns(scratch, PAGES))
    const ours = median(rounds.map((turn) => turn.ours))
    const theirs = median(rounds.map((turn) => turn.theirs))
    const against = `the same page by plain SQL through bare pg, 1 / p95: ${ours.toFixed(2)} ms against ${theirs.toFixed(2)} ms (${(ours / theirs).toFixed(2)}x the time)`
    return measurement('certificates-expiring', against, 1_000 / ours, 1_000 / theirs)
  })

/** Endpoints each serve a certificate below the same CA: of those that still hold, and a few that ended long ago. */
async function serve({ bare }: Scratch): Promise<void> {
  const placed =
    'select id, not_after, row_number() over (partition by not_after < now() order by sha256) as place from certificates'
  await bare.query(
    `insert into served_chains (id, endpoint, server_name, node_name, leaf_id, chain, first_end, is_complete, is_current, first_seen, last_seen)
     select gen_random_uuid(), '10.0.0.1:' || place, 'site-' || place / 2, 'node', id,
       array[id, (select id from certificates order by not_after desc limit 1)], not_after, true, true, now(), now()
     from (${placed}) as placed where place <= case when not_after < now() then ${ENDED_ENDPOINTS} else ${ENDPOINTS} end`,
  )
  await bare.query('vacuum analyze')
}

export const INVENTORY_BENCHES: Readonly<Record<string, Bench>> = {
  'certificates-import': benchImport,
  'certificates-expiring': benchExpiryBoard,
}

interface Turn {
  ours: number
  theirs: number
}

/** Each page twice, ours and theirs in turns: from the first of the board on, and again when it has ended. */
async function turns({ ctx, bare }: Scratch, count: number): Promise<Turn> {
  const ours: number[] = []
  const theirs: number[] = []
  let cursor: string | undefined
  for (let page = 0; page < count; page++) {
    const begun = performance.now()
    const query = { expiringWithinDays: WITHIN_DAYS, limit: PAGE, ...(cursor && { cursor }) }
    const { items, nextCursor } = await listCertificates(ctx, query)
    const turned = performance.now()
    const rows = await barePage(bare, ctx.now, cursor)
    theirs.push(performance.now() - turned)
    ours.push(turned - begun)
    if (items.some(({ id }, index) => id !== rows[index]?.id)) throw new Error('bench: two different pages')
    cursor = nextCursor ?? undefined
  }
  return { ours: p95(ours), theirs: p95(theirs) }
}

const SHOWN =
  'id, sha256, subject, issuer, serial, not_before, not_after, algorithm, key_bits, sans, is_ca, source, first_seen'

const pageWhere = (condition: string) =>
  `(select ${SHOWN} from certificates where ${condition} order by not_after, id limit ${PAGE + 1})`

const SERVED = 'select unnest(chain) from served_chains where is_current and first_end <= $1'
const FIRST_PAGE = `${pageWhere(`not_after <= $1 and id = any(array(${SERVED}))`)}
  union all ${pageWhere('not_after > $1 and not_after < $2')} order by not_after, id limit ${PAGE + 1}`
const LATER_PAGE = pageWhere('(not_after, id) > ($1, $2) and not_after < $3')
const COUNTS = `with serving as (
    select member, server_name, count(*) as nodes
    from unnest($1::uuid[]) as member join served_chains on is_current and chain @> array[member] group by member, server_name)
  select member, sum(nodes)::int, sum((select count(*) from served_chains as named
    where is_current and named.server_name = serving.server_name))::int from serving group by member`

/** What a person would write in SQL for the same page: its certificates, and how many nodes serve each. */
async function barePage(bare: pg.Client, now: number, cursor: string | undefined): Promise<{ id: string }[]> {
  const [forgotten, until] = [-WITHIN_DAYS, WITHIN_DAYS].map((days) => new Date(now + days * DAY_MS))
  const [, at, id] = /^(\d+)\.(.+)$/.exec(cursor ?? '') ?? []
  const { rows } = await (at !== undefined && new Date(Number(at)) > (forgotten as Date)
    ? bare.query<{ id: string }>(LATER_PAGE, [new Date(Number(at)), id, until])
    : bare.query<{ id: string }>(FIRST_PAGE, [forgotten, until]))
  await bare.query(COUNTS, [rows.slice(0, PAGE).map((row) => row.id)])
  return rows
}

/** The certificate of one number: all have one size, and differ in serial, names and end. */
type Press = (number: number) => Uint8Array

async function certificatePress(): Promise<Press> {
  const [authority, own] = [openSigner(generateKey('p256')), openSigner(generateKey('p256'))]
  const now = Math.floor(Date.now() / DAY_MS) * DAY_MS
  const [host, serial] = ['site-000000.bench.example', new Uint8Array(16).fill(0x41)]
  const notAfter = now + DAY_MS
  const mould = await makeCertificate({
    subject: { C: 'CN', O: '测量用单位', CN: host },
    issuer: { C: 'CN', O: '测量用单位', CN: 'Bench CA' },
    serial,
    notBefore: now - 900 * DAY_MS,
    notAfter,
    publicKey: own.spki,
    signer: authority,
    extensions: [subjectAltName([host, `www.${host}`])],
  })
  const bytes = Buffer.from(mould)
  const names = placesOf(bytes, '000000.bench')
  const [serialAt = 0] = placesOf(bytes, Buffer.from(serial))
  const [endAt = 0] = placesOf(bytes, utcTime(notAfter))
  return (number) => {
    const one = Buffer.from(bytes)
    for (const at of names) one.write(String(number).padStart(6, '0'), at, 'latin1')
    one.writeUInt32BE(number, serialAt + 8)
    one.write(utcTime(now + (ENDS_FROM_DAYS + (number * ENDS_OVER_DAYS) / CERTIFICATES) * DAY_MS), endAt, 'latin1')
    return new Uint8Array(one)
  }
}

function placesOf(bytes: Buffer, wanted: string | Buffer): number[] {
  const places: number[] = []
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) places.push(at)
  return places
}

/** UTCTime as DER writes it. */
function utcTime(at: number): string {
  return `${new Date(at).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`
}
