import { createCipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { CIPHER_SUITES, CIPHERS } from '#adapters/keys/ciphers.node.ts'
import { type Envelope, openEnvelope, type RowPlace, sealInto } from '#adapters/keys/envelope.node.ts'
import { openKeyring } from '#adapters/keys/keyring.node.ts'

const SECRET = new TextEncoder().encode('what nobody may read')
const kek = randomBytes(32)
const other = randomBytes(32)

type Row = RowPlace & Envelope

/** Two rows that differ in every field there is: of other tables, ids, purposes, versions, facts, keys and secrets. */
function rows(suite: (typeof CIPHER_SUITES)[number]): { ring: ReturnType<typeof openKeyring>; pair: [Row, Row] } {
  const places: [RowPlace, RowPlace] = [
    { table: 'sealed_keys', id: 'a', purpose: 'one', version: 1, facts: { algorithm: 'p256', publicKey: '04' } },
    { table: 'sealed_secrets', id: 'b', purpose: 'two', version: 2, facts: { algorithm: 'sm2', publicKey: '05' } },
  ]
  const sealedBy = (current: Uint8Array, place: RowPlace, secret: Uint8Array) => ({
    ...place,
    ...sealInto(openKeyring([current], { suite }), place, secret),
  })
  return {
    ring: openKeyring([kek, other], { suite }),
    pair: [sealedBy(kek, places[0], SECRET), sealedBy(other, places[1], SECRET.toReversed())],
  }
}

const FIELDS = ['table', 'id', 'purpose', 'version', 'facts', 'kekId', 'wrappedKey', 'sealed'] as const
/** Every choice of fields that come from the other row, but none and all. */
const CHOICES = Array.from({ length: 2 ** FIELDS.length - 2 }, (_, index) =>
  FIELDS.filter((_field, bit) => (index + 1) & (1 << bit)),
)

describe.each(CIPHER_SUITES)('a sealed row (%s)', (suite) => {
  it('opens where it was sealed, and shows nothing of what is in it', () => {
    const { ring, pair } = rows(suite)
    for (const [index, row] of pair.entries()) {
      expect(openEnvelope(ring, row, row)).toEqual(index === 0 ? SECRET : SECRET.toReversed())
      expect(Buffer.concat([row.sealed, row.wrappedKey]).includes(Buffer.from(SECRET))).toBe(false)
    }
  })

  it('never opens with any choice of its fields taken from another row', () => {
    const { ring, pair } = rows(suite)
    const opened = CHOICES.filter((fields) => {
      const mixed = { ...pair[0], ...Object.fromEntries(fields.map((field) => [field, pair[1][field]])) } as Row
      return typeof openEnvelope(ring, mixed, mixed) !== 'string'
    })
    expect(CHOICES).toHaveLength(254)
    expect(opened).toEqual([])
  })

  it('does not open with one bit changed anywhere, one octet less or one more', () => {
    const { ring, pair } = rows(suite)
    const [row] = pair
    for (const field of ['wrappedKey', 'sealed'] as const) {
      const octets = row[field]
      const flipped = Array.from({ length: octets.length * 8 }, (_, bit) =>
        octets.map((octet, at) => (at === bit >> 3 ? octet ^ (1 << (bit & 7)) : octet)),
      )
      const cut = Array.from({ length: octets.length }, (_, length) => octets.subarray(0, length))
      const longer = new Uint8Array([...octets, 0])
      const opened = [...flipped, ...cut, longer].filter(
        (changed) => typeof openEnvelope(ring, row, { ...row, [field]: changed }) !== 'string',
      )
      expect(opened).toEqual([])
    }
  })

  it('is of no use without its key-encryption key', () => {
    const { pair } = rows(suite)
    const stranger = openKeyring([randomBytes(32)], { suite })
    expect(openEnvelope(stranger, pair[0], pair[0])).toBe('key.sealed-under-another-key')
    const claimed = { ...pair[0], kekId: stranger.current().id }
    expect(openEnvelope(stranger, claimed, claimed)).toBe('key.seal-broken')
  })

  it('never comes out the same twice', () => {
    const { ring, pair } = rows(suite)
    const again = sealInto(ring, pair[0], SECRET)
    expect(Buffer.compare(again.sealed, pair[0].sealed)).not.toBe(0)
    expect(Buffer.compare(again.wrappedKey, pair[0].wrappedKey)).not.toBe(0)
  })
})

describe('the cipher of 密评', () => {
  it('is SM4-CTR, and HMAC-SM3 over the binding and the ciphertext under another key', () => {
    const key = randomBytes(48)
    const binding = new TextEncoder().encode('row')
    const box = CIPHERS.gm.seal(key, SECRET, binding)
    const encrypted = createCipheriv('sm4-ctr', key.subarray(0, 16), box.subarray(1, 17)).update(SECRET)
    expect(Buffer.from(box.subarray(17, -32)).equals(encrypted)).toBe(true)
    const length = Buffer.from('0000000000000003', 'hex')
    const mac = createHmac('sm3', key.subarray(16)).update(length).update('row').update(box.subarray(0, -32)).digest()
    expect(Buffer.from(box.subarray(-32)).equals(mac)).toBe(true)
  })

  it('wraps under a key of its own, derived with SM3', () => {
    const derived = openKeyring([kek], { suite: 'gm' }).current().wrappingKey(CIPHERS.gm)
    const expected = hkdfSync('sm3', kek, new Uint8Array(), 'zhengxun wrapping key, format 2', 48)
    expect(Buffer.from(derived).equals(Buffer.from(expected))).toBe(true)
  })
})
