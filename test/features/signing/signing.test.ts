import { createHash, randomBytes } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { documentMaker } from '#adapters/making/maker.node.ts'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { requestMaker } from '#adapters/pkijs/request.ts'
import { webUploads } from '#adapters/uploads/receive.web.ts'
import { listAudit } from '#features/audit/index.ts'
import { signingRoutes } from '#features/signing/index.ts'
import { plainOfd } from '#lab/sample-originals.ts'
import { type Actor, AppError } from '#src/context.ts'
import { newRouter } from '#src/route.ts'
import { loadSampleEstate } from '#src/sample-estate.ts'
import { tablePdf } from '../../adapters/making/stage.ts'
import { actorOf, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { judgedByLaboratory } from '../../lab/judged.ts'
import { withLaboratory } from '../../lab/laboratory.ts'

const { db } = await withDatabase()
const stage = withLaboratory()
const keys = openKeyVault(randomBytes(32))
const preparer = createVerifierPool({ maxWorkers: 1 })
afterAll(preparer.close)
const egress = createEgress({ allow: [{ cidr: '127.0.0.0/8' }] })
const ports = {
  keys,
  requestMaker,
  uploads: webUploads,
  documentMaker: documentMaker({ egress, primitives: nodePrimitives, now: Date.now, preparer }),
}
const ctxOf = (actor: Actor) => testCtx(db, { actor, now: Date.now(), ports })

/** The sample estate with its keys and its seal, filled once. */
let filled: Promise<void> | undefined
const estate = () => {
  filled ??= loadSampleEstate(ctxOf({ type: 'system', name: 'test' }), stage.lab, false)
  return filled
}

async function call(path: string, form?: Record<string, string | Blob>, actor: Actor = actorOf('operator')) {
  await estate()
  const app = newRouter()
  app.use((c, next) => {
    c.set('ctx', ctxOf(actor))
    c.set('language', 'zh')
    return next()
  })
  app.onError((error, c) => {
    if (error instanceof AppError) return c.json({ kind: error.kind, code: error.code, ...error.params }, 400)
    throw error
  })
  const body = new FormData()
  for (const [name, value] of Object.entries(form ?? {})) {
    if (typeof value === 'string') body.set(name, value)
    else body.set(name, value, 'notice.pdf')
  }
  return app.route('/', signingRoutes).request(path, form ? { method: 'POST', body } : {})
}

interface Listed {
  items: { id: string; algorithm: string; keys: string[]; state: string }[]
}
const listed = async (path: string) => ((await (await call(path)).json()) as Listed).items
const keyOf = async (algorithm: string) =>
  (await listed('/signing/keys')).find((one) => one.algorithm === algorithm)?.id ?? ''
const sealId = async () => (await listed('/signing/seals'))[0]?.id ?? ''
const refusal = async (answer: Response) => ((await answer.json()) as { code: string }).code
const blob = (bytes: Uint8Array) => new Blob([new Uint8Array(bytes)])
const bytesOf = async (answer: Response) => new Uint8Array(await answer.arrayBuffer())

const judged = (bytes: Uint8Array, name: string) => judgedByLaboratory(stage.lab, bytes, name)

const PLACE = { page: '1', leftMm: '20', topMm: '10', widthMm: '60', heightMm: '20' }
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const newestAudit = async () => (await listAudit(ctxOf(actorOf('auditor')), { limit: 1 })).items[0]

describe('signing a PDF with a managed key', () => {
  it('gives the file with a valid signature of level T, and an audit row with both digests, the key and the purpose', async () => {
    const file = tablePdf()
    const key = await keyOf('rsa3072')
    const answer = await call('/signing/signatures', { file: blob(file), key, ...PLACE, reason: '样例' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-disposition')).toContain('notice-signed.pdf')
    const made = await bytesOf(answer)
    const report = await judged(made, 'made.pdf')
    expect([report.verdict, report.signers[0]?.level]).toEqual(['VALID', 'T'])
    expect(await newestAudit()).toMatchObject({
      action: 'document.signed',
      objectId: key,
      detail: { sha256: sha256(file), resultSha256: sha256(made), purpose: 'signed', timestamp: true },
    })
  })

  it('with SM2 and without a timestamp is valid too', async () => {
    const answer = await call('/signing/signatures', {
      file: blob(tablePdf()),
      key: await keyOf('sm2'),
      timestamp: 'no',
      isShown: 'no',
    })
    const report = await judged(await bytesOf(answer), 'made.pdf')
    expect([report.verdict, report.signers[0]?.level]).toEqual(['VALID', 'B'])
  })

  it('signs nothing when no timestamp authority answers, and the audit trail says that the key was used', async () => {
    for (const name of ['tsa', 'tsa-a', 'tsa-b'])
      await stage.lab.setFault(name, name === 'tsa' ? 'tcp.refused' : 'tsa.unreachable', true)
    const key = await keyOf('rsa3072')
    const answer = await call('/signing/signatures', { file: blob(tablePdf()), key })
    expect(await refusal(answer)).toBe('signing.timestamp-unreachable')
    expect(await newestAudit()).toMatchObject({ action: 'document.not-finished', objectId: key })
  })
})

describe('sealing with a managed key', () => {
  it.each<[string, () => Uint8Array]>([
    ['ofd', () => plainOfd('通知', ['每日巡检'], Date.now())],
    ['pdf', tablePdf],
  ])('puts a valid seal on an %s', async (format, original) => {
    const place =
      format === 'ofd' ? { page: '1', leftMm: '140', topMm: '200' } : { page: '1', leftMm: '50', topMm: '20' }
    const form = { file: blob(original()), key: await keyOf('sm2'), seal: await sealId(), ...place }
    const made = await bytesOf(await call('/signing/sealings', form))
    const report = await judged(made, `made.${format}`)
    expect(report.verdict).toBe('VALID')
    expect(report.times.proven).toBeDefined()
    expect(await newestAudit()).toMatchObject({ action: 'document.sealed', detail: { resultSha256: sha256(made) } })
  })

  it('knows which key a seal is for, and refuses it to every other key', async () => {
    const [seal] = await listed('/signing/seals')
    expect(seal?.keys).toEqual([await keyOf('sm2')])
    const place = { page: '1', leftMm: '10', topMm: '10' }
    const form = { file: blob(tablePdf()), key: await keyOf('rsa3072'), seal: seal?.id ?? '', ...place }
    expect(await refusal(await call('/signing/sealings', form))).toBe('signing.seal-needs-sm2')
  })

  it('takes a seal whose maker’s signature holds, and refuses its twin with one octet changed', async () => {
    const certificate = await stage.lab.issueSigner('sm2', '另一人', stage.lab.canaries.sm2.signer.spki)
    const der = await stage.lab.makeSealFor(certificate, '另一枚章')
    expect((await call('/signing/seals', { file: blob(der) })).status).toBe(201)
    const twin = der.slice()
    const at = Buffer.from(twin).indexOf('ZHENGXUN-LAB')
    twin[at] = (twin[at] ?? 0) ^ 1
    expect(await refusal(await call('/signing/seals', { file: blob(twin) }))).toBe('signing.seal-broken')
  })
})

describe('what cannot be signed is refused by name, and nothing is signed:', () => {
  it.each<[string, string, Record<string, string | Blob>]>([
    ['signing.format-unknown', '/signing/signatures', { file: new Blob(['text']) }],
    ['signing.off-page', '/signing/signatures', { file: blob(tablePdf()), ...PLACE, leftMm: '100' }],
    ['signing.page-missing', '/signing/signatures', { file: blob(tablePdf()), ...PLACE, page: '9' }],
    ['signing.only-pdf', '/signing/signatures', { file: blob(plainOfd('通知', [], Date.now())) }],
    ['app.field-invalid', '/signing/signatures', { file: blob(tablePdf()), page: 'two' }],
    ['app.field-invalid', '/signing/signatures', { file: blob(tablePdf()), page: '1' }],
    ['upload.file-required', '/signing/signatures', { page: '1' }],
  ])('%s', async (code, path, form) => {
    expect(await refusal(await call(path, { ...form, key: await keyOf('rsa3072') }))).toBe(code)
  })

  it('an unknown key, and anybody but an operator', async () => {
    const file = blob(tablePdf())
    expect(await refusal(await call('/signing/signatures', { file, key: 'nobody' }))).toBe('signing.key-not-found')
    const answer = await call('/signing/signatures', { file, key: await keyOf('rsa3072') }, actorOf('auditor'))
    expect(await refusal(answer)).toBe('app.role-required')
  })
})
