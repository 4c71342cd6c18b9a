import { createCipheriv, createECDH, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { desc } from 'drizzle-orm'
import { unzipSync, zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { packager } from '#adapters/packaging/packager.node.ts'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { requestMaker } from '#adapters/pkijs/request.ts'
import { OID } from '#core/asn1/oids.ts'
import { bitString, nullValue, oid, sequence } from '#core/asn1/write.ts'
import { writePem } from '#core/bytes/pem.ts'
import { sm2PublicKeyInfo } from '#core/gm/sm2.ts'
import { writeP7b } from '#core/packages/certificate-files.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { auditLog } from '#db/schema/audit.ts'
import { certificates } from '#db/schema/certificates.ts'
import { sealedKeys } from '#db/schema/keys.ts'
import { approve } from '#features/approvals/index.ts'
import {
  acceptReply,
  askKeyExport,
  certificatesRoutes,
  createRequest,
  importCertificates,
  keyExportKind,
  makePackage,
} from '#features/certificates/index.ts'
import { type Actor, AppError } from '#src/context.ts'
import { newRouter } from '#src/route.ts'
import { actorOf, testCtx } from '../../context.ts'
import { ext, general, issue, type Key, makeKey, NOW, type Template, YEAR_MS } from '../../core/x509/authority.ts'
import { withDatabase } from '../../database.ts'
import { opensslWorkshop } from '../../support/openssl.ts'
import { twoOf } from '../approvals/people.ts'

const shop = opensslWorkshop()
const pool = createVerifierPool({ maxWorkers: 1, limitMs: 30_000 })
afterAll(async () => {
  shop.close()
  await pool.close()
})

const { db } = await withDatabase()
const keys = openKeyVault(randomBytes(32))
const ports = { keys, requestMaker, deliveryReader: pool, packager: packager(keys, nodePrimitives) }
const ctxOf = (actor: Actor = actorOf('operator')) => testCtx(db, { actor, now: NOW, ports })
const operator = ctxOf()

const DAY = 86_400_000
const PASSWORD = 'a-long-password'
const caUsage = [ext.ca(), ext.keyUsage(5, 6)]
const LONG = { notBefore: NOW - 5 * YEAR_MS, notAfter: NOW + 10 * YEAR_MS }
const HOSTS = ['*.rsj.sh.gov.cn', 'rsj.sh.gov.cn']

async function authorityOf(kind: 'p256' | 'sm2', name: string) {
  const [rootKey, subKey] = [makeKey(kind), makeKey(kind)]
  const root = await issue({ subject: `CN=${name} Root`, extensions: caUsage, ...LONG }, rootKey)
  const sub = await issue(
    { subject: `CN=${name} CA`, issuer: `CN=${name} Root`, extensions: caUsage, ...LONG },
    subKey,
    rootKey,
  )
  return { root, sub, subKey, name }
}
const ca = await authorityOf('p256', 'EC')
const gm = await authorityOf('sm2', 'GM')

let serial = 100
const made = (publicKeyInfo: Uint8Array, from = ca, template: Partial<Template> = {}) =>
  issue(
    {
      subject: 'C=CN,CN=*.rsj.sh.gov.cn',
      issuer: `CN=${from.name} CA`,
      serial: ++serial,
      notBefore: NOW - DAY,
      notAfter: NOW + 180 * DAY,
      extensions: [
        ext.notCa(),
        ext.keyUsage(0),
        ext.purposes(false, OID.serverAuth),
        ext.names(...HOSTS.map(general.dns)),
      ],
      ...template,
    },
    { publicKeyInfo } as Key,
    from.subKey,
  )

async function requested(algorithm: 'p256' | 'sm2' = 'p256') {
  const order = {
    algorithm,
    profile: 'plain',
    purpose: 'site-certificate',
    commonName: HOSTS[0] ?? '',
    sans: HOSTS,
    country: 'CN',
  } as const
  const { id, pem } = await createRequest(operator, { ...order, sans: [...HOSTS] })
  const der = shop.put(pem)
  const out = join(shop.directory, 'spki.der')
  shop.run('req', '-in', der, '-pubkey', '-noout', '-out', `${out}.pem`)
  shop.run('pkey', '-pubin', '-in', `${out}.pem`, '-outform', 'DER', '-out', out)
  return { id, spki: new Uint8Array(readFileSync(out)) }
}
const pem = (...list: Certificate[]) => Buffer.from(list.map(({ raw }) => writePem('CERTIFICATE', raw)).join('\n'))
const accept = (requestId: string, files: Record<string, Uint8Array>, more = {}) =>
  acceptReply(operator, {
    requestId,
    files: Object.entries(files).map(([name, bytes]) => ({ name, bytes: new Uint8Array(bytes) })),
    passwords: [],
    ...more,
  })
const lastAudit = async () => (await db.select().from(auditLog).orderBy(desc(auditLog.seq)).limit(1))[0]

const { asks, approves } = await twoOf('operator', db, { now: NOW, ports })

/** What one asked for and the other approved. */
async function approved({ certificateId, ...packaged }: Parameters<typeof makePackage>[1]) {
  const { target, format, version } = packaged
  const { id } = await askKeyExport(asks, certificateId, { target, format, version, why: '' })
  await approve(approves, [keyExportKind], id)
  return id
}

describe("a CA's reply", () => {
  it('is accepted in any container and order, linked to its request in the audit trail, and kept with its chain', async () => {
    const { id, spki } = await requested()
    const leaf = await made(spki)
    const zip = zipSync({ 'a/root.crt': ca.root.raw, 'b/chain.p7b': writeP7b([ca.sub]), 'c/site.pem': pem(leaf) })
    const outcome = await accept(id, { 'reply.zip': zip })
    expect(outcome).toMatchObject({ isAccepted: true, findings: [], refused: [] })
    expect(await lastAudit()).toMatchObject({
      action: 'certificate-reply.accepted',
      objectId: id,
      detail: { certificateId: outcome.certificateId, sha256: outcome.sha256, files: ['reply.zip'], reasons: [] },
    })
    const kept = await db.select({ sha256: certificates.sha256 }).from(certificates)
    expect(kept).toContainEqual({ sha256: outcome.sha256 })
  })

  it('may leave out what the inventory knows', async () => {
    const { id, spki } = await requested()
    expect((await accept(id, { 'site.cer': (await made(spki)).raw })).isAccepted).toBe(true)
  })

  it('for another key is refused with the reason, kept nowhere, and audited', async () => {
    const { id } = await requested()
    const before = await db.$count(certificates)
    const outcome = await accept(id, { 'site.pem': pem(await made(makeKey('p256').publicKeyInfo), ca.sub) })
    expect(outcome).toMatchObject({ isAccepted: false, findings: [{ code: 'reply.key-mismatch' }] })
    expect(outcome.certificateId).toBeUndefined()
    expect(await db.$count(certificates)).toBe(before)
    expect(await lastAudit()).toMatchObject({
      action: 'certificate-reply.refused',
      detail: { reasons: ['reply.key-mismatch'] },
    })
  })

  it('says what could not be read, and why', async () => {
    const { id, spki } = await requested()
    const leaf = await made(spki)
    const outcome = await accept(id, { 'site.pem': pem(leaf), 'broken.p7b': new Uint8Array([0x30, 0x80, 1]) })
    expect([outcome.isAccepted, outcome.refused]).toMatchObject([
      true,
      [{ where: 'broken.p7b', code: 'keystore.damaged' }],
    ])
  })

  it('to a renewal is held to what a first issue is held to, and to not being the old certificate', async () => {
    const { id, spki } = await requested()
    const old = await accept(id, { 'old.pem': pem(await made(spki)) })
    const replacesId = old.certificateId
    const again = await accept(
      id,
      { 'same.pem': pem(await made(spki, ca, { notAfter: NOW + 400 * DAY })) },
      { replacesId },
    )
    expect(again.findings.map(({ code }) => code)).toContain('reply.validity-too-long')
    const renewed = await accept(
      id,
      { 'new.pem': pem(await made(spki, ca, { notAfter: NOW + 190 * DAY })) },
      { replacesId },
    )
    expect(renewed).toMatchObject({ isAccepted: true, findings: [{ code: 'reply.key-reused', effect: 'note' }] })
  })

  it('to an unknown request is no reply', async () => {
    await expect(accept('00000000-0000-4000-8000-000000000000', {})).rejects.toMatchObject({
      code: 'request.not-found',
    })
  })
})

describe('a package', async () => {
  const { id, spki } = await requested()
  const { certificateId = '' } = await accept(id, { 'r.pem': pem(await made(spki), ca.sub, ca.root) })
  const order = { certificateId, target: 'nginx', format: 'pem-fullchain', version: '' } as const

  it('without the key is made for whoever looks after certificates', async () => {
    const files = unzipSync((await makePackage(ctxOf(actorOf('ra-officer')), order)).bytes)
    expect(Object.keys(files)).toEqual(['README.txt', 'fullchain.pem', 'leaf.pem', 'chain.pem'])
    expect(await lastAudit()).toMatchObject({ action: 'certificate-package.made', detail: { holdsPrivateKey: false } })
  })

  it('takes the sealed key along for an operator who says so, under a password, and the trail says so too', async () => {
    const wanted = { ...order, exportApprovalId: await approved(order), password: PASSWORD }
    const { bytes, holdsPrivateKey } = await makePackage(asks, wanted)
    expect(holdsPrivateKey).toBe(true)
    const files = unzipSync(bytes)
    const key = shop.put(files['wildcard.rsj.sh.gov.cn.encrypted.key'] ?? new Uint8Array())
    const leaf = shop.put(files['leaf.pem'] ?? new Uint8Array())
    const publicKey = shop.run('pkey', '-in', key, '-passin', `pass:${PASSWORD}`, '-pubout').text
    expect(publicKey).toMatch(/BEGIN PUBLIC KEY/)
    expect(shop.run('x509', '-in', leaf, '-noout', '-pubkey').text).toBe(publicKey)
    const row = await lastAudit()
    expect(row).toMatchObject({
      action: 'certificate-key.exported',
      detail: { target: 'nginx', holdsPrivateKey: true },
    })
    expect(JSON.stringify(row)).not.toMatch(/PRIVATE KEY|a-long-password/)
    await expect(makePackage(asks, wanted)).rejects.toMatchObject({ code: 'approvals.is-done' })
  })

  it('with the key is made only for who asked, for what another operator approved, and never silently', async () => {
    const wanted = { ...order, exportApprovalId: await approved(order), password: PASSWORD }
    for (const [other, code] of [
      [{ ...wanted, format: 'pem-separate' }, 'package.key-export-other'],
      [{ ...wanted, version: '1.26' }, 'package.key-export-other'],
      [{ ...wanted, exportApprovalId: '00000000-0000-4000-8000-000000000001' }, 'approvals.not-found'],
    ] as const)
      await expect(makePackage(asks, other)).rejects.toMatchObject({ code })
    for (const actor of [actorOf('ra-officer'), actorOf('operator')])
      await expect(makePackage(ctxOf(actor), wanted)).rejects.toMatchObject({ code: 'approvals.not-requester' })
    const inside = makePackage(operator, { ...order, target: 'haproxy', format: 'pem-bundle-with-key' })
    await expect(inside).rejects.toMatchObject({ code: 'package.key-export-forbidden' })
    // A password that is refused has not used the approval up.
    await expect(makePackage(asks, { ...wanted, password: '口令' })).rejects.toMatchObject({ kind: 'bad-input' })
    expect((await makePackage(asks, wanted)).holdsPrivateKey).toBe(true)
  })

  it('for a device that makes its own keys holds none, whatever is asked', async () => {
    const made = await makePackage(operator, {
      ...order,
      target: 'h3c-comware',
      format: 'pem-single-files',
    })
    expect(made.holdsPrivateKey).toBe(false)
    const asked = askKeyExport(asks, certificateId, {
      ...{ target: 'h3c-comware', format: 'pem-single-files', version: '', why: '' },
    })
    await expect(asked).rejects.toMatchObject({ kind: 'forbidden' })
    const asStore = makePackage(operator, {
      ...order,
      target: 'h3c-comware',
      format: 'pfx-modern',
      password: PASSWORD,
    })
    await expect(asStore).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('of a certificate whose issuer nobody has is not made', async () => {
    const stray = await made(makeKey('p256').publicKeyInfo, { ...ca, name: 'nobody' })
    const { imported } = await importCertificates(operator, [{ name: 's.cer', bytes: stray.raw }])
    const asked = makePackage(operator, { ...order, certificateId: imported[0]?.id ?? '' })
    await expect(asked).rejects.toMatchObject({ kind: 'precondition', code: 'package.chain-incomplete' })
  })
})

describe('an upload to the inventory', () => {
  it('may be a PFX or a ZIP of anything: certificates are taken, private keys named and dropped', async () => {
    const key = shop.put('', 'u.key')
    const certificate = shop.put('', 'u.pem')
    const self = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-out',
      certificate,
      '-subj',
      '/CN=u',
    ]
    expect(shop.run(...self).status).toBe(0)
    const store = shop.put('', 'u.pfx')
    shop.run('pkcs12', '-export', '-in', certificate, '-inkey', key, '-out', store, '-passout', `pass:${PASSWORD}`)
    const zip = zipSync({ 'in/u.pfx': new Uint8Array(readFileSync(store)), 'in/ca.cer': ca.root.raw })
    const files = [{ name: 'u.zip', bytes: zip }]
    const shut = await importCertificates(operator, files)
    expect([shut.imported.length, shut.refused]).toMatchObject([
      1,
      [{ file: 'u.zip › in/u.pfx', code: 'keystore.password-missing' }],
    ])
    const open = await importCertificates(operator, files, [PASSWORD])
    expect([open.imported.length, open.refused]).toMatchObject([
      2,
      [{ file: 'u.zip › in/u.pfx', code: 'certificates.file-private-key' }],
    ])
  })
})

describe('an SM2 pair', () => {
  const encryption = createECDH('SM2')
  encryption.generateKeys()
  const encryptionSpki = sm2PublicKeyInfo(new Uint8Array(encryption.getPublicKey()))

  /** As a CA makes it, with OpenSSL's SM2 encryption. */
  function envelopeFor(
    spki: Uint8Array,
    d = encryption.getPrivateKey(),
    point = encryption.getPublicKey(),
  ): Uint8Array {
    const sm4 = randomBytes(16)
    const cipher = createCipheriv('sm4-ecb', sm4, null).setAutoPadding(false)
    const wrapped = Buffer.concat([cipher.update(d), cipher.final()])
    const out = shop.put('', 'cipher.der')
    shop.run(
      'pkeyutl',
      '-encrypt',
      '-pubin',
      '-inkey',
      shop.putPem('PUBLIC KEY', spki),
      '-in',
      shop.put(sm4),
      '-out',
      out,
    )
    return sequence(
      sequence(oid(OID.sm4Ecb), nullValue()),
      new Uint8Array(readFileSync(out)),
      bitString(point),
      bitString(wrapped),
    )
  }
  const pairFor = async (spki: Uint8Array) => {
    const usage = (...bits: number[]) => [ext.notCa(), ext.keyUsage(...bits), ext.names(...HOSTS.map(general.dns))]
    const sign = await made(spki, gm, { extensions: usage(0, 1) })
    const enc = await made(encryptionSpki, gm, { extensions: usage(2, 3, 4) })
    return { sign, enc }
  }

  it('is taken with its envelope, and becomes the package of Tongsuo: two chains, two keys', async () => {
    const { id, spki } = await requested('sm2')
    const { sign, enc } = await pairFor(spki)
    const files = {
      'sign.cer': sign.raw,
      'enc.cer': enc.raw,
      'chain.pem': pem(gm.root, gm.sub),
      'enc.key': envelopeFor(spki),
    }
    const outcome = await accept(id, files)
    expect(outcome).toMatchObject({ isAccepted: true, findings: [] })
    expect(outcome.encryptionCertificateId).toBeDefined()
    const dual = {
      certificateId: outcome.certificateId ?? '',
      target: 'tongsuo-ntls',
      format: 'tongsuo-dual',
      version: '',
    } as const
    const { bytes } = await makePackage(asks, { ...dual, exportApprovalId: await approved(dual) })
    const packed = unzipSync(bytes)
    for (const name of ['sign', 'enc']) {
      const key = shop.run('pkey', '-in', shop.put(packed[`${name}.key`] ?? new Uint8Array()), '-pubout').text
      const own = shop.run('x509', '-in', shop.put(packed[`${name}.pem`] ?? new Uint8Array()), '-noout', '-pubkey').text
      expect([name, own]).toEqual([name, key])
    }
  })

  it('is refused when the envelope holds another key, or was made for another', async () => {
    const { id, spki } = await requested('sm2')
    const other = createECDH('SM2')
    other.generateKeys()
    const stranger = await authorityOf('sm2', 'GM2')
    const usage = (...bits: number[]) => [ext.notCa(), ext.keyUsage(...bits), ext.names(...HOSTS.map(general.dns))]
    const sign = await made(spki, stranger, { extensions: usage(0, 1) })
    const otherSpki = sm2PublicKeyInfo(new Uint8Array(other.getPublicKey()))
    const enc = await made(otherSpki, stranger, { extensions: usage(2, 3) })
    const files = { 'sign.cer': sign.raw, 'enc.cer': enc.raw, 'chain.pem': pem(stranger.root, stranger.sub) }
    const reasons = async (envelope: Uint8Array) => {
      const before = await db.$count(sealedKeys)
      const { isAccepted, findings } = await accept(id, { ...files, 'enc.key': envelope })
      expect([isAccepted, await db.$count(sealedKeys)]).toEqual([false, before])
      return findings.map(({ code }) => code)
    }
    expect(await reasons(envelopeFor(spki))).toEqual(['reply.envelope-other-key'])
    const own = [other.getPrivateKey(), other.getPublicKey()] as const
    expect(await reasons(envelopeFor(encryptionSpki, ...own))).toEqual(['envelope.not-for-this-key'])
    expect((await accept(id, files)).findings).toMatchObject([{ code: 'reply.envelope-missing', effect: 'defect' }])
  })
})

describe('over HTTP', () => {
  function api(actor: Actor) {
    const app = newRouter()
    app.use((c, next) => {
      c.set('ctx', ctxOf(actor))
      c.set('language', 'zh')
      return next()
    })
    app.onError((error, c) => {
      if (error instanceof AppError) return c.json({ kind: error.kind, code: error.code }, 400)
      throw error
    })
    return app.route('/', certificatesRoutes)
  }

  it('a reply is handed in as files and answered in both languages; a package comes as ZIP that nobody may keep', async () => {
    const { id, spki } = await requested()
    const form = new FormData()
    form.append('files', new Blob([Uint8Array.from(pem(await made(spki)))]), 'site.pem')
    const answer = await api(actorOf('operator')).request(`/certificate-requests/${id}/reply`, {
      method: 'POST',
      body: form,
    })
    const outcome = (await answer.json()) as { isAccepted: boolean; certificateId: string }
    expect([answer.status, outcome.isAccepted]).toEqual([200, true])

    const body = JSON.stringify({ target: 'nginx', format: 'pem-fullchain' })
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
    const zip = await api(actorOf('ra-officer')).request(`/certificates/${outcome.certificateId}/package`, init)
    expect([zip.status, zip.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(Object.keys(unzipSync(new Uint8Array(await zip.arrayBuffer())))).toContain('fullchain.pem')

    const refused = new FormData()
    refused.append('files', new Blob(['nothing here']), 'note.txt')
    const said = await api(actorOf('operator')).request(`/certificate-requests/${id}/reply`, {
      method: 'POST',
      body: refused,
    })
    expect(await said.json()).toMatchObject({
      isAccepted: false,
      findings: [{ code: 'reply.empty', text: { zh: '收到的文件里没有证书。' } }],
      refused: [{ where: 'note.txt', code: 'keystore.nothing-found' }],
    })
  })

  it.each(['auditor', 'district-clerk'] as const)('%s can do neither', async (role) => {
    const reply = await api(actorOf(role)).request(
      `/certificate-requests/${'0'.repeat(8)}-0000-4000-8000-000000000000/reply`,
      {
        method: 'POST',
        body: new FormData(),
      },
    )
    expect(await reply.json()).toMatchObject({ kind: 'forbidden' })
  })
})
