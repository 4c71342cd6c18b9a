import { randomUUID } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { unzipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { issuers } from '#adapters/issuers/issuers.node.ts'
import { readDelivery } from '#adapters/keystores/delivery.node.ts'
import { makeCertificationRequest } from '#adapters/pkijs/request.ts'
import { toHex } from '#core/bytes/hex.ts'
import { readPem, writePem } from '#core/bytes/pem.ts'
import { authorityIssuances } from '#db/schema/authority.ts'
import { issuerConnections } from '#db/schema/issuers.ts'
import {
  connectAuthority,
  issueCredential,
  makeCredentialPack,
  revokeCredential,
  takeCredentialReply,
  tellRevocations,
} from '#features/authority/index.ts'
import { withDatabase } from '../../database.ts'
import { loopback } from '../../support/issuing.ts'
import { opensslWorkshop } from '../../support/openssl.ts'
import { freePort, type Peer, startPeer } from '../../support/peer.ts'
import { authorityEstate, newCarrier, orderFor } from './estate.ts'

const { db } = await withDatabase()
const estate = authorityEstate(db)
const ports = {
  issuers: issuers({ egress: loopback, primitives: nodePrimitives, now: Date.now }),
  deliveryReader: { readDelivery: async (...given: Parameters<typeof readDelivery>) => readDelivery(...given) },
}
let now = Date.now()
const ctx = () => estate.ctx({ now, ports })
const workshop = opensslWorkshop()
const peers: Peer[] = []
afterAll(async () => {
  for (const peer of peers) await peer.close()
  workshop.close()
})

const NUMBER = '310101199001011234'
/** IdentifyCode of a resident, as it stands in the certificate. */
const identityOf = (number: string) =>
  `1.2.156.10260.4.1.1=DER:a0:14:13:12:${Buffer.from(number).toString('hex').match(/../g)?.join(':')}`
const path = (name: string) => `${workshop.directory}/${name}`
function run(...args: string[]) {
  const { status, text } = workshop.run(...args)
  if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${text}`)
}
const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
run(
  'req',
  '-x509',
  ...ec,
  '-keyout',
  path('ca.key'),
  '-out',
  path('ca.pem'),
  '-subj',
  '/CN=outside CA',
  '-days',
  '3000',
)

let made = 0
function certified(request: Uint8Array, ...extensions: string[]): string {
  const out = path(`issued-${++made}.pem`)
  const lines = [
    'basicConstraints=critical,CA:FALSE',
    'keyUsage=critical,digitalSignature,nonRepudiation',
    ...extensions,
  ]
  const config = workshop.put(new TextEncoder().encode(`${lines.join('\n')}\n`))
  const csr = workshop.putPem('CERTIFICATE REQUEST', request)
  run(
    'x509',
    '-req',
    '-in',
    csr,
    '-CA',
    path('ca.pem'),
    '-CAkey',
    path('ca.key'),
    '-days',
    '700',
    '-out',
    out,
    '-extfile',
    config,
  )
  return out
}

async function carrierOf(name: string) {
  const { signer, ...carrier } = await newCarrier('p256')
  return { ...carrier, signer, request: await makeCertificationRequest({ subject: { CN: name }, signer }) }
}

async function connection(settings: { kind: 'manual'; contact: string } | { kind: 'cmp'; url: string }) {
  const id = randomUUID()
  const secretId = await db.transaction((tx) =>
    ctx().ports.secrets.keep(tx, { secret: new TextEncoder().encode('shared secret'), purpose: 'cmp-reference', now }),
  )
  const protection = { kind: 'mac' as const, reference: 'ref-1', method: 'password-based' as const }
  await db.insert(issuerConnections).values({
    ...{ id, name: id, kind: settings.kind, trust: 'private', state: 'active', anchors: [], responders: [] },
    settings: settings.kind === 'cmp' ? { ...settings, request: 'p10cr', protection } : settings,
    ...{ secretId, createdBy: 'test', createdAt: now },
  })
  return id
}

/** OpenSSL's CMP server, which hands out the one certificate it was given, and a new authority behind it. */
async function cmpAuthority(certificate: string) {
  const port = await freePort()
  const server = [
    '-srv_ref',
    'ref-1',
    '-srv_secret',
    'pass:shared secret',
    '-rsp_cert',
    certificate,
    '-rsp_extracerts',
    path('ca.pem'),
  ]
  peers.push(await startPeer('openssl', ['cmp', '-port', String(port), ...server], { port, cwd: workshop.directory }))
  const connectionId = await connection({ kind: 'cmp', url: `http://127.0.0.1:${port}/` })
  const label = `cmp-${port}`
  const input = { act: 'connect' as const, label, name: label, profiles: ['staff-rsa' as const], connectionId }
  return db.transaction((tx) => connectAuthority(tx, ctx(), input))
}

async function ordered(authorityId: string, request: Uint8Array, name: string, profileId = 'staff-rsa') {
  const subject = { commonName: name, organisation: 'x', units: [] }
  const order = orderFor(authorityId, request, { profileId, subject, identity: { kind: 'resident', number: NUMBER } })
  return (await estate.order(order, ctx())).issuanceId
}

/** As the job does it, until it waits for nothing. */
async function pursued(issuanceId: string) {
  for (let step = 0; step < 10; step++) {
    const standing = await issueCredential(ctx(), issuanceId)
    if (standing.state !== 'waiting') return standing
    now += 60_000
  }
  throw new Error('it waits and waits')
}

describe('an authority behind CMP', () => {
  it('issues for the request of the carrier (p10cr), and hears of a revocation once (rr)', async () => {
    const { request } = await carrierOf('Zhang San')
    const file = certified(request, identityOf(NUMBER))
    const authority = await cmpAuthority(file)
    const issuanceId = await ordered(authority.id, request, 'Zhang San')
    const standing = await pursued(issuanceId)
    if (standing.state !== 'issued') throw new Error(`${standing.code} ${JSON.stringify(standing.params)}`)
    expect(toHex(standing.pair.sign)).toBe(toHex(readPem(workshop.read(file))[0]?.bytes ?? new Uint8Array()))
    expect(standing.pair.chain).toHaveLength(1)
    const revoke = (reason: 'certificateHold' | 'keyCompromise') =>
      db.transaction((tx) => revokeCredential(tx, ctx(), { issuanceId, reason }))
    await expect(revoke('certificateHold')).rejects.toMatchObject({ code: 'authority.outside-no-hold' })
    await revoke('keyCompromise')
    await tellRevocations(ctx())
    await tellRevocations(ctx())
    const { rows } = await db.execute(sql`select problem from authority_tellings`)
    expect(rows).toEqual([{ problem: null }])
  })

  it.each([
    ['another person’s number', 'Zhang San', [identityOf('310101199001011235')], 'authority.answer-other-person'],
    ['no number at all', 'Zhang San', [], 'authority.answer-other-person'],
    ['another name', 'Li Si', [identityOf(NUMBER)], 'authority.answer-other-name'],
  ] as const)('is refused whole with %s in its answer', async (_, name, extensions, code) => {
    const { request } = await carrierOf(name)
    const authority = await cmpAuthority(certified(request, ...extensions))
    const standing = await pursued(await ordered(authority.id, request, 'Zhang San'))
    expect(standing).toMatchObject({ state: 'refused', code: 'authority.answer-refused', params: { findings: code } })
  })

  it('is not asked a second time where it is not known whether it answered', async () => {
    const { request } = await carrierOf('Zhang San')
    const authority = await cmpAuthority(certified(request, identityOf(NUMBER)))
    const issuanceId = await ordered(authority.id, request, 'Zhang San')
    const cut = { state: 'signing' as const, takes: 1, leaseUntil: now - 1 }
    await db.update(authorityIssuances).set(cut).where(eq(authorityIssuances.id, issuanceId))
    expect(await issueCredential(ctx(), issuanceId)).toMatchObject({
      state: 'failed',
      code: 'authority.outside-unknown',
    })
  })
})

describe('an authority reached by courier', async () => {
  // Another house's authority: it answers with a CSRResponse, pair and envelope in one.
  const abroad = authorityEstate((await withDatabase()).db)
  const theirs = await abroad.found({ label: 'theirs', name: 'theirs', commonName: 'theirs' })
  const connectionId = await connection({ kind: 'manual', contact: '王工' })
  const input = {
    act: 'connect' as const,
    label: 'courier',
    name: 'courier',
    profiles: ['staff-sm2' as const],
    connectionId,
  }
  const ours = await db.transaction((tx) => connectAuthority(tx, ctx(), input))
  const answerFor = async (request: Uint8Array, number = NUMBER) => {
    const subject = { commonName: '张三', organisation: 'x', units: [] }
    const identity = { kind: 'resident' as const, number }
    const { pair } = await abroad.issue(orderFor(theirs.id, request, { subject, identity }))
    return pair
  }
  const bring = (issuanceId: string, ...files: Uint8Array[]) =>
    takeCredentialReply(
      ctx(),
      issuanceId,
      files.map((bytes, index) => ({ name: `${index}.bin`, bytes })),
    )

  it('gets a pack with the request, what is ordered and digests, and its pair is taken in whole', async () => {
    const { request } = await newCarrier()
    const issuanceId = await ordered(ours.id, request, '张三', 'staff-sm2')
    expect(await issueCredential(ctx(), issuanceId)).toMatchObject({ state: 'waiting', code: 'authority.pack-wanted' })
    const files = unzipSync((await makeCredentialPack(ctx(), issuanceId)).bytes)
    expect(Object.keys(files).sort()).toEqual(['SHA256SUMS', 'request.csr', 'request.txt'])
    expect(new TextDecoder().decode(files['request.csr'])).toBe(writePem('CERTIFICATE REQUEST', request))
    expect(new TextDecoder().decode(files['request.txt'])).toContain(NUMBER)
    const pair = await answerFor(request)
    const standing = await bring(issuanceId, pair.response, ...pair.chain)
    if (standing.state !== 'issued') throw new Error(`${standing.code} ${JSON.stringify(standing.params)}`)
    expect(standing.pair).toMatchObject({ sign: pair.sign, encryption: pair.encryption, envelope: pair.envelope })
  })

  it.each(['half a pair', 'a pair without its key', 'another request', 'another person'])(
    'is refused with %s',
    async (what) => {
      const { request } = await newCarrier()
      const issuanceId = await ordered(ours.id, request, '张三', 'staff-sm2')
      const pair = await answerFor(
        what === 'another request' ? (await newCarrier()).request : request,
        what === 'another person' ? '310101199001011235' : NUMBER,
      )
      const { sign, encryption = new Uint8Array(), response, chain } = pair
      const files =
        what === 'half a pair' ? [sign] : what === 'a pair without its key' ? [sign, encryption] : [response]
      expect(await bring(issuanceId, ...files, ...chain)).toMatchObject({
        state: 'refused',
        code: 'authority.answer-refused',
      })
      const { rowCount } = await db.execute(sql`select 1 from authority_certificates where issuance_id = ${issuanceId}`)
      expect(rowCount).toBe(0)
    },
  )
})
