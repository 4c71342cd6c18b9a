import { createPublicKey, verify as verifyBy } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { webPrimitives } from '#adapters/crypto/primitives.web.ts'
import { OID } from '#core/asn1/oids.ts'
import { bitString, oid, sequence } from '#core/asn1/write.ts'
import { concatBytes } from '#core/bytes/bytes.ts'
import { fromHex, toHex } from '#core/bytes/hex.ts'
import { sm2PublicKeyInfo, sm2Za } from '#core/gm/sm2.ts'
import type { Primitives } from '#core/primitives.ts'

const CORPORA = new URL('../../../../shared/corpora/', import.meta.url)
const hex = (text: string) => fromHex(text.replace(/\s+/g, '')) ?? new Uint8Array()
const keyInfo = (point: Uint8Array) => sequence(sequence(oid(OID.ed25519)), bitString(point))
const implementations: [string, Primitives][] = [
  ['node', nodePrimitives],
  ['web', webPrimitives],
]

/** RFC 8032 §7.1: TEST 1, TEST 2 and TEST 3. */
const VECTORS = [
  {
    key: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature: `e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155
      5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b`,
  },
  {
    key: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature: `92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da
      085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00`,
  },
  {
    key: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature: `6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac
      18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a`,
  },
]

/** The order of the base point, little-endian. */
const ORDER = hex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010')

/** The same signature with S + L for S: the same point equation, another encoding (RFC 8032 §8.4). */
function withLargeS(signature: Uint8Array): Uint8Array {
  const changed = signature.slice()
  let carry = 0
  for (let i = 0; i < 32; i++) {
    const sum = (signature[32 + i] ?? 0) + (ORDER[i] ?? 0) + carry
    changed[32 + i] = sum & 0xff
    carry = sum >> 8
  }
  return changed
}

/** Points of order 1, 2, 4 and 8, canonical and not: with such a key one signature fits any message. */
const SMALL_ORDER = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0100000000000000000000000000000000000000000000000000000000000080',
]

describe.each(implementations)('Ed25519 by the %s primitives', (_, primitives) => {
  const verify = (key: string, message: Uint8Array, signature: Uint8Array) =>
    primitives.verify({
      scheme: 'ed25519',
      digest: 'sha512',
      publicKey: keyInfo(hex(key)),
      message: [message],
      signature,
    })

  it.each(VECTORS)('accepts the vector of RFC 8032 over "$message", and no neighbour of it', async (vector) => {
    const [message, signature] = [hex(vector.message), hex(vector.signature)]
    expect(await verify(vector.key, message, signature)).toBe(true)
    expect(await verify(vector.key, concatBytes(message, Uint8Array.of(0)), signature)).toBe(false)
    for (const at of [0, 31, 32, 63]) {
      const flipped = signature.slice()
      flipped[at] = (flipped[at] ?? 0) ^ 1
      expect(await verify(vector.key, message, flipped)).toBe(false)
    }
    for (const short of [signature.slice(0, 63), concatBytes(signature, Uint8Array.of(0)), new Uint8Array()]) {
      expect(await verify(vector.key, message, short)).toBe(false)
    }
  })

  it.each(VECTORS)('refuses S beyond the order of the group over "$message"', async ({ key, message, signature }) => {
    expect(await verify(key, hex(message), withLargeS(hex(signature)))).toBe(false)
  })

  it.each(SMALL_ORDER)('refuses the small-order key %s', async (key) => {
    // R the neutral element, S zero: the equation S·B = R + k·A holds for every message whose k kills A.
    const forged = concatBytes(hex(SMALL_ORDER[0] ?? ''), new Uint8Array(32))
    const messages = Array.from({ length: 32 }, (_, i) => Uint8Array.of(i))
    const accepted = await Promise.all(messages.map((message) => verify(key, message, forged)))
    expect(accepted.filter(Boolean)).toEqual([])
  })
})

it('the forgery with a small-order key is one that OpenSSL accepts, so that our refusal is no accident', () => {
  const key = createPublicKey({ key: Buffer.from(keyInfo(hex(SMALL_ORDER[0] ?? ''))), format: 'der', type: 'spki' })
  const forged = concatBytes(hex(SMALL_ORDER[0] ?? ''), new Uint8Array(32))
  expect(verifyBy(null, Buffer.from('any message'), key, forged)).toBe(true)
})

const KAT = new URL('gm/kat/sm2-sm3-sm4.json', CORPORA)

describe.skipIf(!existsSync(KAT))('SM2 and SM3 known answers (SKIPPED where the corpora are absent)', () => {
  const { sign } = JSON.parse(existsSync(KAT) ? readFileSync(KAT, 'utf8') : '{"sign":{}}') as {
    sign: Record<'px' | 'py' | 'id' | 'za' | 'za_emptyid' | 'msg' | 'e' | 'der', string>
  }
  const point = hex(`04${sign.px}${sign.py}`)
  const ascii = (text: string) => new TextEncoder().encode(text)

  it.each(implementations)('hold for the %s primitives: ZA, e and the signature', async (_, primitives) => {
    const za = await sm2Za(primitives, ascii(sign.id), point)
    expect(toHex(za)).toBe(sign.za)
    expect(toHex(await sm2Za(primitives, new Uint8Array(), point))).toBe(sign.za_emptyid)
    expect(toHex(await primitives.digest('sm3', za, ascii(sign.msg)))).toBe(sign.e)
    const check = {
      scheme: 'sm2',
      digest: 'sm3',
      publicKey: sm2PublicKeyInfo(point),
      signature: hex(sign.der),
    } as const
    expect(await primitives.verify({ ...check, message: [ascii(sign.msg)] })).toBe(true)
    expect(await primitives.verify({ ...check, message: [ascii(`${sign.msg}!`)] })).toBe(false)
    expect(await primitives.verify({ ...check, message: [ascii(sign.msg)], sm2Id: null })).toBe(false)
    expect(await primitives.verify({ ...check, message: [ascii(sign.msg)], sm2Id: new Uint8Array() })).toBe(false)
  })
})
