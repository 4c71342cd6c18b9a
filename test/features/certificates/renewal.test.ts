import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { requestMaker } from '#adapters/pkijs/request.ts'
import { OID } from '#core/asn1/oids.ts'
import { readPem, writePem } from '#core/bytes/pem.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { parseRequest } from '#core/x509/request.ts'
import { auditLog } from '#db/schema/audit.ts'
import { certificateRequests } from '#db/schema/certificates.ts'
import { issuerOrders } from '#db/schema/issuers.ts'
import {
  acceptReply,
  CreateLineage,
  certificatesRoutes,
  createLineage,
  getLineage,
  giveUpRequest,
  importCertificates,
  listLineageRequests,
  OpenRequest,
  openRequest,
  preflightCertificate,
  TakeRequest,
  takeRequest,
} from '#features/certificates/index.ts'
import { markCompromised } from '#features/certificates/lineages/keys.ts'
import { ConnectInput, connectIssuer, getOrder, placeOrder, takeReply } from '#features/issuers/index.ts'
import { installTrustAnchors } from '#features/trust/index.ts'
import { type Actor, AppError } from '#src/context.ts'
import { newRouter } from '#src/route.ts'
import { actorOf, testCtx } from '../../context.ts'
import { ext, general, issue, type Key, makeKey, NOW, type Template, YEAR_MS } from '../../core/x509/authority.ts'
import { withDatabase } from '../../database.ts'
import { opensslWorkshop } from '../../support/openssl.ts'

const shop = opensslWorkshop()
const pool = createVerifierPool({ maxWorkers: 1, limitMs: 30_000 })
afterAll(async () => {
  shop.close()
  await pool.close()
})

const { db } = await withDatabase()
const ports = { keys: openKeyVault(randomBytes(32)), requestMaker, deliveryReader: pool }
const ctxOf = (actor: Actor = actorOf('operator')) => testCtx(db, { actor, now: NOW, ports })
const operator = ctxOf()
let minutes = 0
/** Each step happens a minute after the one before. */
const later = () => ({ ...operator, now: NOW + ++minutes * 60_000 })

const DAY = 86_400_000
const HOSTS = ['*.rsj.sh.gov.cn', 'rsj.sh.gov.cn']
const LONG = { notBefore: NOW - 5 * YEAR_MS, notAfter: NOW + 10 * YEAR_MS }
const caUsage = [ext.ca(), ext.keyUsage(5, 6)]
const [rootKey, subKey] = [makeKey('p256'), makeKey('p256')]
const root = await issue({ subject: 'CN=House Root', extensions: caUsage, ...LONG }, rootKey)
const sub = await issue(
  { subject: 'CN=House CA', issuer: 'CN=House Root', extensions: caUsage, ...LONG },
  subKey,
  rootKey,
)

let serial = 100
const certify = (publicKeyInfo: Uint8Array, template: Partial<Template> = {}) =>
  issue(
    {
      subject: 'C=CN,CN=*.rsj.sh.gov.cn',
      issuer: 'CN=House CA',
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
    subKey,
  )

const pem = (...list: Certificate[]) =>
  new TextEncoder().encode(list.map(({ raw }) => writePem('CERTIFICATE', raw)).join('\n'))
const replyWith = (requestId: string, ...list: Certificate[]) =>
  acceptReply(later(), { requestId, files: [{ name: 'reply.pem', bytes: pem(...list) }], passwords: [] })

/** The public key a request is for, read by hand. */
async function spkiOf(requestId: string): Promise<Uint8Array> {
  const [row] = await db.select().from(certificateRequests).where(eq(certificateRequests.id, requestId))
  const read = parseRequest(row?.der ?? new Uint8Array())
  if (!read.ok) throw new Error('the request does not parse')
  return read.value.publicKeyInfo
}

let names = 0
const lineage = async () =>
  (
    await createLineage(
      operator,
      CreateLineage.parse({ name: `site ${++names}`, purpose: '网站', owner: '信息科', trust: 'private' }),
    )
  ).id
const opened = (lineageId: string) =>
  openRequest(later(), lineageId, OpenRequest.parse({ algorithm: 'p256', commonName: HOSTS[0], sans: HOSTS }))
const newest = async (lineageId: string) => (await getLineage(operator, lineageId)).certificates
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing was refused',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )

/** A request as an appliance makes one: its key exists in this directory of OpenSSL only. */
function deviceRequest(name: string): string {
  const out = join(shop.directory, `${name}.csr`)
  const names = `subjectAltName=${HOSTS.map((host) => `DNS:${host}`).join(',')}`
  shop.run(
    ...['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-keyout', join(shop.directory, `${name}.key`), '-subj', `/C=CN/CN=${HOSTS[0]}`, '-addext', names, '-out', out],
  )
  return readFileSync(out, 'utf8')
}

beforeAll(async () => {
  await importCertificates(operator, [{ name: 'ca.pem', bytes: pem(root, sub) }])
})

describe('what is issued for a request of a lineage', () => {
  it('stands in the lineage as its newest, once, superseding the one before', async () => {
    const lineageId = await lineage()
    const first = await opened(lineageId)
    const issued = await replyWith(first.id, await certify(await spkiOf(first.id)), sub)
    expect(issued).toMatchObject({ isAccepted: true, lineageId })
    const again = await replyWith(first.id, ...[await certify(await spkiOf(first.id))])
    expect(again.isAccepted).toBe(true)
    const second = await opened(lineageId)
    const leaf = await certify(await spkiOf(second.id))
    const renewed = await replyWith(second.id, leaf)
    const repeated = await replyWith(second.id, leaf)
    expect(repeated.findings.map(({ code }) => code)).not.toContain('lineage.certificate-taken')
    const held = await newest(lineageId)
    expect(held.filter(({ certificateId }) => certificateId === renewed.certificateId)).toHaveLength(1)
    expect(held.find(({ certificateId }) => certificateId === renewed.certificateId)).toMatchObject({
      state: 'issued',
      keyOrigin: 'service-generated',
    })
    const [asked] = await listLineageRequests(operator, lineageId)
    expect(asked).toMatchObject({ id: second.id, certificateId: renewed.certificateId })
  })

  it('stays outside when it has another key: the reply is refused, and the lineage is as it was', async () => {
    const lineageId = await lineage()
    const { id } = await opened(lineageId)
    const foreign = await certify(makeKey('p256').publicKeyInfo)
    const outcome = await replyWith(id, foreign, sub)
    expect(outcome.isAccepted).toBe(false)
    expect(outcome.findings.map(({ code }) => code)).toContain('reply.key-mismatch')
    expect(await newest(lineageId)).toEqual([])
  })

  it('stays outside when the request was given up, and is in the inventory all the same', async () => {
    const lineageId = await lineage()
    const { id } = await opened(lineageId)
    await giveUpRequest(operator, id, '改用设备内的密钥')
    const outcome = await replyWith(id, await certify(await spkiOf(id)), sub)
    expect(outcome).toMatchObject({ isAccepted: true })
    expect(outcome.lineageId).toBeUndefined()
    expect(await newest(lineageId)).toEqual([])
    expect(await codeOf(giveUpRequest(operator, id, '再来一次'))).toBe('request.not-open')
  })

  it('is held against what it replaces without anybody saying so: the old certificate is no answer', async () => {
    const lineageId = await lineage()
    const { id } = await opened(lineageId)
    const leaf = await certify(await spkiOf(id))
    const first = await replyWith(id, leaf, sub)
    const next = await opened(lineageId)
    const [asked] = await listLineageRequests(operator, lineageId)
    expect(asked).toMatchObject({ id: next.id, replacesId: first.certificateId })
    const [audited] = await db.select().from(auditLog).orderBy(desc(auditLog.seq)).limit(1)
    expect(audited?.action).toBe('lineage.request-opened')
    const shorter = await certify(await spkiOf(next.id), { notAfter: NOW + 30 * DAY })
    const outcome = await replyWith(next.id, shorter)
    expect(outcome.findings.map(({ code }) => code)).toContain('reply.not-longer')
  })

  it('is refused, and cannot be ordered, once its key is on record as compromised', async () => {
    const lineageId = await lineage()
    const { id } = await opened(lineageId)
    const leaf = await certify(await spkiOf(id))
    const first = await replyWith(id, leaf, sub)
    const held = await newest(lineageId)
    const keyId = held[0]?.keyId ?? ''
    await db.transaction((tx) => markCompromised(tx, operator, keyId, '私钥外泄'))
    const again = await replyWith(id, await certify(await spkiOf(id)))
    expect(again.isAccepted).toBe(false)
    expect(again.findings).toContainEqual(expect.objectContaining({ code: 'lineage.key-compromised', effect: 'fatal' }))
    expect((await newest(lineageId)).map(({ certificateId }) => certificateId)).toEqual([first.certificateId])
    const manual = { kind: 'manual', name: '另一人工 CA', trust: 'private', contact: '业务部' }
    const { id: connectionId } = await connectIssuer(ctxOf(actorOf('security-admin')), ConnectInput.parse(manual))
    expect(await codeOf(placeOrder(operator, { connectionId, requestId: id }))).toBe('lineage.key-compromised')
  })

  it('needs no root in the reply where the house trusts that root', async () => {
    const other = makeKey('p256')
    const trusted = await issue({ subject: 'CN=Trusted Root', extensions: caUsage, ...LONG }, other)
    const lineageId = await lineage()
    const { id } = await opened(lineageId)
    const leaf = await issue(
      {
        subject: 'CN=*.rsj.sh.gov.cn',
        issuer: 'CN=Trusted Root',
        notBefore: NOW - DAY,
        notAfter: NOW + 180 * DAY,
        extensions: [ext.notCa(), ext.keyUsage(0), ext.names(...HOSTS.map(general.dns))],
      },
      { publicKeyInfo: await spkiOf(id) } as Key,
      other,
    )
    const before = await replyWith(id, leaf)
    expect(before.findings.map(({ code }) => code)).toContain('reply.chain-gap')
    const starter = ctxOf({ type: 'system', name: 'start' })
    await installTrustAnchors(starter, { name: 'root.cer', bytes: trusted.raw }, 'all')
    expect(await replyWith(id, leaf)).toMatchObject({ isAccepted: true, lineageId })
  })

  it('joins by way of a manual order too, and ends the order that waits when it is handed in here', async () => {
    const setter = ctxOf(actorOf('security-admin'))
    const manual = { kind: 'manual', name: '人工 CA', trust: 'private', contact: '业务部' }
    const { id: connectionId } = await connectIssuer(setter, ConnectInput.parse(manual))
    const lineageId = await lineage()
    const { id: requestId } = await opened(lineageId)
    const { id: orderId } = await placeOrder(operator, { connectionId, requestId })
    const leaf = await certify(await spkiOf(requestId))
    await takeReply(operator, orderId, [{ name: 'leaf.pem', bytes: pem(leaf, sub) }])
    const held = await newest(lineageId)
    expect(held).toHaveLength(1)
    expect(await getOrder(operator, orderId)).toMatchObject({ state: 'issued', certificateId: held[0]?.certificateId })

    const next = await opened(lineageId)
    const waiting = await placeOrder(operator, { connectionId, requestId: next.id })
    const [row] = await db.select().from(issuerOrders).where(eq(issuerOrders.id, waiting.id))
    expect(row?.replacesId).toBe(held[0]?.certificateId)
    const outcome = await replyWith(next.id, await certify(await spkiOf(next.id)))
    expect(await getOrder(operator, waiting.id)).toMatchObject({
      state: 'issued',
      certificateId: outcome.certificateId,
    })
  })
})

describe('a request whose key was born on a device', () => {
  it('is taken in, linted, and its certificate joins with the key on record as the device’s own', async () => {
    const lineageId = await lineage()
    const input = TakeRequest.parse({ pem: deviceRequest('iis'), custody: 'IIS-01' })
    const { id } = await takeRequest(operator, lineageId, input)
    const outcome = await replyWith(id, await certify(await spkiOf(id)), sub)
    expect(outcome).toMatchObject({ isAccepted: true, lineageId })
    expect(await newest(lineageId)).toMatchObject([{ keyOrigin: 'device-born', keyCustody: 'IIS-01' }])
    expect(await codeOf(takeRequest(operator, lineageId, input))).toBe('request.key-asked-before')
  })

  it('is refused with one octet of its signature changed', async () => {
    const lineageId = await lineage()
    const [block] = readPem(deviceRequest('broken'))
    const der = Uint8Array.from(block?.bytes ?? [])
    der[der.length - 1] = (der.at(-1) ?? 0) ^ 1
    const input = TakeRequest.parse({ pem: writePem('CERTIFICATE REQUEST', der), custody: 'IIS-01' })
    expect(await codeOf(takeRequest(operator, lineageId, input))).toBe('request.signature-broken')
  })
})

describe('before a certificate goes out', () => {
  const issuedOn = async (kind: 'here' | 'device') => {
    const lineageId = await lineage()
    const { id } =
      kind === 'here'
        ? await opened(lineageId)
        : await takeRequest(later(), lineageId, TakeRequest.parse({ pem: deviceRequest('other'), custody: 'IIS-02' }))
    return (await replyWith(id, await certify(await spkiOf(id)), sub)).certificateId ?? ''
  }

  it('a PFX for IIS is on offer where the key was made here, and never where it was born on the device', async () => {
    const offered = async (certificateId: string, version: string) => {
      const { formats } = await preflightCertificate(operator, { certificateId, target: 'windows-iis', version })
      return formats.filter(({ isMakeable }) => isMakeable).map(({ format }) => format)
    }
    expect(await offered(await issuedOn('here'), '2022')).toContain('pfx-modern')
    const bornElsewhere = await offered(await issuedOn('device'), '2022')
    expect(bornElsewhere).toContain('p7b')
    expect(bornElsewhere.filter((format) => format.startsWith('pfx'))).toEqual([])
  })

  it('an old platform is named with what it refuses, and with the one package it can open', async () => {
    const certificateId = await issuedOn('here')
    const asked = { certificateId, target: 'windows-iis' }
    const old = await preflightCertificate(operator, { ...asked, version: '2003' })
    expect(old.findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['preflight.sha2', 'preflight.elliptic']),
    )
    const middle = await preflightCertificate(operator, { ...asked, version: '2012 R2' })
    const said = Object.fromEntries(
      middle.formats.map(({ format, findings }) => [format, findings.map(({ code }) => code)]),
    )
    expect(said).toMatchObject({ 'pfx-modern': ['preflight.modern-pfx'], 'pfx-legacy': [] })
  })
})

describe('over HTTP', () => {
  const http = (roles: Parameters<typeof actorOf>[0] = 'operator') => {
    const app = newRouter()
    app.use('*', async (c, next) => {
      c.set('ctx', ctxOf(actorOf(roles)))
      await next()
    })
    app.onError((error, c) => {
      if (error instanceof AppError) return c.json({ kind: error.kind, code: error.code }, 400)
      throw error
    })
    return app.route('/', certificatesRoutes)
  }

  it('the requests of a lineage come with what the lints say, in Chinese and English', async () => {
    const lineageId = await lineage()
    const body = JSON.stringify({ algorithm: 'p256', commonName: '内网', sans: [] })
    const headers = { 'content-type': 'application/json' }
    const made = await http().request(`/lineages/${lineageId}/requests`, { method: 'POST', headers, body })
    expect(made.status).toBe(201)
    const answer = (await (await http().request(`/lineages/${lineageId}/requests`)).json()) as {
      items: { lint: { code: string; citation: string; text: { zh: string; en: string } }[] }[]
    }
    const nameless = answer.items[0]?.lint.find(({ code }) => code === 'lint.request-names-missing')
    expect(nameless?.citation).toMatch(/§/)
    expect(nameless?.text.zh).toMatch(/\p{Script=Han}/u)
  })

  it('a request is opened by operators and not by auditors', async () => {
    const lineageId = await lineage()
    const body = JSON.stringify({ algorithm: 'p256', commonName: HOSTS[0] })
    const headers = { 'content-type': 'application/json' }
    const refused = await http('auditor').request(`/lineages/${lineageId}/requests`, { method: 'POST', headers, body })
    expect(await refused.json()).toMatchObject({ kind: 'forbidden', code: 'app.role-required' })
  })
})
