import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { requestMaker } from '#adapters/pkijs/request.ts'
import { runSeal, runSign } from '#cli/sign.ts'
import { auditLog } from '#db/schema/audit.ts'
import { listSeals } from '#features/signing/index.ts'
import { plainOfd } from '#lab/sample-originals.ts'
import { loadSampleEstate } from '#src/sample-estate.ts'
import { hasPdfsig, pdfsig, tablePdf } from '../adapters/making/stage.ts'
import { testCtx } from '../context.ts'
import { withDatabase } from '../database.ts'
import { judgedByLaboratory } from '../lab/judged.ts'
import { withLaboratory } from '../lab/laboratory.ts'

const { db, url } = await withDatabase()
const stage = withLaboratory()
const kek = randomBytes(32)
const directory = mkdtempSync(join(tmpdir(), 'zhengxun-sign-'))
let seal = ''

beforeAll(async () => {
  vi.stubEnv('ZHENGXUN_DATABASE_URL', url)
  vi.stubEnv('ZHENGXUN_KEK', kek.toString('hex'))
  vi.stubEnv('ZHENGXUN_DATA_DIR', directory)
  const ports = { keys: openKeyVault(kek), requestMaker }
  const ctx = testCtx(db, { now: Date.now(), ports })
  await loadSampleEstate(ctx, stage.lab, false)
  seal = (await listSeals(ctx))[0]?.sealNumber ?? ''
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(directory, { recursive: true, force: true })
})

const path = (name: string) => join(directory, name)
function put(name: string, bytes: Uint8Array): string {
  writeFileSync(path(name), bytes)
  return path(name)
}
const pdf = put('notice.pdf', tablePdf())
const ofd = put('notice.ofd', plainOfd('通知', ['每日巡检'], Date.now()))

async function run(command: typeof runSign, ...argv: string[]) {
  const out: string[] = []
  const err: string[] = []
  const status = await command(argv, { out: (text) => void out.push(text), err: (text) => void err.push(text) })
  return { status, out: out.join(''), err: err.join('') }
}

const RSA = ['--key', '样例签名人（RSA）']
const SM2 = ['--key', '样例用印人（SM2）']
const PLACE = ['--page', '1', '--left', '20', '--top', '10']
const judged = (file: string) => judgedByLaboratory(stage.lab, readFileSync(file), file)
const uses = async () => (await db.select().from(auditLog)).filter(({ action }) => action.startsWith('document.'))

describe('signing from the command line', () => {
  it('makes a PDF with a timestamp that poppler and the engine find valid', async () => {
    const out = path('signed.pdf')
    const { status, out: said } = await run(runSign, 'pdf', pdf, ...RSA, '--out', out, ...PLACE, '--reason', '样例')
    expect([status, said]).toEqual([0, expect.stringContaining(out)])
    const { verdict, signers } = await judged(out)
    expect([verdict, signers[0]?.level]).toEqual(['VALID', 'T'])
    if (hasPdfsig) expect(pdfsig(out)).toContain('Signature is Valid')
  })

  it('seals an OFD and a PDF', async () => {
    const [first, second] = [path('sealed.ofd'), path('sealed.pdf')]
    const inOfd = ['--page', '1', '--left', '140', '--top', '200']
    expect((await run(runSeal, 'ofd', ofd, ...SM2, '--seal', seal, '--out', first, ...inOfd)).status).toBe(0)
    expect((await run(runSeal, 'pdf', pdf, ...SM2, '--seal', seal, '--out', second, ...PLACE)).status).toBe(0)
    expect((await judged(first)).verdict).toBe('VALID')
    expect((await judged(second)).verdict).toBe('VALID')
  })
})

describe('the key stays unused, and the reason is said, when', () => {
  it('the result already exists: it is never overwritten', async () => {
    const out = put('there.pdf', Uint8Array.of(1))
    const before = (await uses()).length
    const { status, err } = await run(runSign, 'pdf', pdf, ...RSA, '--out', out)
    expect([status, err]).toEqual([1, expect.stringContaining('已存在')])
    expect((await uses()).length).toBe(before)
    expect(readFileSync(out)).toEqual(Buffer.of(1))
  })

  it('the result has no folder to go to', async () => {
    const before = (await uses()).length
    const { status, err } = await run(runSign, 'pdf', pdf, ...RSA, '--out', path('nowhere/out.pdf'))
    expect([status, err]).toEqual([1, expect.stringContaining('没有这个文件或目录')])
    expect((await uses()).length).toBe(before)
  })

  it('the file is of another kind than was said', async () => {
    const out = path('other.ofd')
    const { status, err } = await run(runSeal, 'ofd', pdf, ...SM2, '--seal', seal, '--out', out, ...PLACE)
    expect([status, err]).toEqual([1, expect.stringContaining('不是 OFD')])
    expect(existsSync(out)).toBe(false)
  })

  it('key or seal are unknown, and nothing is left where the result would have been', async () => {
    const out = path('never.pdf')
    const unknownKey = await run(runSign, 'pdf', pdf, '--key', 'nobody', '--out', out)
    expect([unknownKey.status, unknownKey.err]).toEqual([1, expect.stringContaining('没有这把签名密钥')])
    const unknownSeal = await run(runSeal, 'pdf', pdf, ...SM2, '--seal', '0', '--out', out, ...PLACE)
    expect([unknownSeal.status, unknownSeal.err]).toEqual([1, expect.stringContaining('没有这枚印章')])
    expect(existsSync(out)).toBe(false)
  })

  it.each([
    ['half a place', ['--page', '1']],
    ['a level that does not exist', ['--certify', '4']],
    ['an unknown option', ['--colour', 'red']],
  ])('the command line has %s', async (_, more) => {
    const { status, err } = await run(runSign, 'pdf', pdf, ...RSA, '--out', path('never.pdf'), ...more)
    expect([status, err]).toEqual([64, expect.stringContaining('usage')])
    expect(existsSync(path('never.pdf'))).toBe(false)
  })
})
