import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { ministryFolder } from '#adapters/ministry/folder.node.ts'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { readPem } from '#core/bytes/pem.ts'
import { DAY_MS } from '#core/calendar/civil.ts'
import { auditLog } from '#db/schema/audit.ts'
import { findings } from '#db/schema/findings.ts'
import { ministryCopies } from '#db/schema/ministry.ts'
import {
  copyToMinistry,
  importReceipt,
  ministryReasons,
  openCopy,
  pressingCopies,
  takeReceipts,
  watchMinistry,
} from '#features/ministry/index.ts'
import { signatureZip } from '#features/ministry/signature.ts'
import type { Ctx } from '#src/context.ts'
import { testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { passableFolder } from '../../folder.ts'
import { openssl, withFiles } from '../../lab/openssl.ts'
import { holds } from '../holdings/stage.ts'
import { officeIn } from '../requests/office.ts'

const HOUR_MS = 3_600_000
/** The keys below are made by OpenSSL, which knows one time only. */
const NOW = Date.now() + 60_000
const database = await withDatabase()
const { db } = database
const office = await officeIn(db)
const officer = office.as(await office.personOf('ra-officer'))
const files = withFiles()
const folder = passableFolder('ministry')
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const verifier = createVerifierPool({ maxWorkers: 1 })
afterAll(verifier.close)

async function run(...args: string[]): Promise<void> {
  const { status, text } = await openssl(args)
  if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${text}`)
}

/** A key and a certificate of its own, as the ministry's officers would make them. */
async function identity(name: string, usage: string) {
  const [key, pem, der] = [files.path(), files.path(), files.path()]
  const made = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-subj', `/CN=${name}`, '-days', '3650']
  await run('req', '-x509', ...made, '-addext', `keyUsage=critical,${usage}`, '-out', pem)
  await run('x509', '-in', pem, '-outform', 'DER', '-out', der)
  return { key, pem, der: new Uint8Array(files.read(der)) }
}

const recipient = await identity('ministry', 'keyEncipherment')
const signer = await identity('receipts', 'digitalSignature,keyCertSign')
const stranger = await identity('receipts', 'digitalSignature,keyCertSign')
const exchange = ministryFolder(folder, {
  ...{ place: 'ministry', recipient: recipient.der, receiptSigner: [signer.der] },
})

const keys = openKeyVault(randomBytes(32))
const auditOutside = { places: [], keyAlgorithm: 'p256' as 'p256' | 'sm2', hash: 'sha256' as const }

const at = (now: number, keyAlgorithm: 'p256' | 'sm2' = 'p256'): Ctx => {
  const ports = { ministry: exchange, verifier, keys, auditOutside: { ...auditOutside, keyAlgorithm } }
  const ctx = testCtx(db, { now, ports })
  return { ...ctx, actor: { type: 'system', name: 'copy-to-ministry' } }
}

async function opened(fileName: string) {
  const out = files.path()
  const given = ['-in', join(folder, fileName), '-inform', 'DER', '-inkey', recipient.key, '-recip', recipient.pem]
  await run('cms', '-decrypt', '-binary', ...given, '-out', out)
  return readFileSync(out, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

/** As the ministry's programs answer: what it says, and a detached CMS over it. */
async function answer(fileName: string, said: object, by = signer) {
  const text = join(folder, `${fileName}.receipt.json`)
  writeFileSync(text, JSON.stringify({ format: 'zhengxun-ministry-receipt', version: 1, ...said }))
  const signed = ['-in', text, '-signer', by.pem, '-inkey', by.key, '-outform', 'DER']
  await run('cms', '-sign', '-binary', ...signed, '-out', join(folder, `${fileName}.receipt.p7s`))
}

async function happens(name: string, serial: string, when: number) {
  const staff = await office.staffOf(officer, '310101', name)
  await holds(database, {
    ...{ staff, serial, carrier: `UK-${serial}`, number: `SQ-2026-${serial}`, notAfter: when + 900 * DAY_MS },
    events: [['issued', when]],
  })
}

const rowOf = async (sequence: number) =>
  (await db.select().from(ministryCopies).where(eq(ministryCopies.sequence, sequence)))[0]

function requireRow<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('no such copy')
  return row
}

describe('a copy for the ministry', () => {
  beforeAll(async () => {
    await happens('王五', '000001', NOW)
    await happens('赵六', '000002', NOW + 1)
  })

  it('holds what happened since the last one, for the recipient alone', async () => {
    const copy = await copyToMinistry(at(NOW))
    expect(copy).toMatchObject({ sequence: 1, credentials: 2, state: 'waiting', previousSha256: null })
    const [first, ...rows] = await opened(copy?.fileName ?? '')
    expect(first).toMatchObject({ format: 'zhengxun-staff-certificates', sequence: 1, credentials: 2 })
    expect(rows.map(({ name, carrier, state }) => [name, carrier, state])).toEqual([
      ['王五', 'UK-000001', 'active'],
      ['赵六', 'UK-000002', 'active'],
    ])
    expect(readFileSync(join(folder, copy?.fileName ?? '')).includes('王五')).toBe(false)
    const twin = ['-inkey', signer.key, '-recip', signer.pem]
    const { status } = await openssl([
      ...['cms', '-decrypt', '-in', join(folder, copy?.fileName ?? ''), '-inform', 'DER', ...twin],
      ...['-out', files.path()],
    ])
    expect(status).not.toBe(0)
  })

  it('is not made where nothing is new, and the next one names the digest of the one before', async () => {
    expect(await copyToMinistry(at(NOW))).toBeUndefined()
    await happens('孙七', '000003', NOW + HOUR_MS)
    const copy = await copyToMinistry(at(NOW + HOUR_MS))
    const [first, ...rows] = await opened(copy?.fileName ?? '')
    expect(first.previousSha256).toBe((await rowOf(1))?.contentSha256)
    expect(rows.map(({ name }) => name)).toEqual(['孙七'])
  })

  it('is received when its own receipt, signed by the agreed key, names its number, file and digest', async () => {
    const copy = await rowOf(1)
    const { fileName = '', fileSha256 } = copy ?? {}
    expect(await takeReceipts(at(NOW + 2 * HOUR_MS))).toBe(0)
    await answer(fileName, { sequence: 1, file: fileName, sha256: fileSha256, receivedAt: '2026-11-21T12:00:00Z' })
    expect(await takeReceipts(at(NOW + 2 * HOUR_MS))).toBe(1)
    expect(await rowOf(1)).toMatchObject({ state: 'received', problem: null, answeredAt: NOW + 2 * HOUR_MS })
  })

  it.each([
    [
      'another digest',
      'ministry.receipt-for-another',
      (sha: string) => ({ sha256: sha.replace(/^./, (c) => (c === '0' ? '1' : '0')) }),
    ],
    ['another number', 'ministry.receipt-for-another', () => ({ sequence: 99 })],
    ['no time', 'ministry.receipt-unreadable', () => ({ receivedAt: 'yesterday' })],
  ])('is refused with %s, and its content is copied once more', async (_, problem, bend) => {
    await happens('周八', `1${Math.floor(Math.random() * 1e8)}`, NOW + 3 * HOUR_MS)
    const copy = await copyToMinistry(at(NOW + 3 * HOUR_MS))
    if (!copy) throw new Error('nothing was copied')
    const { sequence, fileName, fileSha256 } = copy
    const right = { sequence, file: fileName, sha256: fileSha256, receivedAt: '2026-11-21T12:00:00Z' }
    await answer(fileName, { ...right, ...bend(fileSha256) })
    await takeReceipts(at(NOW + 4 * HOUR_MS))
    expect(await rowOf(sequence)).toMatchObject({ state: 'refused', problem })
    const again = await copyToMinistry(at(NOW + 4 * HOUR_MS))
    expect(again).toMatchObject({ fromPosition: copy.fromPosition, sequence: sequence + 1 })
    expect((await rowOf(sequence))?.state).toBe('copied-again')
  })

  it('is refused when another key of the same name signed, or a byte of what was signed changed', async () => {
    for (const spoil of ['key', 'byte'] as const) {
      await happens('吴九', spoil === 'key' ? '000008' : '000009', NOW + 5 * HOUR_MS)
      const copy = await copyToMinistry(at(NOW + 5 * HOUR_MS))
      if (!copy) throw new Error('nothing was copied')
      const { sequence, fileName, fileSha256 } = copy
      const right = { sequence, file: fileName, sha256: fileSha256, receivedAt: '2026-11-21T12:00:00Z' }
      await answer(fileName, right, spoil === 'key' ? stranger : signer)
      const path = join(folder, `${fileName}.receipt.json`)
      if (spoil === 'byte') writeFileSync(path, `${readFileSync(path, 'utf8')} `)
      await takeReceipts(at(NOW + 5 * HOUR_MS))
      expect(await rowOf(sequence)).toMatchObject({ state: 'refused', problem: 'ministry.receipt-signature' })
    }
  })

  it('that cannot be handed over is not written down either', async () => {
    const before = await db.select().from(ministryCopies)
    const broken = { ...exchange, put: () => Promise.reject(new Error('no space left')) }
    await happens('郑十', '000010', NOW + 6 * HOUR_MS)
    const ctx = { ...at(NOW + 6 * HOUR_MS), ports: { ...at(NOW).ports, ministry: broken } }
    await expect(copyToMinistry(ctx)).rejects.toMatchObject({ kind: 'unavailable', code: 'ministry.not-handed-over' })
    expect(await db.select().from(ministryCopies)).toEqual(before)
    expect(await copyToMinistry(at(NOW + 6 * HOUR_MS))).toBeDefined()
    expect(readdirSync(folder).filter((name) => !/\.(p7m|json|p7s|sha256sums|sig|pem)$/.test(name))).toEqual([])
  })

  it('leaves its row in the trail each time, without a name or number of anybody', async () => {
    const rows = await db.select().from(auditLog).where(eq(auditLog.action, 'ministry-copy.made'))
    expect(rows.length).toBeGreaterThan(5)
    expect(JSON.stringify(rows)).not.toMatch(/王五|310101\d{4}/)
  })
})

describe('the signature of a copy', () => {
  const LATER = NOW + 8 * HOUR_MS
  const SM2_ID = 'distid:1234567812345678'
  const copied = async (serial: string, algorithm: 'p256' | 'sm2' = 'p256') => {
    await happens('陈二', serial, LATER)
    const copy = await copyToMinistry(at(LATER, algorithm))
    if (!copy) throw new Error('nothing was copied')
    return { ...copy, path: join(folder, copy.fileName) }
  }

  it.each([
    ['p256', '000030', ['-sha256']],
    ['sm2', '000031', ['-sm3', '-sigopt', SM2_ID]],
  ] as const)(
    'lies beside it, and OpenSSL and sha256sum confirm it (%s) and nothing changed',
    async (kind, serial, options) => {
      const { path, fileName, sequence, publicKey } = await copied(serial, kind)
      const signature = ['-verify', `${path}.signer.pem`, '-signature', `${path}.sha256sums.sig`]
      const verified = () => openssl(['dgst', ...options, ...signature, `${path}.sha256sums`])
      const sums = () => spawnSync('sha256sum', ['-c', `${fileName}.sha256sums`], { cwd: folder }).status
      expect((await verified()).text.trim()).toBe('Verified OK')
      expect(sums()).toBe(0)
      expect(readFileSync(`${path}.sha256sums`, 'utf8')).toMatch(
        new RegExp(`^# zhengxun-ministry-copy-1 ${sequence}\\n`),
      )
      const spki = readPem(readFileSync(`${path}.signer.pem`, 'utf8'))[0]?.bytes ?? new Uint8Array()
      expect(Buffer.from(spki)).toEqual(Buffer.from(publicKey))
      const trail = await db.select().from(auditLog).where(eq(auditLog.action, 'ministry-copy.made'))
      const { detail } = trail.find(({ objectId }) => objectId === String(sequence)) ?? {}
      expect(detail).toMatchObject({ signer: createHash('sha256').update(spki).digest('hex'), keyAlgorithm: kind })
      writeFileSync(path, 'another copy')
      expect([(await verified()).text.trim(), sums()]).toEqual(['Verified OK', 1])
      writeFileSync(`${path}.sha256sums`, `${readFileSync(`${path}.sha256sums`, 'utf8')}#`)
      expect((await verified()).status).not.toBe(0)
    },
  )

  it('is given again, octet by octet, after the folder was cleared', async () => {
    const { path, fileName, sequence } = await copied('000032')
    const ends = ['.sha256sums', '.sha256sums.sig', '.signer.pem']
    const lain = ends.map((end) => readFileSync(path + end))
    for (const end of ['', ...ends]) rmSync(path + end)
    const { bytes } = signatureZip(requireRow(await rowOf(sequence)))
    const given = unzipSync(bytes)
    expect(ends.map((end) => Buffer.from(given[fileName + end] ?? []))).toEqual(lain)
  })

  it('is compared where the receipt names it: the same is received, another key or signature is not', async () => {
    const hex = (octets: Uint8Array) => createHash('sha256').update(octets).digest('hex')
    for (const [serial, bend, outcome] of [
      ['000033', {}, { state: 'received', problem: null }],
      ['000034', { key: '0'.repeat(64) }, { state: 'refused', problem: 'ministry.receipt-of-another-signature' }],
      ['000035', { sha256: '0'.repeat(64) }, { state: 'refused', problem: 'ministry.receipt-of-another-signature' }],
      ['000036', { sha256: 7 }, { state: 'refused', problem: 'ministry.receipt-unreadable' }],
    ] as const) {
      const { fileName, fileSha256, sequence, publicKey, signature } = await copied(serial)
      const seen = { key: hex(publicKey), sha256: hex(signature), ...bend }
      const said = { sequence, file: fileName, sha256: fileSha256, receivedAt: '2026-11-21T12:00:00Z' }
      await answer(fileName, { ...said, signature: seen })
      await takeReceipts(at(LATER))
      expect(await rowOf(sequence)).toMatchObject(outcome)
    }
  })

  it('is made before the copy is put there: a key that does not sign lets nothing out', async () => {
    await happens('陈二', '000037', LATER)
    const before = [readdirSync(folder), await db.select().from(ministryCopies)]
    const silent = { ...keys, sign: () => Promise.reject(new Error('the token is away')) }
    const ctx = { ...at(LATER), ports: { ...at(LATER).ports, keys: silent } }
    await expect(copyToMinistry(ctx)).rejects.toMatchObject({ kind: 'unavailable', code: 'ministry.not-handed-over' })
    expect([readdirSync(folder), await db.select().from(ministryCopies)]).toEqual(before)
  })
})

describe('a copy handled by people', () => {
  const LATER = NOW + 7 * HOUR_MS
  const by = (now = LATER): Ctx => {
    const { ports } = at(now)
    return { ...testCtx(db, { now, ports }), actor: officer.actor }
  }
  const made = async (serial: string) => {
    await happens('冯一', serial, LATER)
    const copy = await copyToMinistry(at(LATER))
    if (!copy) throw new Error('nothing was copied')
    return copy
  }
  /** The two files as they came by another way than the folder. */
  const filesOf = async ({ fileName }: { fileName: string }, said: object, signedBy = signer) => {
    await answer(fileName, said, signedBy)
    const [text, signature] = [join(folder, `${fileName}.receipt.json`), join(folder, `${fileName}.receipt.p7s`)]
    const given = { text: new Uint8Array(readFileSync(text)), signature: new Uint8Array(readFileSync(signature)) }
    for (const path of [text, signature]) rmSync(path)
    return given
  }
  const right = ({ sequence, fileName: file, fileSha256: sha256 }: Awaited<ReturnType<typeof made>>) => ({
    ...{ sequence, file, sha256, receivedAt: '2026-11-21T12:00:00Z' },
  })

  it('is received by its own receipt, and one that does not hold says why and changes nothing', async () => {
    const copy = await made('000020')
    const before = await rowOf(copy.sequence)
    for (const [given, code] of [
      [await filesOf(copy, { ...right(copy), sha256: '0'.repeat(64) }), 'ministry.receipt-for-another'],
      [await filesOf(copy, { ...right(copy), receivedAt: 'yesterday' }), 'ministry.receipt-unreadable'],
      [await filesOf(copy, right(copy), stranger), 'ministry.receipt-signature'],
    ] as const)
      await expect(importReceipt(by(), copy.sequence, given)).rejects.toMatchObject({ kind: 'bad-input', code })
    expect(await rowOf(copy.sequence)).toEqual(before)
    const given = await filesOf(copy, right(copy))
    await importReceipt(by(), copy.sequence, given)
    expect(await rowOf(copy.sequence)).toMatchObject({ state: 'received', answeredAt: LATER })
    await expect(importReceipt(by(), copy.sequence, given)).rejects.toMatchObject({ code: 'ministry.answered-already' })
    await expect(importReceipt(by(), 9999, given)).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('is downloaded as it lies in the folder, which is on the trail, and not once it was carried on', async () => {
    const copy = await made('000021')
    const path = join(folder, copy.fileName)
    const { bytes } = await openCopy(by(), copy.sequence)
    expect(Buffer.from(bytes)).toEqual(readFileSync(path))
    const trail = await db.select().from(auditLog).where(eq(auditLog.action, 'ministry-copy.downloaded'))
    expect(trail.map(({ objectId }) => objectId)).toEqual([String(copy.sequence)])
    rmSync(path)
    await expect(openCopy(by(), copy.sequence)).rejects.toMatchObject({ code: 'ministry.copy-carried-on' })
  })

  it('presses when its answer is late, and not before', async () => {
    const { sequence, madeAt } = await made('000022')
    const pressing = async (now: number) => (await pressingCopies(by(now))).map((copy) => copy.sequence)
    expect(await pressing(madeAt + 24 * HOUR_MS)).not.toContain(sequence)
    expect(await pressing(madeAt + 24 * HOUR_MS + 1)).toContain(sequence)
  })
})

describe('the exchange with the ministry', () => {
  const quiet = { uncopiedSince: null, waiting: null, refused: null }
  const codes = (standing: Parameters<typeof ministryReasons>[0], now: number) =>
    ministryReasons(standing, now).map(({ code }) => code)

  it('is a finding when nothing was copied for 36 hours, not answered for 24, or answered wrongly', () => {
    expect(codes({ ...quiet, uncopiedSince: NOW }, NOW + 36 * HOUR_MS)).toEqual([])
    expect(codes({ ...quiet, uncopiedSince: NOW }, NOW + 36 * HOUR_MS + 1)).toEqual(['ministry.not-copied'])
    const waiting = { sequence: 3, madeAt: NOW }
    expect(codes({ ...quiet, waiting }, NOW + 24 * HOUR_MS)).toEqual([])
    expect(codes({ ...quiet, waiting }, NOW + 24 * HOUR_MS + 1)).toEqual(['ministry.not-answered'])
    expect(codes({ ...quiet, refused: { sequence: 3, problem: null } }, NOW)).toEqual(['ministry.answered-wrongly'])
  })

  it('opens the finding itself', async () => {
    await watchMinistry(at(NOW + 10 * DAY_MS))
    const rows = await db.select().from(findings).where(eq(findings.checkId, 'ministry.copies'))
    expect(rows.map(({ code }) => code)).toContain('ministry.not-answered')
  })
})
