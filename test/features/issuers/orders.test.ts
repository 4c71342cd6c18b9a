import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { eq } from 'drizzle-orm'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { issuers } from '#adapters/issuers/issuers.node.ts'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { requestMaker } from '#adapters/pkijs/request.ts'
import { webUploads } from '#adapters/uploads/receive.web.ts'
import { readPem } from '#core/bytes/pem.ts'
import { certificates } from '#db/schema/certificates.ts'
import { issuerConnections, issuerOrders, issuerReplies } from '#db/schema/issuers.ts'
import { approve } from '#features/approvals/index.ts'
import { listAudit } from '#features/audit/index.ts'
import { CreateRequest, createRequest } from '#features/certificates/index.ts'
import {
  askRevocation,
  ConnectInput,
  cancelOrder,
  changeAccountKey,
  confirmProofs,
  connectIssuer,
  getOrder,
  issuersRoutes,
  orderKind,
  placeOrder,
  proofFile,
  renewalInfo,
  revocationKind,
  runNextOrder,
  runOrders,
  takeOrder,
} from '#features/issuers/index.ts'
import { type Actor, AppError, type Role } from '#src/context.ts'
import { newRouter } from '#src/route.ts'
import { actorOf, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import {
  hasNamed,
  hasPebble,
  loopback,
  type NameServer,
  type Pebble,
  startNamed,
  startPebble,
} from '../../support/issuing.ts'
import { opensslWorkshop } from '../../support/openssl.ts'
import { twoOf } from '../approvals/people.ts'

const { db } = await withDatabase()
const kek = randomBytes(32)
const ports = {
  keys: openKeyVault(kek),
  secrets: openSecretVault(kek),
  issuers: issuers({ egress: loopback, primitives: nodePrimitives, now: Date.now }),
  requestMaker,
  uploads: webUploads,
}
let moment = Date.now()
const ctxOf = (actor: Actor = actorOf('operator')) => testCtx(db, { actor, now: moment, ports })
/** Every look at it is an hour later than the CA wants to be asked again. */
const clock = {
  now: () => {
    moment += 10_000
    return moment
  },
}
const ZONE = 'rsj.test'
const workshop = opensslWorkshop()
afterAll(workshop.close)

const connect = (input: unknown) => connectIssuer(ctxOf(actorOf('security-admin')), ConnectInput.parse(input))
const requestFor = (...sans: string[]) =>
  createRequest(ctxOf(), CreateRequest.parse({ algorithm: 'p256', commonName: sans[0], sans }))
const rowOf = async (id: string) => {
  const [row] = await db.select().from(issuerOrders).where(eq(issuerOrders.id, id))
  if (!row) throw new Error('no such order')
  return row
}

let manualCount = 0
const manual = () =>
  connect({ kind: 'manual', name: `by hand ${++manualCount}`, trust: 'private', contact: '某某 CA 业务部' })

describe.skipIf(!hasPebble || !hasNamed)('orders by ACME, against pebble and BIND', () => {
  let named: NameServer
  let pebble: Pebble
  let tsigSecret = ''
  beforeAll(async () => {
    named = await startNamed(workshop, ZONE)
    pebble = await startPebble(workshop, named.port)
    tsigSecret = Buffer.from(named.tsigSecret).toString('base64')
  }, 30_000)
  afterAll(async () => {
    await pebble?.close()
    await named?.close()
  })
  const acme = (name: string, proofs: unknown, trust = 'private') => ({
    ...{ kind: 'acme', name, trust, directoryUrl: pebble.directoryUrl, termsAgreed: true, proofs },
    anchors: [pebble.anchor],
  })
  const byNameServer = () => ({
    ...{ kind: 'name-server', host: '127.0.0.1', port: named.port, zone: ZONE, ttl: 1 },
    tsig: { name: named.tsigName, secret: tsigSecret },
  })

  it('end with a certificate in the inventory, which the CA then revokes', async () => {
    const { id: connectionId } = await connect(acme('pebble', byNameServer()))
    const request = await requestFor(`*.${ZONE}`, ZONE)
    const { id } = await placeOrder(ctxOf(), { connectionId, requestId: request.id })
    await runOrders(ctxOf({ type: 'system', name: 'issuer-orders' }), clock)
    const order = await getOrder(ctxOf(), id)
    expect(order).toMatchObject({ state: 'issued', code: 'issuer.order-issued', failures: 0 })
    const [leaf] = await db
      .select()
      .from(certificates)
      .where(eq(certificates.id, order.certificateId ?? ''))
    expect(leaf?.sans.sort()).toEqual([`*.${ZONE}`, ZONE])
    const asked = { connectionId, certificateId: leaf?.id ?? '' }
    expect(await renewalInfo(ctxOf(), asked)).toBeUndefined()
    const { asks, approves } = await twoOf('operator', db, { now: moment, ports })
    const revocation = { ...asked, reason: 'superseded', withCertificateKey: true, why: '' } as const
    const { id: approvalId } = await askRevocation(asks, revocation)
    const { row } = await approve(approves, [revocationKind], approvalId)
    expect(row).toMatchObject({ state: 'done', outcome: { certificateId: asked.certificateId } })
    // Asked again: the CA refuses, and that is there to be seen.
    const again = await askRevocation(asks, { ...revocation, withCertificateKey: false })
    const failed = await approve(approves, [revocationKind], again.id)
    expect(failed.row).toMatchObject({ state: 'failed', outcome: { code: 'issuer.acme-already-revoked' } })
    const { items } = await listAudit(ctxOf(actorOf('auditor')), { limit: 50 })
    expect(items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['issuer-order.placed', 'issuer-order.issued', 'certificate.revocation-taken']),
    )
  }, 60_000)

  it('pass the same checks as a renewal: a certificate that lasts too long for public trust is kept, and refused', async () => {
    const { id: connectionId } = await connect(acme('pebble as public', byNameServer(), 'public'))
    const [old] = await db.select().from(certificates).limit(1)
    for (const replacesId of [undefined, old?.id]) {
      const { id: requestId } = await requestFor(`long.${ZONE}`)
      const { id } = await placeOrder(ctxOf(), { connectionId, requestId, ...(replacesId && { replacesId }) })
      await runOrders(ctxOf(), clock)
      const order = await getOrder(ctxOf(), id)
      expect(order).toMatchObject({ state: 'refused', certificateId: null })
      expect(order.findings.map(({ code }) => code)).toContain('reply.validity-too-long')
      expect(await db.select().from(issuerReplies).where(eq(issuerReplies.orderId, id))).not.toHaveLength(0)
    }
  }, 60_000)

  it('wait for a person where the DNS is kept by hand, and fail when the record is not there after all', async () => {
    const { id: connectionId } = await connect(acme('pebble by hand', { kind: 'dns-by-hand' }))
    const { id: requestId } = await requestFor(`hand.${ZONE}`)
    const { id } = await placeOrder(ctxOf(), { connectionId, requestId })
    await runOrders(ctxOf(), clock)
    expect(await getOrder(ctxOf(), id)).toMatchObject({
      state: 'waiting',
      code: 'issuer.proof-wanted',
      params: { name: `_acme-challenge.hand.${ZONE}` },
    })
    await confirmProofs(ctxOf(), id)
    await runOrders(ctxOf(), clock)
    expect(await getOrder(ctxOf(), id)).toMatchObject({ state: 'failed', code: 'issuer.acme-unauthorized' })
    await expect(confirmProofs(ctxOf(), id)).rejects.toMatchObject({ code: 'issuer.order-waits-for-nothing' })
  }, 60_000)

  it('go on under a new account key, also when nobody saw the end of the change', async () => {
    const { id: connectionId } = await connect(acme('pebble to rekey', byNameServer()))
    const order = async (name: string) => {
      const { id } = await placeOrder(ctxOf(), { connectionId, requestId: (await requestFor(name)).id })
      await runOrders(ctxOf(), clock)
      return (await getOrder(ctxOf(), id)).state
    }
    const keys = async () => {
      const [row] = await db.select().from(issuerConnections).where(eq(issuerConnections.id, connectionId))
      return { keyId: row?.keyId, nextKeyId: row?.nextKeyId }
    }
    const admin = ctxOf(actorOf('security-admin'))
    expect(await order(`before.${ZONE}`)).toBe('issued')
    const before = await keys()
    await changeAccountKey(admin, connectionId)
    const after = await keys()
    expect(after.nextKeyId).toBeNull()
    expect(after.keyId).not.toBe(before.keyId)
    expect(await order(`after.${ZONE}`)).toBe('issued')

    // The CA took the change, and the service was killed before it could write that down.
    const crashed = { keyId: before.keyId ?? null, nextKeyId: after.keyId ?? null }
    await db.update(issuerConnections).set(crashed).where(eq(issuerConnections.id, connectionId))
    await changeAccountKey(admin, connectionId)
    expect(await keys()).toEqual(after)
    expect(await order(`again.${ZONE}`)).toBe('issued')
  }, 60_000)

  it('change no account key while one of them is under way, nor where there is no account', async () => {
    const { id: connectionId } = await connect(acme('pebble at work', byNameServer()))
    const { id: requestId } = await requestFor(`busy.${ZONE}`)
    const { id } = await placeOrder(ctxOf(), { connectionId, requestId })
    const admin = ctxOf(actorOf('security-admin'))
    await expect(changeAccountKey(admin, connectionId)).rejects.toMatchObject({ code: 'issuer.orders-working' })
    await cancelOrder(ctxOf(), id)
    await changeAccountKey(admin, connectionId)
    await expect(changeAccountKey(admin, (await manual()).id)).rejects.toMatchObject({ code: 'issuer.no-account' })
  }, 60_000)

  it('by http-01 show their file under the token only, and take it down', async () => {
    const { id: connectionId } = await connect(acme('pebble by file', { kind: 'http-01' }))
    const { id: requestId } = await requestFor(`file.${ZONE}`)
    const seen: string[] = []
    const site = createServer(async (request, response) => {
      const token = (request.url ?? '').replace('/.well-known/acme-challenge/', '')
      seen.push(token)
      response.end((await proofFile({ db }, token)) ?? '')
    })
    await new Promise<void>((resolve) => site.listen(pebble.httpPort, '127.0.0.1', () => resolve()))
    try {
      const { id } = await placeOrder(ctxOf(), { connectionId, requestId })
      await runOrders(ctxOf(), clock)
      expect((await getOrder(ctxOf(), id)).state).toBe('issued')
      expect(seen.length).toBeGreaterThan(0)
      expect(await proofFile({ db }, seen[0] ?? '')).toBeUndefined()
      expect(await proofFile({ db }, '../x')).toBeUndefined()
    } finally {
      await new Promise((resolve) => site.close(resolve))
    }
  }, 60_000)

  it('hold no secret in the clear, and show none', async () => {
    const answer = await call('GET', '/issuer-connections', undefined, 'security-admin')
    const text = JSON.stringify([await answer.json(), await db.select().from(issuerConnections)])
    expect(text).toContain(named.tsigName)
    expect(text).not.toContain(tsigSecret)
  })
})

describe('orders that meet a CA in trouble', () => {
  /** Answers when it is let, and never with CMP. */
  async function stubborn() {
    let release: () => void = () => undefined
    let asked: () => void = () => undefined
    const arrival = new Promise<void>((resolve) => {
      asked = resolve
    })
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const server = createServer(async (_, response) => {
      asked()
      await gate
      response.writeHead(503).end('later')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`
    return { url, release, arrival, close: () => new Promise((resolve) => server.close(resolve)) }
  }
  const cmp = (name: string, url: string) => ({
    ...{ kind: 'cmp', name, trust: 'private', url },
    protection: { kind: 'mac', reference: 'ref', secret: 'shared secret' },
  })

  it('are tried again later and later, and are one step of one process at a time', async () => {
    const ca = await stubborn()
    ca.release()
    const { id: connectionId } = await connect(cmp('in trouble', ca.url))
    const { id: requestId } = await requestFor('trouble.rsj.test')
    const { id } = await placeOrder(ctxOf(), { connectionId, requestId })
    await expect(placeOrder(ctxOf(), { connectionId, requestId })).rejects.toMatchObject({ kind: 'conflict' })
    expect(await runNextOrder(ctxOf())).toBe(true)
    for (const waitMs of [30_000, 60_000, 120_000]) {
      const both = await Promise.all([takeOrder(ctxOf()), takeOrder(ctxOf())])
      expect(both.filter((one) => one !== undefined)).toHaveLength(1)
      expect(await runNextOrder(ctxOf())).toBe(false)
      // The one who took it has died: after its lease somebody else does.
      moment += 11 * 60_000
      expect(await runNextOrder(ctxOf())).toBe(true)
      expect(await rowOf(id)).toMatchObject({
        state: 'working',
        code: 'issuer.cmp-not-spoken',
        nextAt: moment + waitMs,
      })
      moment += waitMs
    }
    moment += 73 * 3_600_000
    expect(await runNextOrder(ctxOf())).toBe(true)
    expect(await rowOf(id)).toMatchObject({ state: 'failed', code: 'issuer.order-overdue' })
    await ca.close()
  })

  it('stay cancelled, whatever a step under way brings back', async () => {
    const ca = await stubborn()
    const { id: connectionId } = await connect(cmp('slow', ca.url))
    const { id: requestId } = await requestFor('slow.rsj.test')
    const { id } = await placeOrder(ctxOf(), { connectionId, requestId })
    await runNextOrder(ctxOf())
    const step = runNextOrder(ctxOf())
    await ca.arrival
    await cancelOrder(ctxOf(), id)
    ca.release()
    await step
    expect(await rowOf(id)).toMatchObject({ state: 'cancelled', code: 'issuer.order-cancelled', failures: 0 })
    await ca.close()
  })
})

describe('orders by hand', () => {
  function signed(der: Uint8Array, days = '5'): Uint8Array {
    const [key, ca] = ['hand.key', 'hand.pem'].map((name) => `${workshop.directory}/${name}`) as [string, string]
    const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=hand CA']
    workshop.run('req', '-x509', ...ec, '-keyout', key, '-out', ca, '-days', '30')
    const csr = workshop.putPem('CERTIFICATE REQUEST', der)
    const out = `${workshop.directory}/hand-leaf.pem`
    const args = ['-CA', ca, '-CAkey', key, '-days', days, '-copy_extensions', 'copy', '-out', out]
    const { status, text } = workshop.run('x509', '-req', '-in', csr, ...args)
    if (status !== 0) throw new Error(text)
    // The other way round, as such replies come.
    return new TextEncoder().encode(workshop.read(ca) + workshop.read(out))
  }

  it('go out as a pack whose digests hold, and come back matched by key', async () => {
    moment = Date.now()
    const { id: connectionId } = await manual()
    const request = await requestFor('hand.rsj.test')
    const other = await requestFor('hand.rsj.test')
    const { id } = await placeOrder(ctxOf(), { connectionId, requestId: request.id })
    const pack = await call('POST', `/issuer-orders/${id}/request-pack`)
    const files = unzipSync(new Uint8Array(await pack.arrayBuffer()))
    for (const [name, bytes] of Object.entries(files)) workshop.put(bytes, name)
    const digests = new TextDecoder().decode(files.SHA256SUMS).trim().split('\n')
    expect(digests).toHaveLength(3)
    for (const line of digests) {
      const [digest, name = ''] = line.split('  ')
      expect(workshop.run('dgst', '-sha256', '-r', name).text).toContain(digest)
    }
    expect(workshop.run('req', '-in', 'request.csr', '-verify', '-noout').text).toMatch(/verify OK/)
    expect(new TextDecoder().decode(files['request.txt'])).toMatch(/hand\.rsj\.test[\s\S]*不含私钥/)

    const [csr] = readPem(other.pem)
    const wrong = await reply(id, signed(csr?.bytes ?? new Uint8Array()))
    expect(wrong).toMatchObject({ state: 'waiting', progress: { code: 'issuer.reply-refused' }, certificateId: null })
    expect(wrong.findings.map(({ code }) => code)).toEqual(['reply.key-mismatch'])
    const [own] = readPem(request.pem)
    const fitting = signed(own?.bytes ?? new Uint8Array())
    // OpenSSL signs by the clock of the machine.
    moment = Date.now() + 1000
    const right = await reply(id, fitting)
    expect(right).toMatchObject({ state: 'issued', findings: [] })
    expect(right.certificateId).not.toBeNull()
  })

  const reply = async (id: string, bytes: Uint8Array) => {
    const body = new FormData()
    body.append('files', new Blob([new Uint8Array(bytes)]), 'reply.pem')
    const answer = await call('POST', `/issuer-orders/${id}/reply`, body)
    return (await answer.json()) as {
      state: string
      progress: { code: string }
      certificateId: string | null
      findings: { code: string }[]
    }
  }
})

describe('who may do what', () => {
  it.each([
    ['POST', '/issuer-connections', 'operator'],
    ['POST', '/issuer-orders', 'security-admin'],
    ['POST', '/issuer-revocations', 'auditor'],
    ['POST', '/issuer-connections/00000000-0000-4000-8000-000000000000/account-key', 'operator'],
    ['GET', '/renewal-suggestions', 'district-clerk'],
    ['GET', '/issuer-connections', 'district-clerk'],
    ['GET', '/issuer-orders', 'district-clerk'],
  ] as const)('%s %s is refused to the %s', async (method, path, role) => {
    const answer = await call(method, path, method === 'POST' ? '{}' : undefined, role)
    expect(await answer.json()).toMatchObject({ kind: 'forbidden' })
  })

  it('lets the security administrator connect, and the operator order and look', async () => {
    const input = { kind: 'manual', name: 'over HTTP', trust: 'private', contact: '窗口' }
    const answer = await call('POST', '/issuer-connections', JSON.stringify(input), 'security-admin')
    expect(answer.status).toBe(201)
    const { id: connectionId } = (await answer.json()) as { id: string }
    const tested = await call('POST', `/issuer-connections/${connectionId}/test`, undefined, 'security-admin')
    expect(await tested.json()).toMatchObject({ problem: { code: 'issuer.manual-has-no-line' }, offers: [] })
    const { id: requestId } = await requestFor('http.rsj.test')
    const order = JSON.stringify({ connectionId, requestId })
    const { asks, approves } = await twoOf('operator', db, { now: moment, ports })
    const asked = await call('POST', '/issuer-orders', order, asks.actor)
    expect(asked.status).toBe(202)
    const { id: approvalId } = (await asked.json()) as { id: string }
    const kinds = [orderKind]
    await expect(approve(asks, kinds, approvalId)).rejects.toMatchObject({ code: 'approvals.same-person' })
    expect(await db.select().from(issuerOrders).where(eq(issuerOrders.requestId, requestId))).toEqual([])
    const { row } = await approve(approves, kinds, approvalId)
    const id = String(row.outcome?.orderId)
    expect(await rowOf(id)).toMatchObject({ createdName: 'operator-asks', state: 'waiting' })
    const close = () => call('POST', `/issuer-connections/${connectionId}/close`, undefined, 'security-admin')
    expect(await (await close()).json()).toMatchObject({ code: 'issuer.orders-open' })
    const listed = await call('GET', '/issuer-orders?state=waiting')
    expect(await listed.json()).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ id })]) })
    expect((await call('POST', `/issuer-orders/${id}/cancel`)).status).toBe(204)
    expect((await close()).status).toBe(204)
    const again = await call('POST', '/issuer-orders', order, asks.actor)
    expect(await again.json()).toMatchObject({ code: 'issuer.connection-closed' })
  })

  it.each([
    ['an ACME directory in the clear', { kind: 'acme', directoryUrl: 'http://ca.test/dir', termsAgreed: true }],
    ['terms nobody agreed to', { kind: 'acme', directoryUrl: 'https://ca.test/dir', termsAgreed: false }],
    [
      'a short CMP secret',
      { kind: 'cmp', url: 'http://ca.test/', protection: { kind: 'mac', reference: 'r', secret: 'short' } },
    ],
  ])('refuses %s', async (_, given) => {
    const input = { name: 'x', trust: 'private', proofs: { kind: 'http-01' }, ...given }
    const answer = await call('POST', '/issuer-connections', JSON.stringify(input), 'security-admin')
    expect(await answer.json()).toMatchObject({ kind: 'bad-input' })
  })
})

async function call(method: 'GET' | 'POST', path: string, body?: string | FormData, by: Role | Actor = 'operator') {
  const app = newRouter()
  app.use((c, next) => {
    c.set('ctx', ctxOf(typeof by === 'string' ? actorOf(by) : by))
    c.set('language', 'zh')
    return next()
  })
  app.onError((error, c) => {
    if (error instanceof AppError) return c.json({ kind: error.kind, code: error.code, ...error.params }, 400)
    throw error
  })
  const headers = typeof body === 'string' ? { 'content-type': 'application/json' } : {}
  return app.route('/', issuersRoutes).request(path, { method, headers, ...(body && { body }) })
}
