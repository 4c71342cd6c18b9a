import { deflateRawSync } from 'node:zlib'
import { eq } from 'drizzle-orm'
import { zipSync } from 'fflate'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { auditLog } from '#db/schema/audit.ts'
import { verificationBatchFiles, verificationBatchItems, verifications } from '#db/schema/verification.ts'
import { claimItem, ITEM_LEASE_MS, recordItem, runBatches, runNextItem } from '#features/verification/batches/run.ts'
import { itemsAsCsv, itemsAsSheet } from '#features/verification/batches/shapes.ts'
import {
  type BatchOrder,
  cancelBatch,
  countFindings,
  createBatch,
  explainVerification,
  getBatch,
  getVerification,
  listBatches,
  listItems,
} from '#features/verification/index.ts'
import { judgeOrder } from '#features/verification/verify.ts'
import type { Ctx } from '#src/context.ts'
import { actorOf, testCtx } from '../../context.ts'
import { type TestDatabase, withDatabase } from '../../database.ts'
import { certificate, REFERENCE } from '../../fixtures/built.ts'
import { CONTENT, ROOT, signedBy } from './signed.ts'

const verifier = createVerifierPool({ maxWorkers: 1 })
afterAll(() => verifier.close())

let database: TestDatabase
let ctx: Ctx
let job: Ctx
// Connections are few: each test gives its own back.
afterEach(() => database.close())
beforeEach(async () => {
  database = await withDatabase()
  ctx = testCtx(database.db, { actor: actorOf('auditor'), now: REFERENCE, ports: { verifier } })
  job = { ...ctx, actor: { type: 'system', name: 'verify-batches' } }
})

const clock = { now: () => REFERENCE }
const text = (value: string) => new TextEncoder().encode(value)
const file = (name: string, bytes = certificate('rsa', 'root')) => ({ name, bytes })
const items = async (id: string, query = {}) => (await listItems(ctx, id, { limit: 500, ...query })).items
const done = async (order: BatchOrder) => {
  const { id } = await createBatch(ctx, order)
  await runBatches(job, clock)
  return { batch: await getBatch(ctx, id), items: await items(id) }
}
const told = (list: Awaited<ReturnType<typeof items>>) =>
  list.map(({ fileName, state, verification, errorCode }) => [fileName, state, verification?.verdict ?? errorCode])

describe('a batch of files', () => {
  it('gives each file a report and a number of its own, on behalf of who handed it in', async () => {
    const attached = file('甲.p7s', await signedBy('rsa'))
    const { batch, items: found } = await done({ files: [attached, file('x', Uint8Array.of(7))], anchors: [ROOT] })
    expect(batch).toMatchObject({ state: 'done', total: 2, done: 2, verdicts: { VALID: 1, INDETERMINATE: 1 } })
    expect(told(found)).toEqual([
      ['甲.p7s', 'done', 'VALID'],
      ['x', 'done', 'INDETERMINATE'],
    ])
    const row = await getVerification(ctx, found[0]?.verification?.id ?? '')
    expect(row).toMatchObject({ actorName: 'auditor', batchId: batch.id, isWatched: true })
    const [, made] = await database.db.select().from(auditLog).orderBy(auditLog.seq)
    expect(made).toMatchObject({
      action: 'verification.made',
      actorName: 'verify-batches',
      detail: { batch: batch.id },
    })
    expect(await database.db.select().from(verificationBatchFiles)).toEqual([])
  })

  it('verifies a detached signature with the file it lies beside, and alone it is not VALID', async () => {
    const signature = file('合同.txt.p7s', await signedBy('rsa', { isDetached: true }))
    const paired = await done({ files: [signature, file('合同.txt', CONTENT)], anchors: [ROOT] })
    expect(told(paired.items)).toEqual([['合同.txt.p7s', 'done', 'VALID']])
    const other = await done({ files: [signature, file('合同2.txt', CONTENT)], anchors: [ROOT] })
    expect(told(other.items)[0]?.[2]).toBe('INDETERMINATE')
    const changed = await done({ files: [signature, file('合同.txt', text('人社证明。'))], anchors: [ROOT] })
    expect(told(changed.items)).toEqual([['合同.txt.p7s', 'done', 'INVALID']])
  })

  it('follows a manifest, in either form, and says which line asks for what is not there', async () => {
    const signature = file('s', await signedBy('rsa', { isDetached: true }))
    const lines = [
      { file: 's', content: 'c' },
      { file: 's', content: 'd' },
      { file: 's', format: 'x' },
    ]
    const jsonl = file('m', text(lines.map((line) => JSON.stringify(line)).join('\n')))
    const csv = file('m', text('\ufefffile,content,format\r\ns,"c",\r\ns,d,\r\ns,,x\r\n'))
    for (const manifest of [jsonl, csv]) {
      const { items: found } = await done({ files: [signature, file('c', CONTENT)], manifest, anchors: [ROOT] })
      expect(told(found)).toEqual([
        ['s', 'done', 'VALID'],
        ['s', 'refused', 'batch.file-missing'],
        ['s', 'refused', 'batch.format-unknown'],
      ])
    }
    for (const bad of ['{"file":"s","contents":"c"}', 'file,contents\ns,c', '[1]', 'file\n"a'])
      await expect(createBatch(ctx, { files: [signature], manifest: file('m', text(bad)) })).rejects.toMatchObject({
        kind: 'bad-input',
        code: 'batch.manifest-unreadable',
      })
  })

  it('is filtered by format and finding, counted by finding, and told as a list in Chinese', async () => {
    const good = await signedBy('rsa')
    const tampered = Uint8Array.from(good)
    const at = Buffer.from(good).indexOf(Buffer.from(CONTENT))
    tampered[at] = (tampered[at] ?? 0) ^ 1
    const files = [file('good.p7s', good), file('bad.p7s', tampered), file('worse.p7s', tampered), file('root.der')]
    const { batch, items: all } = await done({ files: [...files, file('x', Uint8Array.of(7))], anchors: [ROOT] })
    expect(batch.kinds).toEqual({ cms: 3, 'certificate-path': 1, 'not-supported': 1 })
    const names = async (query: object) => (await items(batch.id, query)).map(({ fileName }) => fileName)
    expect(await names({ kind: 'cms' })).toEqual(['good.p7s', 'bad.p7s', 'worse.p7s'])
    expect(await names({ code: 'cms.message-digest' })).toEqual(['bad.p7s', 'worse.p7s'])
    expect(await names({ code: 'cms.message-digests' })).toEqual([])
    expect(await names({ code: 'verification.format-unknown', relied: 'false' })).toEqual(['x'])
    expect(await names({ verdict: 'VALID', relied: 'false' })).toEqual([])
    const counted = await countFindings(ctx, batch.id, { cursor: 0, limit: 1 })
    expect(counted).toEqual({ items: [{ code: 'cms.message-digest', files: 2 }], nextCursor: '1' })
    const rest = await countFindings(ctx, batch.id, { cursor: 1, limit: 200 })
    expect(rest.items).toContainEqual({ code: 'verification.format-unknown', files: 1 })
    const [, , bad] = itemsAsSheet(all).rows
    expect(bad?.slice(1, 6)).toEqual([
      'bad.p7s',
      expect.stringMatching(/^ZX-/),
      '签名数据 CMS',
      '无效',
      expect.stringContaining('内容被改动'),
    ])
    const clerk = { ...ctx, actor: actorOf('district-clerk') }
    await expect(countFindings(clerk, batch.id, { cursor: 0, limit: 1 })).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('explains each refused file in plain words and leads on to the next one', async () => {
    const unknown = file('x', Uint8Array.of(7))
    const files = [file('a', Uint8Array.of(8)), file('good.p7s', await signedBy('rsa')), unknown]
    const { items: all } = await done({ files, anchors: [ROOT] })
    const [first = '', good = '', last = ''] = all.map(({ verification }) => verification?.id)
    const told = await explainVerification(ctx, first)
    expect(told.reasons).toMatchObject([{ code: 'verification.format-unknown', cause: 'not-signed', signer: null }])
    expect(told.nextInBatch?.id).toBe(last)
    expect(await explainVerification(ctx, good)).toMatchObject({ reasons: [], nextInBatch: { id: last } })
    expect((await explainVerification(ctx, last)).nextInBatch).toBeNull()
  })

  it('judges for the moment a line names', async () => {
    const at = '2060-01-01T00:00:00+08:00'
    const manifest = file('m', text(`{"file":"a"}\n{"file":"a","at":"${at}"}\n{"file":"a","at":"2060-01-01"}`))
    const { items: found } = await done({ files: [file('a', await signedBy('rsa'))], manifest, anchors: [ROOT] })
    expect(found.map(({ errorCode }) => errorCode)).toEqual([null, null, 'batch.time-unreadable'])
    const moments = await Promise.all(
      found.slice(0, 2).map(async ({ verification }) => (await getVerification(ctx, verification?.id ?? '')).judgedAt),
    )
    expect(moments).toEqual([REFERENCE, Date.parse(at)])
    expect(found[1]?.verification?.verdict).not.toBe('VALID')
  })

  it('refuses empty and ambiguous files by name, and goes on with the rest', async () => {
    const files = [file('a'), file('leer', new Uint8Array()), file('b'), file('b', CONTENT)]
    expect(told((await done({ files })).items)).toEqual([
      ['a', 'done', 'INDETERMINATE'],
      ['leer', 'refused', 'batch.file-empty'],
      ['b', 'refused', 'zip.name-duplicate'],
      ['b', 'refused', 'zip.name-duplicate'],
    ])
  })

  it('refuses a policy nobody knows before it takes anything', async () => {
    await expect(createBatch(ctx, { files: [file('a')], policy: 'mine' })).rejects.toMatchObject({ kind: 'not-found' })
    expect((await listBatches(ctx, { limit: 10 })).items).toEqual([])
  })
})

describe('an archive', () => {
  it('is opened, its manifest followed, and what it may not hold is refused by name', async () => {
    const archive = zipSync({
      '甲.p7s': await signedBy('rsa'),
      'b/合同.txt.p7s': await signedBy('rsa', { isDetached: true }),
      'b/合同.txt': CONTENT,
      'inner.zip': zipSync({ a: CONTENT }),
      'bomb.bin': new Uint8Array(30_000_000),
      '__MACOSX/._甲.p7s': Uint8Array.of(1),
    })
    const { batch, items: found } = await done({ files: [file('归档.zip', archive)], anchors: [ROOT] })
    expect(batch.name).toBe('归档.zip')
    expect(told(found)).toEqual([
      ['甲.p7s', 'done', 'VALID'],
      ['b/合同.txt.p7s', 'done', 'VALID'],
      ['inner.zip', 'refused', 'zip.nested'],
      ['bomb.bin', 'refused', 'zip.ratio'],
    ])
    const manifest = text('{"file":"甲.p7s"}')
    const listed = zipSync({ '甲.p7s': await signedBy('rsa'), x: CONTENT, 'manifest.jsonl': manifest })
    expect(told((await done({ files: [file('a.zip', listed)], anchors: [ROOT] })).items)).toEqual([
      ['甲.p7s', 'done', 'VALID'],
    ])
  })

  it('whose data is not what its directory says is refused by name', async () => {
    const bytes = zipSync({ a: text('content '.repeat(50)) })
    const packed = deflateRawSync(text('content '.repeat(50)))
    const at = Buffer.from(bytes).indexOf(packed.subarray(0, 4))
    const spoilt = Uint8Array.from(bytes)
    spoilt[at + 6] = (spoilt[at + 6] ?? 0) ^ 0x01
    expect(at).toBeGreaterThan(0)
    expect(told((await done({ files: [file('a.zip', spoilt)] })).items)).toEqual([['a', 'refused', 'zip.damaged']])
    const cut = file('a.zip', bytes.subarray(0, -3))
    await expect(createBatch(ctx, { files: [cut] })).rejects.toMatchObject({
      kind: 'bad-input',
      code: 'zip.not-an-archive',
    })
  })
})

describe('working through a batch', () => {
  const ten = { files: Array.from({ length: 10 }, (_, index) => file(`${index}`, Uint8Array.of(index))) }
  const rows = () => database.db.select().from(verifications)

  it('verifies each item exactly once when several instances work', async () => {
    const { id } = await createBatch(ctx, ten)
    await Promise.all([runBatches(job, clock), runBatches(job, clock), runBatches(job, clock)])
    expect(await getBatch(ctx, id)).toMatchObject({ state: 'done', done: 10, total: 10, finishedAt: REFERENCE })
    expect((await rows()).map(({ fileName }) => fileName).sort()).toEqual(ten.files.map(({ name }) => name))
  })

  it('goes on where a killed process stopped, once its lease has run out, and does not believe it afterwards', async () => {
    const { id } = await createBatch(ctx, ten)
    await runNextItem(job)
    const lost = await claimItem(job)
    if (!lost) throw new Error('nothing was claimed')
    await runBatches(job, clock)
    expect(await getBatch(ctx, id)).toMatchObject({ state: 'running', done: 9 })
    const later = { now: () => REFERENCE + ITEM_LEASE_MS + 1 }
    await runBatches(job, later)
    expect(await getBatch(ctx, id)).toMatchObject({ state: 'done', done: 10 })
    const outcome = await judgeOrder(job, { file: file(lost.item.fileName, Uint8Array.of(1)) })
    expect(await recordItem(job, lost, outcome)).toBe(false)
    expect(await rows()).toHaveLength(10)
  })

  it('gives up on an item that ends whoever takes it up', async () => {
    const { id } = await createBatch(ctx, { files: [file('a')] })
    for (const step of [0, 1, 2]) await claimItem({ ...job, now: REFERENCE + step * (ITEM_LEASE_MS + 1) })
    await runBatches(job, { now: () => REFERENCE + 3 * (ITEM_LEASE_MS + 1) })
    expect(told(await items(id))).toEqual([['a', 'refused', 'batch.item-abandoned']])
    expect((await getBatch(ctx, id)).state).toBe('done')
  })

  it('gives an item back when the verifier is busy, and verifies it later', async () => {
    const { id } = await createBatch(ctx, { files: [file('a')] })
    const busy = createVerifierPool({ maxWaiting: 0 })
    await runBatches({ ...job, ports: { ...job.ports, verifier: busy } }, clock)
    await busy.close()
    expect(await getBatch(ctx, id)).toMatchObject({ state: 'running', done: 0 })
    await runBatches(job, clock)
    expect(await getBatch(ctx, id)).toMatchObject({ state: 'done', done: 1 })
  })

  it('ends at a cancellation: what was verified stays, a result under way is dropped', async () => {
    const { id } = await createBatch(ctx, ten)
    await runNextItem(job)
    const underWay = await claimItem(job)
    await cancelBatch(ctx, id)
    if (!underWay) throw new Error('nothing was claimed')
    expect(await recordItem(job, underWay, await judgeOrder(job, { file: file('1') }))).toBe(false)
    await runBatches(job, clock)
    const batch = await getBatch(ctx, id)
    expect(batch).toMatchObject({ state: 'cancelled', states: { done: 1, cancelled: 9 } })
    expect(await rows()).toHaveLength(1)
    await expect(cancelBatch(ctx, id)).rejects.toMatchObject({ kind: 'precondition' })
  })
})

describe('the results', () => {
  it('are paged, narrowed by verdict, and seen by whoever may see the verifications', async () => {
    const files = [file('1', await signedBy('rsa')), file('2', Uint8Array.of(1)), file('3', Uint8Array.of(2))]
    const { batch } = await done({ files, anchors: [ROOT] })
    const page = await listItems(ctx, batch.id, { limit: 2 })
    expect(page.items.map(({ position }) => position)).toEqual([1, 2])
    expect((await items(batch.id, { cursor: Number(page.nextCursor) })).map(({ position }) => position)).toEqual([3])
    expect((await items(batch.id, { verdict: 'VALID' })).map(({ fileName }) => fileName)).toEqual(['1'])
    const clerk = { ...ctx, actor: actorOf('district-clerk') }
    await expect(getBatch(clerk, batch.id)).rejects.toMatchObject({ kind: 'not-found' })
    await expect(cancelBatch(clerk, batch.id)).rejects.toMatchObject({ kind: 'not-found' })
    expect((await listBatches(clerk, { limit: 10 })).items).toEqual([])
    expect((await listBatches(ctx, { limit: 10 })).items.map(({ id }) => id)).toEqual([batch.id])
  })

  it('as a table run nothing: names that look like formulas are text', async () => {
    const { items: found } = await done({ files: [file('=cmd|"/c calc"!A1', Uint8Array.of(1)), file('+1,2')] })
    const [, first, second] = itemsAsCsv(found).split('\r\n')
    expect(first).toContain(`1,"'=cmd|""/c calc""!A1",done,ZX-2026-`)
    expect(second).toContain(`2,"'+1,2",done`)
    const [row] = await database.db.select().from(verificationBatchItems).where(eq(verificationBatchItems.position, 1))
    expect(row?.fileName).toBe('=cmd|"/c calc"!A1')
  })
})
