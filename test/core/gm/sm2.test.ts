import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import { fromHex, toHex } from '#core/bytes/hex.ts'
import {
  isSm2Point,
  readRawSm2Signature,
  readSm2Signature,
  SM2_ORDER,
  sm2PointOf,
  sm2PublicKeyInfo,
  sm2SignatureToDer,
  sm2Za,
  writeRawSm2Signature,
  writeSm2Signature,
} from '#core/gm/sm2.ts'
import { SM2_DEFAULT_ID } from '#core/primitives.ts'

const hex = (text: string) => fromHex(text) ?? new Uint8Array()

/** GB/T 32918.5 annex A. */
const POINT = hex(
  '0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13',
)
const R = 0xf5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3n
const S = 0xb1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aan

describe('ZA (GB/T 32918.2 §5.5)', () => {
  it('is the published one for the default identity, and another for the empty one', async () => {
    expect(toHex(await sm2Za(nodePrimitives, SM2_DEFAULT_ID, POINT))).toBe(
      'b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3',
    )
    expect(toHex(await sm2Za(nodePrimitives, new Uint8Array(), POINT))).toBe(
      'f2a1724ed3d6767e22fcd19bfb33cd8af34f59ad7fdc8747cce6acacd414f1f9',
    )
  })

  it('refuses an identity whose length cannot be written', () => {
    expect(() => sm2Za(nodePrimitives, new Uint8Array(8192), POINT)).toThrow(RangeError)
  })
})

describe('public keys', () => {
  it('lie on the curve, in canonical coordinates', () => {
    expect(isSm2Point(POINT)).toBe(true)
    const off = POINT.slice()
    off[64] = (off[64] ?? 0) ^ 1
    expect(isSm2Point(off)).toBe(false)
    expect(isSm2Point(hex(`04${'ff'.repeat(64)}`))).toBe(false)
    expect(isSm2Point(POINT.subarray(0, 64))).toBe(false)
  })

  it('are found under the standard algorithm and under the SM2 identifier that some CAs write', () => {
    const odd = write.sequence(write.sequence(write.oid(OID.sm2)), write.bitString(POINT))
    expect(sm2PointOf(sm2PublicKeyInfo(POINT))).toEqual(POINT)
    expect(sm2PointOf(odd)).toEqual(POINT)
    expect(sm2PointOf(POINT)).toBeUndefined()
  })
})

describe('signatures', () => {
  const good = writeSm2Signature({ r: R, s: S })
  const of = (r: bigint, s: bigint) => writeSm2Signature({ r, s })

  it('are the same in DER and as r ‖ s', () => {
    const raw = writeRawSm2Signature({ r: R, s: S })
    expect(raw).toHaveLength(64)
    expect(readSm2Signature(good)).toEqual({ ok: true, value: { r: R, s: S } })
    expect(readRawSm2Signature(raw)).toEqual({ ok: true, value: { r: R, s: S } })
    expect(sm2SignatureToDer(raw)).toEqual({ ok: true, value: { encoding: 'raw', der: good } })
    expect(sm2SignatureToDer(good)).toEqual({ ok: true, value: { encoding: 'der', der: good } })
  })

  it.each<[string, Uint8Array]>([
    ['r = 0', of(0n, S)],
    ['s = 0', of(R, 0n)],
    ['r = n', of(SM2_ORDER, S)],
    ['s above n', of(R, SM2_ORDER + 1n)],
    ['r + s = n', of(R, SM2_ORDER - R)],
    ['a negative r', of(-R, S)],
    ['a trailing byte', new Uint8Array([...good, 0])],
    ['a third number', write.sequence(write.integer(R), write.integer(S), write.integer(1))],
    ['a SET instead of a SEQUENCE', write.tlv(0x31, write.integer(R), write.integer(S))],
    [
      'a padded integer',
      write.sequence(write.tlv(2, Uint8Array.of(0), write.integer(R).subarray(2)), write.integer(S)),
    ],
    ['a long form of the length', new Uint8Array([0x30, 0x81, ...good.subarray(1)])],
  ])('with %s are refused', (_title, signature) => {
    expect(readSm2Signature(signature).ok).toBe(false)
  })
})
