// pebble 2.4.0 knows no ARI: the server here answers as RFC 9773 describes it, at an address the test itself opened.

import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { issuers } from '#adapters/issuers/issuers.node.ts'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { requestMaker } from '#adapters/pkijs/request.ts'
import { findings } from '#db/schema/findings.ts'
import { issuerOrders, renewalSuggestions } from '#db/schema/issuers.ts'
import {
  AdoptCertificate,
  adoptCertificate,
  CreateRequest,
  createRequest,
  importCertificates,
} from '#features/certificates/index.ts'
import { askRenewalInfo, connectIssuer, listSuggestions, placeOrder } from '#features/issuers/index.ts'
import type { Ctx } from '#src/context.ts'
import { actorOf, testCtx } from '../../context.ts'
import { type TestDatabase, withDatabase } from '../../database.ts'
import { certificate, REFERENCE } from '../../fixtures/built.ts'
import { loopback } from '../../support/issuing.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

let server: Server
let base = ''
/** What the CA says of every certificate; null: it is out of order. */
let said: { start: number; end: number } | null = null
let asked = 0
beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? ''
    if (path === '/directory') {
      const names = ['newNonce', 'newAccount', 'newOrder', 'revokeCert', 'keyChange', 'renewalInfo']
      response.end(JSON.stringify(Object.fromEntries(names.map((name) => [name, `${base}/${name}`]))))
      return
    }
    asked++
    if (!said) {
      response.writeHead(503).end()
      return
    }
    const window = { start: new Date(said.start).toISOString(), end: new Date(said.end).toISOString() }
    const body = JSON.stringify({ suggestedWindow: window, explanationURL: 'https://ca.example/why' })
    response.writeHead(200, { 'retry-after': '21600' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const address = server.address()
  base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
})
afterAll(() => server.close())

let database: TestDatabase
let ctx: Ctx
let now = REFERENCE
const clock = { now: () => now }
beforeEach(async () => {
  database = await withDatabase()
  const kek = randomBytes(32)
  const ports = {
    keys: openKeyVault(kek),
    secrets: openSecretVault(kek),
    issuers: issuers({ egress: loopback, primitives: nodePrimitives, now: () => now }),
    requestMaker,
  }
  now = REFERENCE
  asked = 0
  ctx = testCtx(database.db, { actor: actorOf('operator'), now, ports })
})

const request = () =>
  createRequest(ctx, CreateRequest.parse({ algorithm: 'p256', commonName: 'a.rsj.test', sans: ['a.rsj.test'] }))

/** A certificate in a lineage, ordered by an ACME connection. */
async function ordered() {
  const { imported } = await importCertificates(ctx, [{ name: 'site', bytes: certificate('ecdsa', 'site-gov') }])
  const certificateId = imported[0]?.id ?? ''
  const lineage = { name: '*.rsj.sh.gov.cn', purpose: '网站', owner: '信息科', trust: 'private' }
  await adoptCertificate(ctx, certificateId, AdoptCertificate.parse({ lineage }))
  // In the clear, which the console does not let anybody set up: it is the address of this test.
  const { id: connectionId } = await connectIssuer(ctx, {
    ...{ kind: 'acme', name: 'ari', trust: 'private', directoryUrl: `${base}/directory`, contacts: [] },
    ...{ termsAgreed: true, anchors: [], proofs: { kind: 'dns-by-hand' } },
  })
  const { id } = await placeOrder(ctx, { connectionId, requestId: (await request()).id })
  await database.db.update(issuerOrders).set({ state: 'issued', certificateId }).where(eq(issuerOrders.id, id))
  return { certificateId, connectionId }
}

const at = (moment: number): Ctx => {
  now = moment
  return { ...ctx, now }
}
const open = async () =>
  (await database.db.select().from(findings).where(eq(findings.state, 'open')))
    .map(({ code, verdict }) => `${verdict} ${code}`)
    .filter((one) => one.includes('renewal'))

describe('what a CA suggests', () => {
  it('is asked for as often as the CA says, and becomes a finding when its window opens', async () => {
    said = { start: REFERENCE + DAY, end: REFERENCE + 3 * DAY }
    const { certificateId } = await ordered()
    expect(await askRenewalInfo(ctx, clock)).toBe(1)
    expect(await listSuggestions(ctx)).toMatchObject([{ certificateId, isDue: false, isOrdered: false }])
    expect(await open()).toEqual([])
    expect(await askRenewalInfo(at(REFERENCE + HOUR), clock)).toBe(0)
    expect(asked).toBe(1)

    expect(await askRenewalInfo(at(REFERENCE + DAY), clock)).toBe(1)
    expect(await listSuggestions({ ...ctx, now })).toMatchObject([
      { isDue: true, explanationUrl: 'https://ca.example/why' },
    ])
    expect(await open()).toEqual(['warn lineage.renewal-suggested'])
    await askRenewalInfo(at(REFERENCE + 3 * DAY + 1), clock)
    expect(await open()).toEqual(['fail lineage.renewal-suggested'])
  })

  it('is settled by an order that takes its place, and by no other', async () => {
    said = { start: REFERENCE - DAY, end: REFERENCE + DAY }
    const { certificateId, connectionId } = await ordered()
    await askRenewalInfo(ctx, clock)
    await placeOrder(ctx, { connectionId, requestId: (await request()).id })
    await askRenewalInfo(at(REFERENCE + HOUR), clock)
    expect(await open()).toEqual(['warn lineage.renewal-suggested'])
    await placeOrder(ctx, { connectionId, requestId: (await request()).id, replacesId: certificateId })
    await askRenewalInfo(at(REFERENCE + 2 * HOUR), clock)
    expect(await listSuggestions({ ...ctx, now })).toMatchObject([{ isOrdered: true }])
    expect(await open()).toEqual([])
  })

  it('stays what it was while the CA cannot be asked', async () => {
    said = { start: REFERENCE + DAY, end: REFERENCE + 3 * DAY }
    await ordered()
    await askRenewalInfo(ctx, clock)
    said = null
    await askRenewalInfo(at(REFERENCE + DAY), clock)
    const [row] = await database.db.select().from(renewalSuggestions)
    expect(row).toMatchObject({ start: REFERENCE + DAY, askAgainAt: REFERENCE + DAY + 6 * HOUR })
    expect(row?.problem).toMatch(/^issuer\./)
    expect(await listSuggestions({ ...ctx, now })).toMatchObject([{ isDue: true }])
  })

  it('is not asked for what no connection of ours issued', async () => {
    await importCertificates(ctx, [{ name: 'site', bytes: certificate('ecdsa', 'site-cegn') }])
    expect(await askRenewalInfo(ctx, clock)).toBe(0)
    expect(asked).toBe(0)
  })
})
