import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openSigner } from '#adapters/keys/signer.ts'
import { openSm2Envelope } from '#adapters/keys/sm2-envelope.node.ts'
import { makeCertificationRequest } from '#adapters/pkijs/request.ts'
import { toHex } from '#core/bytes/hex.ts'
import { readCsrResponse } from '#core/keystores/csr-response.ts'
import { SecretKey } from '#core/keystores/secret.ts'
import { extensionOf } from '#core/x509/extensions.ts'
import { nameText } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { judgePath } from '#core/x509/path.ts'
import { inDistrict } from '#db/scope.ts'
import { type IssuanceStanding, issueCredential } from '#features/authority/index.ts'
import { withDatabase } from '../../database.ts'
import { bits, keyOf, whole } from '../../lab/der.ts'
import { openssl, sm2Verifies, withFiles } from '../../lab/openssl.ts'
import { authorityEstate, newCarrier, orderFor } from './estate.ts'

const { db } = await withDatabase()
const files = withFiles()
const estate = authorityEstate(db)
const sm2 = await estate.found()
const rsa = await estate.found({
  ...{ label: 'staff-rsa', name: '工作人员证书机构（RSA）', algorithm: 'rsa3072', commonName: '证巡测试 RSA CA' },
  profiles: ['staff-rsa', 'seal-maker'],
})

const certificateOf = (der: Uint8Array) => {
  const read = parseCertificate(der)
  if (!read.ok) throw new Error(read.error.code)
  return read.value
}
const signedBy = (der: Uint8Array, issuer: Uint8Array) => sm2Verifies(files, keyOf(issuer), whole(der, 0), bits(der, 2))

async function pathOf(target: Uint8Array, anchor: Uint8Array) {
  const inputs = { anchors: [certificateOf(anchor)], intermediates: [], crls: [], ocsps: [], requireRevocation: false }
  const at = estate.ctx().now
  const { judgement } = await judgePath({ target: certificateOf(target), ...inputs, at }, nodePrimitives)
  return judgement.verdict
}

describe('a pair of SM2 certificates', async () => {
  const carrier = await newCarrier()
  const { pair } = await estate.issue(orderFor(sm2.id, carrier.request))
  const { sign, encryption = new Uint8Array(), envelope = new Uint8Array(), chain } = pair
  const [authority = new Uint8Array()] = chain

  it('is confirmed by OpenSSL link by link under the usual identifier, and by our own engine', async () => {
    for (const one of [sign, encryption, authority]) {
      expect(await signedBy(one, authority)).toBe(true)
      expect(await pathOf(one, authority)).toBe('VALID')
    }
    expect(await signedBy(sign, encryption)).toBe(false)
  })

  it('names the person as C, O, OU…, CN with the number, and differs in key and usage alone', () => {
    const [one, other] = [certificateOf(sign), certificateOf(encryption)]
    expect(one.subject.rdns.map(([attribute]) => attribute?.text)).toEqual([
      ...['CN', '上海市黄浦区人力资源和社会保障局', '南京东路街道', '受理窗口', '张三'],
    ])
    expect(nameText(other.subject)).toBe(nameText(one.subject))
    expect([one.notBefore, one.notAfter]).toEqual([other.notBefore, other.notAfter])
    expect(extensionOf(one, 'keyUsage')).toEqual(['digitalSignature', 'contentCommitment'])
    expect(extensionOf(other, 'keyUsage')).toEqual(['keyEncipherment', 'dataEncipherment', 'keyAgreement'])
    for (const { extensions } of [one, other])
      expect(Buffer.from(extensions.find(({ oid }) => oid === '1.2.156.10260.4.1.1')?.value ?? [])).toEqual(
        Buffer.concat([Buffer.from('a0141312', 'hex'), Buffer.from('310101199001011234')]),
      )
    expect(Buffer.from(one.serial).length).toBe(16)
    expect(one.serial).not.toEqual(other.serial)
  })

  it('brings the encryption key in an envelope that the carrier opens, and OpenSSL too', async () => {
    const response = readCsrResponse(pair.response)
    expect(response?.certificates).toEqual([sign, encryption])
    if (!response?.envelope) throw new Error('no envelope')
    const opened = openSm2Envelope(new SecretKey(carrier.pkcs8.slice()), response.envelope)
    if (!opened.ok) throw new Error(opened.error)
    expect(opened.value.publicKey).toEqual(certificateOf(encryption).publicKeyInfo)
    // The symmetric key by OpenSSL's own decryption; SM4 over the private number by OpenSSL's; d·G by OpenSSL again.
    const key = files.put(new Uint8Array(carrier.pkcs8))
    const symmetric = files.path()
    const cipher = files.put(whole(envelope, 1))
    await openssl(['pkeyutl', '-decrypt', '-keyform', 'DER', '-inkey', key, '-in', cipher, '-out', symmetric])
    const number = files.path()
    const sm4 = ['enc', '-d', '-sm4-ecb', '-nopad', '-K', files.read(symmetric).toString('hex')]
    await openssl([...sm4, '-in', files.put(bits(envelope, 3)), '-out', number])
    expect(files.read(number)).toHaveLength(32)
    expect(files.read(symmetric)).toHaveLength(16)
    const pkcs8 = opened.value.key.use((octets) => Buffer.from(octets))
    expect(pkcs8.includes(files.read(number))).toBe(true)
    expect(openSigner(new Uint8Array(pkcs8)).spki).toEqual(certificateOf(encryption).publicKeyInfo)
    const other = openSm2Envelope(new SecretKey((await newCarrier()).pkcs8), response.envelope)
    expect(other).toMatchObject({ ok: false, error: 'envelope.not-for-this-key' })
  })

  it('keeps the key in escrow sealed, under a purpose that signs nothing', async () => {
    const { rows } = await db.execute<{ purpose: string; sealed: Buffer }>(
      sql`select purpose, sealed from sealed_keys where purpose = 'encryption-escrow'`,
    )
    expect(rows.length).toBeGreaterThan(0)
    const { rows: leaks } = await db.execute(
      sql`select 1 from audit_log where detail::text like '%310101199001011234%' or request_id like '%310101199%'`,
    )
    expect(leaks).toEqual([])
  })
})

describe('a single certificate for old systems', () => {
  it('is confirmed by OpenSSL and by our own engine', async () => {
    const carrier = await newCarrier('rsa2048')
    const { pair } = await estate.issue(orderFor(rsa.id, carrier.request, { profileId: 'staff-rsa' }))
    expect(pair.encryption).toBeUndefined()
    const [authority = new Uint8Array()] = pair.chain
    const check = ['verify', '-attime', `${Math.floor(estate.ctx().now / 1000)}`, '-x509_strict', '-CAfile']
    const said = await openssl([...check, files.putCertificates(authority), files.putCertificates(pair.sign)])
    expect(said).toMatchObject({ status: 0, text: expect.stringContaining(': OK') })
    expect(await pathOf(pair.sign, authority)).toBe('VALID')
    expect(readCsrResponse(pair.response)?.certificates).toEqual([pair.sign])
  })
})

describe('an order', async () => {
  const carrier = await newCarrier()
  const refused = (kind: string, code: string) => expect.objectContaining({ kind, code })

  it('takes three different persons, in the service and in the database', async () => {
    const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()]
    for (const persons of [
      { requester: a, reviewer: a, approver: b },
      { requester: a, reviewer: b, approver: a },
      { requester: b, reviewer: a, approver: a },
    ]) {
      const order = orderFor(sm2.id, carrier.request, { persons })
      await expect(estate.order(order)).rejects.toEqual(refused('forbidden', 'authority.three-persons'))
    }
    const { issuanceId } = await estate.order(
      orderFor(sm2.id, carrier.request, { persons: { requester: a, reviewer: b, approver: c } }),
    )
    await expect(
      db.execute(sql`insert into authority_issuances select (jsonb_populate_record(i, jsonb_build_object(
        'id', gen_random_uuid(), 'request_id', 'other', 'approver', requester))).* from authority_issuances i where id = ${issuanceId}`),
    ).rejects.toMatchObject({ cause: { constraint: 'authority_issuances_persons' } })
    await expect(
      db.execute(sql`update authority_issuances set approver = gen_random_uuid() where id = ${issuanceId}`),
    ).rejects.toMatchObject({ cause: { constraint: 'authority_issuances_once' } })
  })

  it('is the same issuance when it comes again, and is refused with anything else in it', async () => {
    const order = orderFor(sm2.id, carrier.request)
    const { issuanceId } = await estate.order(order)
    expect(await estate.order({ ...order })).toEqual({ issuanceId })
    const conflict = refused('conflict', 'authority.other-order')
    for (const other of [
      { carrierSerial: 'UK-0002' },
      { identity: { kind: 'resident' as const, number: '310101199001011235' } },
      { request: (await newCarrier()).request },
      { persons: { ...order.persons, approver: randomUUID() } },
    ])
      await expect(estate.order({ ...order, ...other })).rejects.toEqual(conflict)
    const both = await Promise.all([0, 1].map(() => issueCredential(estate.ctx(), issuanceId)))
    for (const { state } of both) expect(['issued', 'waiting']).toContain(state)
    const again = await issueCredential(estate.ctx(), issuanceId)
    if (again.state !== 'issued') throw new Error(again.code)
    expect(again.pair.chain).toEqual([sm2.certificate])
    // Bytes of their own, not a view into what the driver read.
    for (const one of [again.pair.sign, ...again.pair.chain]) expect(parseCertificate(one).ok).toBe(true)
    const responseOf = (one: IssuanceStanding) => (one.state === 'issued' ? [toHex(one.pair.response)] : [])
    expect(both.flatMap(responseOf)).toContain(responseOf(again)[0])
    const { rowCount } = await db.execute(
      sql`select 1 from authority_certificates where issuance_id = ${issuanceId} and state <> 'drawn'`,
    )
    expect(rowCount).toBe(2)
  })

  it('is refused where the request proves nothing, or proves it under the empty identifier', async () => {
    const flipped = carrier.request.slice()
    flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1
    await expect(estate.order(orderFor(sm2.id, flipped))).rejects.toEqual(
      refused('bad-input', 'authority.possession-not-proven'),
    )
    for (const [sm2Id, code] of [
      [new Uint8Array(), 'request.sm2-empty-id'],
      [null, 'authority.possession-not-proven'],
    ] as const) {
      const signer = openSigner(carrier.pkcs8, { sm2Id })
      const request = await makeCertificationRequest({ subject: { CN: 'x' }, signer })
      await expect(estate.order(orderFor(sm2.id, request))).rejects.toEqual(refused('bad-input', code))
    }
  })

  it('is refused for a key, a profile or an authority that does not fit', async () => {
    const rsaCarrier = await newCarrier('rsa2048')
    const weak = await newCarrier('rsa1024')
    const order = (id: string, request: Uint8Array, profileId: string) =>
      estate.order(orderFor(id, request, { profileId }))
    await expect(order(sm2.id, rsaCarrier.request, 'staff-sm2')).rejects.toEqual(
      refused('bad-input', 'authority.key-not-taken'),
    )
    await expect(order(rsa.id, weak.request, 'staff-rsa')).rejects.toEqual(
      refused('bad-input', 'authority.key-not-taken'),
    )
    await expect(order(sm2.id, rsaCarrier.request, 'staff-rsa')).rejects.toEqual(
      refused('precondition', 'authority.profile-not-offered'),
    )
    await expect(order(sm2.id, carrier.request, 'ocsp')).rejects.toEqual(
      refused('not-found', 'authority.profile-unknown'),
    )
    await expect(order(randomUUID(), carrier.request, 'staff-sm2')).rejects.toEqual(
      refused('not-found', 'authority.not-found'),
    )
  })

  it('belongs to its district: another one neither sees nor issues it, nor reads what was laid out', async () => {
    const [huangpu, pudong] = [inDistrict(db, '310101'), inDistrict(db, '310115')]
    const { issuanceId } = await estate.order(orderFor(sm2.id, carrier.request), estate.ctx({ db: huangpu }))
    await expect(issueCredential(estate.ctx({ db: pudong }), issuanceId)).rejects.toEqual(
      refused('not-found', 'authority.issuance-not-found'),
    )
    const seen = async (handle: typeof db) =>
      (await handle.execute(sql`select 1 from authority_certificates where issuance_id = ${issuanceId}`)).rowCount
    expect([await seen(huangpu), await seen(pudong)]).toEqual([2, 0])
    const issued = await issueCredential(estate.ctx({ db: huangpu }), issuanceId)
    expect(issued.state).toBe('issued')
    await expect(estate.order(orderFor(sm2.id, carrier.request), estate.ctx({ db: pudong }))).rejects.toThrow()
  })
})

describe('signing that was cut off', () => {
  it('burns the numbers it began with, and goes on under new ones that all can see', async () => {
    const carrier = await newCarrier()
    const { issuanceId } = await estate.order(orderFor(sm2.id, carrier.request))
    const gone = estate.ctx()
    const dead = { ...gone.ports.keys, signing: () => Promise.reject(new Error('killed')) }
    await expect(issueCredential(estate.ctx({ ports: { keys: dead } }), issuanceId)).rejects.toThrow('killed')
    const issued = await issueCredential(estate.ctx({ now: gone.now + 61_000 }), issuanceId)
    expect(issued.state).toBe('issued')
    const { rows } = await db.execute<{ state: string; n: number }>(
      sql`select state, count(*)::int n, count(distinct serial)::int from authority_certificates where issuance_id = ${issuanceId} group by 1 order by 1`,
    )
    expect(rows).toMatchObject([
      { state: 'burned', n: 2 },
      { state: 'issued', n: 2 },
    ])
    const { rows: listed } = await db.execute(
      sql`select r.serial from authority_revocations r join authority_certificates c on c.id = r.certificate_id where c.issuance_id = ${issuanceId} and c.state = 'burned'`,
    )
    expect(listed).toHaveLength(2)
  })

  it('is nobody else’s to finish while it lasts', async () => {
    const { issuanceId } = await estate.order(orderFor(sm2.id, (await newCarrier()).request))
    await db.execute(
      sql`update authority_issuances set state = 'signing', takes = 1, lease_until = '2026-11-22T01:01:00Z' where id = ${issuanceId}`,
    )
    expect(await issueCredential(estate.ctx(), issuanceId)).toMatchObject({
      state: 'waiting',
      code: 'authority.issuing-elsewhere',
    })
  })
})
