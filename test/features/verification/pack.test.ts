import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { printer } from '#adapters/reports/verification.node.ts'
import { runPack } from '#cli/pack.ts'
import { auditLog } from '#db/schema/audit.ts'
import { runBatches } from '#features/verification/batches/run.ts'
import {
  checkPack,
  createBatch,
  makeBatchPack,
  makePack,
  openPacks,
  removeMaterial,
  verifyUpload,
} from '#features/verification/index.ts'
import { zipStream } from '#features/verification/pack/zip-stream.ts'
import type { Ctx } from '#src/context.ts'
import { actorOf, testCtx } from '../../context.ts'
import { type TestDatabase, withDatabase } from '../../database.ts'
import { crl, REFERENCE } from '../../fixtures/built.ts'
import { CONTENT, ROOT, signedBy } from './signed.ts'

const verifier = createVerifierPool({ maxWorkers: 1 })
afterAll(() => verifier.close())

let database: TestDatabase
let ctx: Ctx
beforeEach(async () => {
  database = await withDatabase()
  const ports = { verifier, gatherer: verifier, printer }
  ctx = testCtx(database.db, { actor: actorOf('auditor'), now: REFERENCE, ports })
})
afterEach(() => database.close())

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pack-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const bytesOf = async (stream: ReadableStream<Uint8Array>) => new Uint8Array(await new Response(stream).arrayBuffer())
const packOf = async (id: string, withObject = true) => bytesOf((await makePack(ctx, id, { withObject })).stream)
const zipped = async (files: Record<string, Uint8Array>) => {
  const entries = Object.entries(files).map(([name, bytes]) => ({ name, load: async () => bytes }))
  const pieces: Uint8Array[] = []
  for await (const piece of zipStream(entries)) pieces.push(piece)
  return Buffer.concat(pieces)
}
async function checked(bytes: Uint8Array, object?: Uint8Array) {
  const opened = await openPacks(bytes.length, async (start, end) => bytes.subarray(start, end))
  if (!opened.ok) throw new Error(opened.error.code)
  const checker = { primitives: nodePrimitives, verifier, ...(object && { object }) }
  return Promise.all(opened.value.map(({ sources }) => checkPack(sources, checker)))
}
const verify = async (bytes: Uint8Array, name = '合同.p7s') =>
  verifyUpload(ctx, { file: { name, bytes }, anchors: [ROOT] })

async function tampered(): Promise<Uint8Array> {
  const bad = Uint8Array.from(await signedBy('rsa'))
  const at = Buffer.from(bad).indexOf(Buffer.from(CONTENT))
  bad[at] = (bad[at] ?? 0) ^ 1
  return bad
}

describe('an evidence pack', () => {
  it('holds the file, the report, the chain, the revocation lists, the trust, the policy and the audit rows', async () => {
    const { id, number } = await verify(await signedBy('rsa'))
    const files = unzipSync(await packOf(id))
    const names = Object.keys(files)
    for (const name of [
      'README.txt',
      'manifest.json',
      'SHA256SUMS',
      'SM3SUMS',
      'policy.json',
      'judged/合同.p7s',
      'report/report.json',
      'report/report.zh.pdf',
      'report/report.en.pdf',
      'report/audit.jsonl',
      'evidence/certificate-01.cer',
      'evidence/certificate-03.cer',
      'evidence/crl-01.crl',
      'evidence/crl-02.crl',
    ])
      expect(names).toContain(name)
    expect(names.some((name) => /^material\/\d{3}-anchors-root\.der$/.test(name))).toBe(true)
    expect(files['evidence/certificate-03.cer']).toEqual(new Uint8Array(ROOT.bytes))
    const lists = ['evidence/crl-01.crl', 'evidence/crl-02.crl'].map((name) =>
      Buffer.from(files[name] ?? []).toString('hex'),
    )
    const wanted = ['issuing', 'root'].map((issuer) => Buffer.from(crl('rsa', issuer)).toString('hex'))
    expect(lists.sort()).toEqual(wanted.sort())
    expect(Buffer.from(files['report/audit.jsonl'] ?? []).toString()).toContain(number)
    expect(Buffer.from(files['README.txt'] ?? []).toString()).toContain('zhengxun pack check')
  })

  it('has the same bytes whenever it is taken along, and each taking leaves an audit row with the digest of its manifest', async () => {
    const { id } = await verify(await signedBy('rsa'))
    const [first, second] = [await packOf(id), await packOf(id)]
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true)
    const rows = await database.db.select().from(auditLog).orderBy(auditLog.seq)
    const packed = rows.filter(({ action }) => action === 'verification.packed')
    const [check] = await checked(first)
    expect(packed.map(({ detail }) => detail)).toEqual(
      Array.from({ length: 2 }, () => expect.objectContaining({ manifestSha256: check?.manifestSha256 })),
    )
  })

  it.each(['good', 'tampered'])(
    'of a %s file is judged again from its own material and says the same',
    async (which) => {
      const { id, report } = await verify(which === 'good' ? await signedBy('rsa') : await tampered())
      const [check] = await checked(await packOf(id))
      expect(check).toMatchObject({ problems: [], judgement: 'same', verdict: report.verdict, again: report.verdict })
      expect(report.verdict).toBe(which === 'good' ? 'VALID' : 'INVALID')
    },
  )

  it('names the entry that was altered, added or taken away, and judges nothing then', async () => {
    const { id } = await verify(await signedBy('rsa'))
    const files = unzipSync(await packOf(id))
    const problemsOf = async (change: Record<string, Uint8Array | undefined>) => {
      const changed = Object.entries({ ...files, ...change }).filter(([, bytes]) => bytes !== undefined)
      const [check] = await checked(await zipped(Object.fromEntries(changed) as Record<string, Uint8Array>))
      expect(check?.judgement).toBe('not-possible')
      return check?.problems.map(({ code, path }) => `${code} ${path}`)
    }
    const report = Uint8Array.from(files['report/report.json'] ?? [])
    report[20] = (report[20] ?? 0) ^ 1
    expect(await problemsOf({ 'report/report.json': report })).toEqual(['pack.entry-altered report/report.json'])
    expect(await problemsOf({ 'evidence/crl-01.crl': undefined })).toEqual(['pack.entry-missing evidence/crl-01.crl'])
    expect(await problemsOf({ 'evidence/x.crl': Uint8Array.of(1) })).toEqual(['pack.entry-unlisted evidence/x.crl'])
    expect(await problemsOf({ SHA256SUMS: Uint8Array.of(1) })).toEqual(['pack.entry-altered SHA256SUMS'])
  })

  it('whose report was rewritten together with every digest is found out by judging again', async () => {
    const { id } = await verify(await tampered())
    const bytes = await packOf(id)
    const files = unzipSync(bytes)
    const lie = (text: string) => text.replaceAll('"INVALID"', '"VALID"')
    const texts = (name: string) => Buffer.from(files[name] ?? []).toString()
    const report = Buffer.from(lie(texts('report/report.json')))
    const manifest = JSON.parse(lie(texts('manifest.json')))
    for (const entry of manifest.entries)
      if (entry.path === 'report/report.json')
        Object.assign(entry, {
          bytes: report.length,
          sha256: Buffer.from(await nodePrimitives.digest('sha256', report)).toString('hex'),
          sm3: Buffer.from(await nodePrimitives.digest('sm3', report)).toString('hex'),
        })
    const { manifestBytes, sums } = await import('#features/verification/pack/manifest.ts')
    const own = manifestBytes(manifest)
    const all = async (digest: 'sha256' | 'sm3') =>
      sums([
        { path: 'manifest.json', digest: Buffer.from(await nodePrimitives.digest(digest, own)).toString('hex') },
        ...manifest.entries.map((one: Record<string, string>) => ({ path: one.path, digest: one[digest] })),
      ])
    const forged = { ...files, 'report/report.json': report, 'manifest.json': own }
    const [check] = await checked(
      await zipped({ ...forged, SHA256SUMS: await all('sha256'), SM3SUMS: await all('sm3') }),
    )
    expect(check).toMatchObject({ problems: [], judgement: 'differs', verdict: 'VALID', again: 'INVALID' })
  })

  it('without the file is judged again with the file of whoever checks it, and with no other', async () => {
    const signed = await signedBy('rsa')
    const { id } = await verify(signed)
    const pack = await packOf(id, false)
    expect(Object.keys(unzipSync(pack)).filter((name) => name.startsWith('judged/'))).toEqual(['judged/digest.txt'])
    expect((await checked(pack))[0]).toMatchObject({ problems: [], judgement: 'not-possible', missing: ['合同.p7s'] })
    expect((await checked(pack, await tampered()))[0]).toMatchObject({ judgement: 'not-possible' })
    expect((await checked(pack, signed))[0]).toMatchObject({ judgement: 'same', again: 'VALID' })
  })

  it('says what it lacks when the material was removed', async () => {
    const { id } = await verify(await signedBy('rsa'))
    await removeMaterial(ctx, id)
    const [check] = await checked(await packOf(id))
    expect(check).toMatchObject({
      problems: [],
      judgement: 'not-possible',
      missing: expect.arrayContaining(['合同.p7s']),
    })
  })

  it('is checked by common tools alone, and by the command of its README', async () => {
    const { id } = await verify(await signedBy('rsa'))
    const pack = await packOf(id)
    const files = unzipSync(pack)
    for (const [name, bytes] of Object.entries(files)) {
      mkdirSync(join(folder, 'out', dirname(name)), { recursive: true })
      writeFileSync(join(folder, 'out', name), bytes)
    }
    const run = (command: string) => spawnSync('sh', ['-c', command], { cwd: join(folder, 'out'), encoding: 'utf8' })
    expect(run('sha256sum -c --quiet SHA256SUMS')).toMatchObject({ status: 0, stdout: '' })
    const sm3 = run(
      'while read -r d f; do [ "$(openssl dgst -sm3 -r "$f" | cut -d" " -f1)" = "$d" ] || echo "BAD $f"; done < SM3SUMS',
    )
    expect(sm3).toMatchObject({ status: 0, stdout: '' })
    writeFileSync(join(folder, 'out', 'policy.json'), '{}')
    expect(run('sha256sum -c --quiet SHA256SUMS').stdout).toContain('policy.json: FAILED')

    const path = join(folder, 'pack.zip')
    writeFileSync(path, pack)
    const said: string[] = []
    const io = { out: (text: string) => void said.push(text), err: (text: string) => void said.push(text) }
    expect([await runPack(['check', path], io), said.join('')]).toEqual([0, expect.stringContaining('一致')])
    const broken = Uint8Array.from(pack)
    const at = Buffer.from(pack).indexOf(Buffer.from(CONTENT))
    broken[at] = (broken[at] ?? 0) ^ 1
    writeFileSync(path, broken)
    expect(await runPack(['check', path], io)).toBe(1)
    expect(await runPack(['check'], io)).toBe(64)
  })

  it('of a batch holds a folder for each report, and belongs to whoever may see them', async () => {
    const files = [
      { name: 'good.p7s', bytes: await signedBy('rsa') },
      { name: 'bad.p7s', bytes: await tampered() },
    ]
    const { id } = await createBatch(ctx, { files, anchors: [ROOT] })
    await expect(makeBatchPack(ctx, id, { withObject: true })).rejects.toMatchObject({ code: 'pack.batch-open' })
    const job: Ctx = { ...ctx, actor: { type: 'system', name: 'verify-batches' } }
    await runBatches(job, { now: () => REFERENCE })
    const checks = await checked(await bytesOf((await makeBatchPack(ctx, id, { withObject: true })).stream))
    expect(checks.map(({ fileName, judgement, again }) => [fileName, judgement, again]).sort()).toEqual([
      ['bad.p7s', 'same', 'INVALID'],
      ['good.p7s', 'same', 'VALID'],
    ])
    const clerk: Ctx = { ...ctx, actor: actorOf('district-clerk') }
    await expect(makeBatchPack(clerk, id, { withObject: true })).rejects.toMatchObject({ kind: 'not-found' })
    const { id: other } = await verify(await signedBy('rsa'))
    await expect(makePack(clerk, other, { withObject: true })).rejects.toMatchObject({ kind: 'not-found' })
  })
})
