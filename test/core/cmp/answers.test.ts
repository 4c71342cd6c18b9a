// Answers of OpenSSL's own mock server (`openssl cmp -use_mock_srv -rspout`), then the same with one thing changed.

import { createHmac, createPublicKey, pbkdf2Sync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { generateKey, openSigner } from '#adapters/keys/signer.ts'
import { onlyTlv } from '#core/asn1/fields.ts'
import { OID } from '#core/asn1/oids.ts'
import { integer, nullValue, octetString, oid, sequence, tlv } from '#core/asn1/write.ts'
import { equalBytes } from '#core/bytes/bytes.ts'
import { readPem } from '#core/bytes/pem.ts'
import { type CmpExpectation, doubtIn, macMethodOf } from '#core/cmp/judge.ts'
import { type CmpAnswer, readCmpAnswer } from '#core/cmp/read.ts'
import { cmpBody, cmpHeader, generalMessage, passwordBasedMac, pbmac1, protectedPart } from '#core/cmp/write.ts'
import { parseCertificate, readAlgorithm } from '#core/x509/parse.ts'
import { heldSecret } from '../../support/issuing.ts'
import { opensslWorkshop, SM2_ID } from '../../support/openssl.ts'

const workshop = opensslWorkshop()
afterAll(workshop.close)
const at = (name: string) => `${workshop.directory}/${name}`

function openssl(...args: string[]) {
  const { status, text } = workshop.run(...args)
  if (status !== 0) throw new Error(text)
}

const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
openssl('req', '-x509', ...ec, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=ca', '-days', '30')
openssl('req', '-x509', ...ec, '-keyout', at('new.key'), '-out', at('new.pem'), '-subj', '/CN=new', '-days', '30')
/** Not before either certificate begins, which is the second it was made in. */
const NOW = Date.now()

/** What the mock server answered to a command: one file a message. */
function answersTo(command: string, files: number, ...args: string[]): Uint8Array[] {
  const names = Array.from({ length: files }, (_, i) => at(`${command}-${i}.der`))
  const server = ['-use_mock_srv', '-srv_ref', 'r', '-srv_secret', 'pass:s', '-rsp_cert', at('new.pem')]
  const client = ['-ref', 'r', '-secret', 'pass:s', '-recipient', '/CN=ca', '-rspout', names.join(' ')]
  openssl('cmp', '-cmd', command, ...server, ...client, ...args)
  return names.map((name) => new Uint8Array(readFileSync(name)))
}

const NEW = ['-newkey', at('new.key'), '-subject', '/CN=new', '-certout', at('out.pem')]
const [ip = new Uint8Array(), pkiconf = new Uint8Array()] = answersTo('ir', 2, ...NEW)
const [rp = new Uint8Array()] = answersTo('rr', 1, '-oldcert', at('new.pem'))
const [genp = new Uint8Array()] = answersTo('genm', 1)

function read(bytes: Uint8Array): CmpAnswer {
  const answer = readCmpAnswer(bytes)
  if (!answer.ok) throw new Error(`${answer.error.code} at ${answer.error.offset}`)
  return answer.value
}

const secret = (value: string) => heldSecret(new TextEncoder().encode(value))

function expected(answer: CmpAnswer, given: Partial<CmpExpectation> = {}): CmpExpectation {
  const { transactionId = new Uint8Array(), recipientNonce: nonce = new Uint8Array() } = answer
  return { transactionId, nonce, mac: secret('s').mac, responders: [], now: NOW, ...given }
}

describe('answers of OpenSSL', () => {
  it('are read and believed', async () => {
    expect(read(ip).body).toMatchObject({ kind: 'certificates', responses: [{ requestId: 0, status: { status: 0 } }] })
    expect(read(pkiconf).body).toEqual({ kind: 'confirmed' })
    expect(read(rp).body).toMatchObject({ kind: 'revocations', statuses: [{ status: 0 }] })
    expect(read(genp).body).toMatchObject({ kind: 'general' })
    for (const bytes of [ip, pkiconf, rp, genp])
      expect(await doubtIn(read(bytes), expected(read(bytes)), nodePrimitives)).toBeUndefined()
  })

  it.each<[string, Partial<CmpExpectation>]>([
    ['cmp.other-transaction', { transactionId: new Uint8Array(16) }],
    ['cmp.nonce-not-ours', { nonce: new Uint8Array(16) }],
    ['cmp.protection-broken', { mac: secret('t').mac }],
  ])('are refused as %s', async (doubt, given) => {
    expect(await doubtIn(read(ip), expected(read(ip), given), nodePrimitives)).toBe(doubt)
  })

  it('are refused under a MAC where no secret is shared, and without any protection', async () => {
    const { mac: _, ...withoutSecret } = expected(read(ip))
    expect(await doubtIn(read(ip), withoutSecret, nodePrimitives)).toBe('cmp.protection-unknown')
    const { protection: __, ...bare } = read(ip)
    expect(await doubtIn(bare, expected(bare), nodePrimitives)).toBe('cmp.unprotected')
    const { senderNonce: ___, ...old } = read(ip)
    expect(await doubtIn(old, expected(old), nodePrimitives)).toBe('cmp.nonce-missing')
  })

  it('are believed with a signature of a responder we know, in its time, and of no other', async () => {
    const signed = ['-srv_cert', at('ca.pem'), '-srv_key', at('ca.key'), '-srv_trusted', at('new.pem')]
    const client = ['-cert', at('new.pem'), '-key', at('new.key'), '-srvcert', at('ca.pem'), '-rspout', at('s.der')]
    openssl('cmp', '-cmd', 'genm', '-use_mock_srv', ...signed, ...client, '-rsp_cert', at('new.pem'))
    const answer = read(new Uint8Array(readFileSync(at('s.der'))))
    const [ca, other] = ['ca.pem', 'new.pem'].map((name) => {
      const parsed = parseCertificate(readPem(workshop.read(at(name)))[0]?.bytes ?? new Uint8Array())
      if (!parsed.ok) throw new Error(parsed.error.code)
      return parsed.value
    })
    if (!ca || !other) throw new Error('no certificates')
    const judged = (given: Partial<CmpExpectation>) => doubtIn(answer, expected(answer, given), nodePrimitives)
    expect(await judged({ responders: [other, ca] })).toBeUndefined()
    expect(await judged({ responders: [other] })).toBe('cmp.responder-unknown')
    expect(await judged({ responders: [] })).toBe('cmp.responder-unknown')
    expect(await judged({ responders: [ca], now: NOW + 31 * 86_400_000 })).toBe('cmp.responder-expired')
    const changed = Uint8Array.from(answer.protectedPart)
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1
    const spoiled = { ...answer, protectedPart: changed }
    expect(await doubtIn(spoiled, expected(answer, { responders: [ca] }), nodePrimitives)).toBe('cmp.protection-broken')
  })

  it('ten thousand times changed: never believed, always a typed error, never a hang', async () => {
    let seed = 7
    const next = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return Math.floor((seed / 2_147_483_648) * below)
    }
    const sources = [ip, pkiconf, rp, genp]
    const original = new Map(sources.map((bytes) => [bytes, read(bytes)]))
    const expectations = new Map(sources.map((bytes) => [bytes, expected(read(bytes))]))
    let unreadable = 0
    let doubted = 0
    for (let i = 0; i < 10_000; i++) {
      const source = sources[i % sources.length] as Uint8Array
      const changed = Uint8Array.from(source).subarray(0, next(10) === 0 ? next(source.length) : source.length)
      for (let n = 0; n <= next(3); n++) changed[next(changed.length)] = next(256)
      const answer = readCmpAnswer(changed)
      if (!answer.ok) {
        expect(answer.error.code).toMatch(/^[a-z0-9]+\.[a-z-]+$/)
        unreadable++
        continue
      }
      const whole = original.get(source) as CmpAnswer
      const doubt = await doubtIn(answer.value, expectations.get(source) as CmpExpectation, nodePrimitives)
      const isSame = equalBytes(answer.value.protectedPart, whole.protectedPart)
      if (doubt) doubted++
      else expect(isSame).toBe(true)
    }
    expect(unreadable).toBeGreaterThan(1000)
    expect(doubted).toBeGreaterThan(1000)
  }, 60_000)
})

describe('MAC parameters', () => {
  const algorithm = (der: Uint8Array) => readAlgorithm(onlyTlv(der))
  const salt = new Uint8Array(16)

  it('read what they write', () => {
    expect(macMethodOf(algorithm(passwordBasedMac({ salt, iterations: 10_000 })))).toEqual({
      ok: true,
      value: { kind: 'password-based', salt, iterations: 10_000, ownWay: 'sha256', digest: 'sha256' },
    })
    expect(macMethodOf(algorithm(pbmac1({ salt, iterations: 10_000 })))).toEqual({
      ok: true,
      value: { kind: 'pbmac1', salt, iterations: 10_000, prf: 'sha256', keyBytes: 32, digest: 'sha256' },
    })
    expect(macMethodOf(algorithm(sequence(oid(OID.ecdsaWithSha256))))).toBeUndefined()
  })

  it.each([
    ['cmp.mac-iterations', passwordBasedMac({ salt, iterations: 99 })],
    ['cmp.mac-iterations', passwordBasedMac({ salt, iterations: 1_000_001 })],
    ['cmp.mac-iterations', pbmac1({ salt, iterations: 2 ** 31 })],
    ['cmp.mac-salt', passwordBasedMac({ salt: new Uint8Array(7), iterations: 1000 })],
    ['cmp.mac-salt', pbmac1({ salt: new Uint8Array(1025), iterations: 1000 })],
    ['cmp.mac-parameters', sequence(oid('1.2.840.113533.7.66.13'))],
    [
      'cmp.mac-digest',
      sequence(
        oid('1.2.840.113533.7.66.13'),
        sequence(octetString(salt), sequence(oid(OID.md5)), integer(1000), sequence(oid('1.2.840.113549.2.9'))),
      ),
    ],
  ])('are refused as %s', (code, der) => {
    expect(macMethodOf(algorithm(der))).toMatchObject({ ok: false, error: { code } })
  })

  it('derive for PBMAC1 what PBKDF2 and HMAC give', async () => {
    const method = macMethodOf(algorithm(pbmac1({ salt, iterations: 1000 })))
    if (!method?.ok) throw new Error('unreadable')
    const message = generalMessage('1.2.3')
    const key = pbkdf2Sync('s', salt, 1000, 32, 'sha256')
    const code = new Uint8Array(createHmac('sha256', key).update(message).digest())
    expect(await secret('s').mac(method.value, message)).toEqual(code)
  })
})

describe('what is signed', () => {
  it('is verified by OpenSSL under an SM2 key with the default identifier', async () => {
    const signer = openSigner(generateKey('sm2'))
    const header = cmpHeader({
      at: NOW,
      protectionAlgorithm: sequence(oid(OID.sm2WithSm3)),
      transactionId: new Uint8Array(16),
      senderNonce: new Uint8Array(16),
    })
    const part = protectedPart(header, cmpBody('genm', generalMessage('1.3.6.1.5.5.7.4.17')))
    const key = createPublicKey({ key: Buffer.from(signer.spki), format: 'der', type: 'spki' })
    const [pub, data, signature] = [
      workshop.put(key.export({ format: 'pem', type: 'spki' }) as string),
      workshop.put(part),
      workshop.put(await signer.sign(part)),
    ]
    const args = ['-verify', '-pubin', '-inkey', pub, '-rawin', '-digest', 'sm3', '-in', data, '-sigfile', signature]
    expect(workshop.run('pkeyutl', ...args, '-pkeyopt', SM2_ID).text).toMatch(/Verified Successfully/)
  })

  it('is what asn1parse reads: nothing left over, no field misplaced', () => {
    const header = cmpHeader({
      at: NOW,
      protectionAlgorithm: sequence(oid(OID.sm2WithSm3), nullValue()),
      senderKid: new Uint8Array(4),
      transactionId: new Uint8Array(16),
      senderNonce: new Uint8Array(16),
      recipientNonce: new Uint8Array(16),
    })
    const file = workshop.put(tlv(0x30, header))
    expect(workshop.run('asn1parse', '-inform', 'DER', '-in', file).status).toBe(0)
  })
})
