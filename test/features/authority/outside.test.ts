import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { eq, sql } from 'drizzle-orm'
import { unzipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { issuers } from '#adapters/issuers/issuers.node.ts'
import { readDelivery } from '#adapters/keystores/delivery.node.ts'
import { makeCertificationRequest } from '#adapters/pkijs/request.ts'
import { toHex } from '#core/bytes/hex.ts'
import { readPem, writePem } from '#core/bytes/pem.ts'
import { authorityCertificates, authorityIssuances } from '#db/schema/authority.ts'
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
import { at } from '../../lab/der.ts'
import { loopback } from '../../support/issuing.ts'
import { opensslWorkshop, SM2_ID } from '../../support/openssl.ts'
import { freePort, type Peer, startPeer } from '../../support/peer.ts'
import { authorityEstate, newCarrier, orderFor } from './estate.ts'

const { db } = await withDatabase()
const estate = authorityEstate(db)
const ports = {
  auditOutside: { places: [], keyAlgorithm: 'p256' as const, hash: 'sha256' as const },
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

type Trick = 'forged' | 'of another transaction' | 'given before'

/** Between us and OpenSSL: hands on what each says, until it is told to play a trick with what OpenSSL really said. */
async function relay(to: number) {
  const port = await freePort()
  const heard: Buffer[] = []
  let trick: Trick | undefined
  const answerTo = async (body: Buffer): Promise<Buffer> => {
    const [first] = heard
    if (trick !== undefined && trick !== 'forged' && first) return first
    const headers = { 'content-type': 'application/pkixcmp' }
    const said = await fetch(`http://127.0.0.1:${to}/`, { method: 'POST', headers, body: new Uint8Array(body) })
    const answer = Buffer.from(await said.arrayBuffer())
    heard.push(answer)
    return trick === 'forged' ? forged(answer) : answer
  }
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    response.writeHead(200, { 'content-type': 'application/pkixcmp' }).end(await answerTo(body))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  peers.push({ close: () => new Promise<void>((resolve) => server.close(() => resolve())) } as Peer)
  return {
    port,
    play: (what: Trick) => {
      trick = what
    },
  }
}

/** With one bit of the protection another, which stands before the certificates. */
function forged(message: Buffer): Buffer {
  const { end } = at(new Uint8Array(message), 2)
  return Buffer.from(message.map((octet, index) => (index === end - 1 ? octet ^ 1 : octet)))
}

let made = 0
const certified = (request: Uint8Array, ...extensions: string[]) => certifiedAs('auto', request, ...extensions)

/** @param serial a number of the caller's, or `auto` for a random one */
function certifiedAs(serial: string, request: Uint8Array, ...extensions: string[]): string {
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
    ...(serial === 'auto' ? [] : ['-set_serial', serial]),
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

type CmpRequest = 'ir' | 'cr' | 'p10cr'

async function connection(
  settings: { kind: 'manual'; contact: string } | { kind: 'cmp'; url: string; request: CmpRequest },
) {
  const id = randomUUID()
  const secretId = await db.transaction((tx) =>
    ctx().ports.secrets.keep(tx, { secret: new TextEncoder().encode('shared secret'), purpose: 'cmp-reference', now }),
  )
  const protection = { kind: 'mac' as const, reference: 'ref-1', method: 'password-based' as const }
  await db.insert(issuerConnections).values({
    ...{ id, name: id, kind: settings.kind, trust: 'private', state: 'active', anchors: [], responders: [] },
    settings: settings.kind === 'cmp' ? { ...settings, protection } : settings,
    ...{ secretId, createdBy: 'test', createdAt: now },
  })
  return id
}

/** OpenSSL's CMP server, which hands out the one certificate it was given, and a new authority behind it. */
async function cmpServer(certificate: string, ...options: string[]): Promise<number> {
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
    ...options,
  ]
  peers.push(await startPeer('openssl', ['cmp', '-port', String(port), ...server], { port, cwd: workshop.directory }))
  return port
}

async function cmpAuthority(certificate: string) {
  return authorityAt(await cmpServer(certificate), 'p10cr')
}

async function authorityAt(port: number, request: CmpRequest) {
  const connectionId = await connection({ kind: 'cmp', url: `http://127.0.0.1:${port}/`, request })
  const label = `cmp-${port}`
  const input = { act: 'connect' as const, label, name: label, profiles: ['staff-rsa' as const], connectionId }
  return db.transaction((tx) => connectAuthority(tx, ctx(), input))
}

async function ordered(
  authorityId: string,
  request: Uint8Array,
  name: string,
  profileId = 'staff-rsa',
  replaces?: string,
) {
  const subject = { commonName: name, organisation: 'x', units: [] }
  const identity = { kind: 'resident' as const, number: NUMBER }
  const order = orderFor(authorityId, request, { profileId, subject, identity, ...(replaces && { replaces }) })
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

const kindOf = async (issuanceId: string) =>
  (
    await db.execute<{ kind: string }>(
      sql`select memory->>'kind' kind from authority_issuances where id = ${issuanceId}`,
    )
  ).rows[0]?.kind
const derOf = (file: string) => readPem(workshop.read(file))[0]?.bytes ?? new Uint8Array()

describe('an authority behind CMP that is set to ir', () => {
  it('issues to us as the registration authority: possession was proven here, and OpenSSL takes our word for it', async () => {
    const { request } = await carrierOf('Zhang San')
    const file = certified(request, identityOf(NUMBER))
    const authority = await authorityAt(await cmpServer(file, '-accept_raverified'), 'ir')
    const issuanceId = await ordered(authority.id, request, 'Zhang San')
    const standing = await pursued(issuanceId)
    if (standing.state !== 'issued') throw new Error(`${standing.code} ${JSON.stringify(standing.params)}`)
    expect(toHex(standing.pair.sign)).toBe(toHex(derOf(file)))
    expect(await kindOf(issuanceId)).toBe('ir')
  })

  it('issues nothing where it does not take our word', async () => {
    const { request } = await carrierOf('Zhang San')
    const authority = await authorityAt(await cmpServer(certified(request, identityOf(NUMBER))), 'ir')
    expect(await pursued(await ordered(authority.id, request, 'Zhang San'))).toMatchObject({
      state: 'failed',
      code: 'issuer.cmp-refused',
      params: { failures: 'badPOP' },
    })
  })

  it('is refused with a certificate for another key', async () => {
    const { request } = await carrierOf('Zhang San')
    const other = certified((await carrierOf('Zhang San')).request, identityOf(NUMBER))
    const authority = await authorityAt(await cmpServer(other, '-accept_raverified'), 'ir')
    expect(await pursued(await ordered(authority.id, request, 'Zhang San'))).toMatchObject({
      state: 'failed',
      code: 'issuer.cmp-other-key',
    })
  })

  it.each([
    ['under another secret', 'forged', 'cmp.protection-broken'],
    ['of another transaction, well protected', 'of another transaction', 'cmp.other-transaction'],
    ['given once already, in its own transaction', 'given before', 'cmp.nonce-not-ours'],
  ] as const)('is not believed with an answer %s', async (_, trick, doubt) => {
    const { request } = await carrierOf('Zhang San')
    const port = await cmpServer(certified(request, identityOf(NUMBER)), '-accept_raverified')
    const between = await relay(port)
    const authority = await authorityAt(between.port, 'ir')
    if (trick === 'of another transaction')
      expect((await pursued(await ordered(authority.id, request, 'Zhang San'))).state).toBe('issued')
    between.play(trick)
    const issuanceId = await ordered(authority.id, request, 'Zhang San')
    // Prepared first, asked then.
    for (let step = 0; step < 2; step++, now += 60_000) await issueCredential(ctx(), issuanceId)
    const { rows } = await db.execute(
      sql`select state, code, params, (select count(*)::int from authority_certificates c where c.issuance_id = i.id) n
        from authority_issuances i where id = ${issuanceId}`,
    )
    expect(rows).toEqual([{ state: 'waiting', code: 'issuer.cmp-answer-doubtful', params: { doubt }, n: 0 }])
  })
})

describe('an authority behind CMP that issued before', () => {
  /**
   * A credential that the authority issued, under a number of the test's. OpenSSL's server updates the one certificate it hands out: old and
   * new have one number there, which our table does not let two have – the old one is written down under another word.
   */
  async function formerly(authorityId: string, certificate: Uint8Array, request: Uint8Array): Promise<string> {
    const issuanceId = await ordered(authorityId, request, 'Zhang San')
    await db.insert(authorityCertificates).values({
      ...{ id: randomUUID(), authorityId, issuanceId, role: 'sign', serial: `former-${issuanceId}`, state: 'issued' },
      ...{ tbs: new Uint8Array(), certificate, sha256: toHex(await nodePrimitives.digest('sha256', certificate)) },
      ...{ notBefore: now, notAfter: now + 1, createdAt: now, issuedAt: now },
    })
    await db
      .update(authorityIssuances)
      .set({ state: 'issued', issuedAt: now })
      .where(eq(authorityIssuances.id, issuanceId))
    return issuanceId
  }

  async function renewal(oldSerial: string, newSerial: string, request: CmpRequest = 'ir') {
    const [old, next] = [await carrierOf('Zhang San'), await carrierOf('Zhang San')]
    const file = certifiedAs(newSerial, next.request, identityOf(NUMBER))
    const authority = await authorityAt(await cmpServer(file, '-accept_raverified'), request)
    const former = derOf(certifiedAs(oldSerial, old.request, identityOf(NUMBER)))
    return { authority, next, file, replaces: await formerly(authority.id, former, old.request) }
  }

  it('is asked to update that certificate (kur), for the new key of the new carrier', async () => {
    const { authority, next, file, replaces } = await renewal('0x4711', '0x4711')
    const issuanceId = await ordered(authority.id, next.request, 'Zhang San', 'staff-rsa', replaces)
    const standing = await pursued(issuanceId)
    if (standing.state !== 'issued') throw new Error(`${standing.code} ${JSON.stringify(standing.params)}`)
    expect(toHex(standing.pair.sign)).toBe(toHex(derOf(file)))
    expect(await kindOf(issuanceId)).toBe('kur')
  })

  it('updates no certificate but the one it knows', async () => {
    const { authority, next, replaces } = await renewal('0x4712', '0x4713')
    const issuanceId = await ordered(authority.id, next.request, 'Zhang San', 'staff-rsa', replaces)
    expect(await pursued(issuanceId)).toMatchObject({
      state: 'failed',
      code: 'issuer.cmp-refused',
      params: { detail: expect.stringContaining('wrong certid') },
    })
    expect(await kindOf(issuanceId)).toBe('kur')
  })

  it.each([
    ['was revoked meanwhile', 'ir', 'ir'],
    ['is another authority’s', 'ir', 'ir'],
    ['would be updated, but it is set to p10cr', 'p10cr', 'p10cr'],
  ] as const)('is asked for a new one where the old one %s', async (what, setting, kind) => {
    const { authority, next, replaces: own } = await renewal('0x4714', '0x4715', setting)
    const replaces = what === 'is another authority’s' ? (await renewal('0x4716', '0x4717')).replaces : own
    if (what === 'was revoked meanwhile')
      await db.transaction((tx) => revokeCredential(tx, ctx(), { issuanceId: own, reason: 'keyCompromise' }))
    const issuanceId = await ordered(authority.id, next.request, 'Zhang San', 'staff-rsa', replaces)
    expect((await pursued(issuanceId)).state).toBe('issued')
    expect(await kindOf(issuanceId)).toBe(kind)
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
    expect(Object.keys(files).sort()).toEqual([
      'SHA256SUMS',
      'SHA256SUMS.sig',
      'request.csr',
      'request.txt',
      'signer.pem',
    ])
    expect(new TextDecoder().decode(files['request.csr'])).toBe(writePem('CERTIFICATE REQUEST', request))
    expect(new TextDecoder().decode(files['request.txt'])).toContain(NUMBER)
    const pair = await answerFor(request)
    const standing = await bring(issuanceId, pair.response, ...pair.chain)
    if (standing.state !== 'issued') throw new Error(`${standing.code} ${JSON.stringify(standing.params)}`)
    expect(standing.pair).toMatchObject({ sign: pair.sign, encryption: pair.encryption, envelope: pair.envelope })
  })

  it.each([
    ['p256', ['-sha256']],
    ['sm2', ['-sm3', '-sigopt', SM2_ID]],
  ] as const)(
    'gets a pack that OpenSSL and sha256sum confirm (%s), and nothing changed in it',
    async (keyAlgorithm, options) => {
      const { request } = await newCarrier()
      const issuanceId = await ordered(ours.id, request, '张三', 'staff-sm2')
      const auditOutside = { ...ctx().ports.auditOutside, keyAlgorithm }
      const signing = { ...ctx(), ports: { ...ctx().ports, auditOutside } }
      const files = unzipSync((await makeCredentialPack(signing, issuanceId)).bytes)
      const folder = mkdtempSync(`${workshop.directory}/pack-`)
      for (const [name, bytes] of Object.entries(files)) writeFileSync(`${folder}/${name}`, bytes)
      const verified = () =>
        workshop.run(
          ...['dgst', ...options, '-verify', `${folder}/signer.pem`, '-signature', `${folder}/SHA256SUMS.sig`],
          `${folder}/SHA256SUMS`,
        ).text
      const sums = () => spawnSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: folder }).status
      expect([verified().trim(), sums()]).toEqual(['Verified OK', 0])
      expect(readFileSync(`${folder}/SHA256SUMS`, 'utf8')).toMatch(/^# zhengxun-request-pack-1 [0-9a-f-]{36}\n/)
      // The fingerprint that stands in the trail is the one people wrote down.
      const spki = readPem(readFileSync(`${folder}/signer.pem`, 'utf8'))[0]?.bytes ?? new Uint8Array()
      const { rows } = await db.execute<{ signer: string }>(
        sql`select detail->>'signer' signer from audit_log where action = 'credential.pack-made' and object_id = ${issuanceId}`,
      )
      expect(rows).toEqual([{ signer: toHex(await nodePrimitives.digest('sha256', spki)) }])
      writeFileSync(`${folder}/request.txt`, 'another person')
      expect([verified().trim(), sums()]).toEqual(['Verified OK', 1])
      writeFileSync(`${folder}/SHA256SUMS`, '')
      expect(verified()).toContain('Verification')
      expect(verified()).not.toContain('Verified OK')
    },
  )

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
