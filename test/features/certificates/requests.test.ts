import { randomBytes } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { openSigner } from '#adapters/keys/signer.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { makeCertificate } from '#adapters/pkijs/certificate.ts'
import { requestMaker } from '#adapters/pkijs/request.ts'
import { readPem } from '#core/bytes/pem.ts'
import { parseRequest } from '#core/x509/request.ts'
import { auditLog } from '#db/schema/audit.ts'
import { certificateRequests } from '#db/schema/certificates.ts'
import { sealedKeys } from '#db/schema/keys.ts'
import { certificatesRoutes } from '#features/certificates/index.ts'
import { type Actor, AppError, type Role } from '#src/context.ts'
import { SERVICE_KEYS } from '#src/ports.ts'
import { newRouter } from '#src/route.ts'
import { actorOf, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { certificate, privateKey, REFERENCE } from '../../fixtures/built.ts'
import { opensslWorkshop, SM2_ID } from '../../support/openssl.ts'

const workshop = opensslWorkshop()
afterAll(workshop.close)

const { db } = await withDatabase()
const ports = { keys: openKeyVault(randomBytes(32)), requestMaker }

/** The slice's routes with somebody signed in; errors as their code. */
function api(actor: Actor = actorOf('operator')) {
  const app = newRouter()
  app.use((c, next) => {
    c.set('ctx', testCtx(db, { actor, now: REFERENCE, ports }))
    c.set('language', 'zh')
    return next()
  })
  app.onError((error, c) => {
    if (error instanceof AppError) return c.json({ kind: error.kind, code: error.code, ...error.params }, 400)
    throw error
  })
  return app.route('/', certificatesRoutes)
}

async function call(path: string, init?: RequestInit, actor?: Actor) {
  const answer = await api(actor).request(path, init)
  const text = await answer.text()
  return { status: answer.status, text, body: text.startsWith('{') ? JSON.parse(text) : undefined }
}

const post = (path: string, body: unknown, actor?: Actor) =>
  call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }, actor)

const WISHES = {
  commonName: '*.rsj.sh.gov.cn',
  sans: ['*.RSJ.sh.gov.cn', 'rsj.sh.gov.cn', '10.0.0.7'],
  organization: '上海市测试机构',
}
const upload = (...files: [name: string, bytes: Uint8Array | string][]) => {
  const form = new FormData()
  for (const [name, bytes] of files) form.append('files', new Blob([bytes as string]), name)
  return call('/certificates', { method: 'POST', body: form })
}

describe('making a certificate request', () => {
  it.each(SERVICE_KEYS)(
    'in %s gives a request OpenSSL verifies, to download as PEM',
    async (algorithm) => {
      const { status, body } = await post('/certificate-requests', { ...WISHES, algorithm })
      expect(status).toBe(201)
      const { text: pem } = await call(`/certificate-requests/${body.id}/request.csr`)
      expect(pem).toBe(body.pem)
      const id = algorithm === 'sm2' ? ['-vfyopt', SM2_ID] : []
      const { text } = workshop.run(
        'req',
        '-verify',
        '-noout',
        '-text',
        '-nameopt',
        'utf8',
        ...id,
        '-in',
        workshop.put(pem),
      )
      expect(text).toMatch(/self-signature verify OK/)
      expect(text).toContain('DNS:*.rsj.sh.gov.cn, DNS:rsj.sh.gov.cn, IP Address:10.0.0.7')
      expect(text).toContain('C=CN, O=上海市测试机构, CN=*.rsj.sh.gov.cn')
      expect((await post('/certificate-requests/inspect', { pem })).body).toMatchObject({
        isIntact: true,
        findings: [],
      })
    },
    120_000,
  )

  it('keeps request, sealed key and audit row together or not at all', async () => {
    const counts = async () => [
      await db.$count(certificateRequests),
      await db.$count(sealedKeys),
      await db.$count(auditLog),
    ]
    const before = await counts()
    await post('/certificate-requests', { ...WISHES, algorithm: 'p256' })
    const after = await counts()
    expect(after).toEqual(before.map((count) => count + 1))
    const failing = { ...ports, requestMaker: { make: async () => new Uint8Array() } }
    const broken = newRouter()
    broken.use((c, next) => {
      c.set('ctx', testCtx(db, { actor: actorOf('operator'), ports: failing }))
      return next()
    })
    broken.onError((_, c) => c.text('failed', 500))
    broken.route('/', certificatesRoutes)
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } }
    const answer = await broken.request('/certificate-requests', {
      ...init,
      body: JSON.stringify({ ...WISHES, algorithm: 'p256' }),
    })
    expect(answer.status).toBe(500)
    expect(await counts()).toEqual(after)
  })

  it('gives the private key to nobody: no answer holds a key that OpenSSL could open', async () => {
    const { body } = await post('/certificate-requests', { ...WISHES, algorithm: 'rsa2048' })
    const answers = [
      body,
      (await call('/certificate-requests')).body,
      (await call(`/certificate-requests/${body.id}/request.csr`)).text,
    ]
    expect(JSON.stringify(answers)).not.toMatch(/PRIVATE KEY|keyId|sealed/)
  })

  it.each([
    ['an algorithm nobody should use', { algorithm: 'rsa1024' }, 'algorithm'],
    ['a name that is none', { sans: ['a b'] }, 'sans.0'],
    ['a wildcard in the middle', { sans: ['a.*.cn'] }, 'sans.0'],
    ['a Chinese name with a blank', { sans: ['人 社.中国'] }, 'sans.0'],
    ['no common name', { commonName: ' ' }, 'commonName'],
    ['a country in small letters', { country: 'cn' }, 'country'],
  ])('refuses %s and names the field', async (_, change, field) => {
    const { status, body } = await post('/certificate-requests', { ...WISHES, algorithm: 'p256', ...change })
    expect([status, body.code, body.field]).toEqual([400, 'app.field-invalid', field])
  })

  it('is for operators and RA officers; reading is for more, not for everybody', async () => {
    const may = async (role: Role, method: 'POST' | 'GET') => {
      const wishes = { ...WISHES, algorithm: 'p256' }
      const { status } =
        method === 'POST'
          ? await post('/certificate-requests', wishes, actorOf(role))
          : await call('/certificate-requests', {}, actorOf(role))
      return status < 300
    }
    expect(
      await Promise.all(
        (['operator', 'ra-officer', 'auditor', 'system-admin'] as const).map((role) => may(role, 'POST')),
      ),
    ).toEqual([true, true, false, false])
    expect(
      await Promise.all((['auditor', 'district-clerk', 'audit-admin'] as const).map((role) => may(role, 'GET'))),
    ).toEqual([true, true, false])
    expect((await call('/certificates', {}, { type: 'anonymous', address: '' })).body.kind).toBe('unauthenticated')
  })
})

describe('the reply of the CA', () => {
  it('finds its request by key: the request is issued, whatever name the CA wrote', async () => {
    const { body } = await post('/certificate-requests', { ...WISHES, algorithm: 'sm2' })
    const read = parseRequest(readPem(body.pem)[0]?.bytes ?? new Uint8Array())
    if (!read.ok) throw new Error(read.error.code)
    const reply = await makeCertificate({
      subject: { CN: 'another name' },
      issuer: { CN: 'CA' },
      serial: 77,
      notBefore: REFERENCE,
      notAfter: REFERENCE + 86_400_000,
      publicKey: read.value.publicKeyInfo,
      signer: openSigner(privateKey('sm2', 'issuing')),
    })
    const stateOf = async () =>
      (await call('/certificate-requests?limit=200')).body.items.find((one: { id: string }) => one.id === body.id)
    expect(await stateOf()).toMatchObject({ state: 'waiting', certificateId: null })
    await upload(['other.cer', certificate('sm2', 'site-gov')])
    expect((await stateOf()).state).toBe('waiting')
    const { imported } = (await upload(['reply.cer', reply])).body
    expect(await stateOf()).toMatchObject({ state: 'issued', certificateId: imported[0].id })
  })

  it('may come as several files; what is refused is named in two languages', async () => {
    const { status, body } = await upload(
      ['a.cer', certificate('rsa', 'site-gov')],
      ['b.cer', 'nonsense'],
      ['c.cer', ''],
    )
    expect(status).toBe(200)
    expect(body.imported).toHaveLength(1)
    expect(body.refused).toEqual([
      { file: 'b.cer', index: 0, code: 'certificates.file-unreadable', text: expect.anything() },
      { file: 'c.cer', code: 'certificates.file-empty', text: { zh: '文件是空的。', en: 'The file is empty.' } },
    ])
  })
})

describe('the expiry board over HTTP', () => {
  it('has the shape the console reads', async () => {
    await upload(['a.cer', certificate('ecdsa', 'site-near-expiry')], ['b.cer', certificate('ecdsa', 'issuing')])
    const { body } = await call('/certificates?q=rsj.sh.gov.cn&expiringWithinDays=30')
    expect(body.nextCursor).toBeNull()
    expect(body.items).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        subject: 'CN=*.rsj.sh.gov.cn,O=上海市人力资源和社会保障局(测试),ST=上海市,C=CN',
        issuer: 'CN=证巡测试签发 CA ECDSA,O=证巡测试机构,C=CN',
        serialHex: expect.stringMatching(/^01[0-9a-f]{30}$/),
        notBefore: '2025-06-08T00:00:00.000Z',
        notAfter: '2026-06-08T00:00:00.000Z',
        daysLeft: 7,
        algorithm: 'P-256',
        keyBits: 256,
        sans: ['*.rsj.sh.gov.cn', 'rsj.sh.gov.cn'],
        isCa: false,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        source: 'upload',
        firstSeen: '2026-06-01T00:00:00.000Z',
        nodesServing: 0,
        nodesTotal: 0,
        level: 'warning',
      },
    ])
    const { body: detail } = await call(`/certificates/${body.items[0].id}`)
    expect(detail.chain).toMatchObject([{ subject: 'CN=证巡测试签发 CA ECDSA,O=证巡测试机构,C=CN' }])
    expect(detail.findings[0]).toEqual({
      code: 'certificates.expires-soon',
      effect: 'defect',
      clause: 'RFC 5280 §4.1.2.5',
      text: { zh: '证书还有 7 天到期。', en: 'The certificate expires in 7 days.' },
      params: { days: 7 },
    })
    expect((await call('/certificates/not-an-id')).body.code).toBe('app.field-invalid')
    expect((await call('/certificates?limit=0')).body.field).toBe('limit')
  })
})
