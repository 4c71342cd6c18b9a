import { describe, expect, it } from 'vitest'
import { readDer } from '#core/asn1/der.ts'
import { onlyTlv, parsing } from '#core/asn1/fields.ts'
import * as read from '#core/asn1/values.ts'
import * as write from '#core/asn1/write.ts'
import { fromHex, toHex } from '#core/bytes/hex.ts'

const hex = (text: string) => fromHex(text) ?? new Uint8Array()
const reading = <T>(reader: (der: ReturnType<typeof onlyTlv>) => T, text: string) =>
  parsing(() => reader(onlyTlv(hex(text))))

/** Each row: what is read, a good encoding with its value, and the twin that X.690 forbids with its code. */
describe('primitive values are read in their only DER form', () => {
  it.each<[string, (der: ReturnType<typeof onlyTlv>) => unknown, string, unknown, string, string]>([
    ['boolean', read.readBoolean, '0101ff', true, '010101', 'der.boolean-not-canonical'],
    ['boolean length', read.readBoolean, '010100', false, '0100', 'der.boolean-not-canonical'],
    ['integer', read.readSmallInteger, '02020080', 128, '0202007f', 'der.integer-not-minimal'],
    ['negative integer', read.readSmallInteger, '0201ff', -1, '0202ffff', 'der.integer-not-minimal'],
    ['empty integer', read.readSmallInteger, '020100', 0, '0200', 'der.integer-empty'],
    [
      'small integer',
      read.readSmallInteger,
      '02047fffffff',
      0x7fffffff,
      '020701000000000000',
      'der.integer-out-of-range',
    ],
    ['big integer', read.readBigInteger, '0209008000000000000000', 1n << 63n, '02020001', 'der.integer-not-minimal'],
    ['oid', read.readOid, '06062a864886f70d', '1.2.840.113549', '06062a864886f78d', 'der.oid-truncated'],
    ['oid arcs', read.readOid, '0603883703', '2.999.3', '060488378003', 'der.oid-not-minimal'],
    ['empty oid', read.readOid, '060129', '1.1', '0600', 'der.oid-length'],
    ['bit string', (der) => read.readBitString(der).unusedBits, '03020780', 7, '03020781', 'der.bit-string-padding'],
    ['unused bits', (der) => read.readBitString(der).unusedBits, '030100', 0, '030101', 'der.bit-string'],
    [
      'octets in bits',
      (der) => toHex(read.readBitOctets(der)),
      '030200aa',
      'aa',
      '030201aa',
      'der.bit-string-not-octets',
    ],
    ['null', read.readNull, '0500', undefined, '050100', 'der.null-not-empty'],
    ['utf-8', read.readText, '0c03e5bca0', '张', '0c02c080', 'der.utf8'],
    ['utf-8 surrogate', read.readText, '0c03ed9fbf', '\ud7ff', '0c03eda080', 'der.utf8'],
    ['bmp', read.readText, '1e025f20', '张', '1e0100', 'der.bmp-string'],
    ['ia5', read.readText, '160161', 'a', '1601e9', 'der.not-ascii'],
    ['text tag', read.readText, '1301e9', 'é', '0401e9', 'der.not-text'],
  ])('%s', (_title, reader, good, value, bad, code) => {
    expect(reading(reader, good)).toEqual({ ok: true, value })
    expect(reading(reader, bad)).toEqual({ ok: false, error: { code, offset: 0 } })
  })

  it.each([
    ['UTCTime of 1950', '170d3530303130313030303030305a', Date.UTC(1950, 0, 1)],
    ['UTCTime of 2049', '170d3439313233313233353935395a', Date.UTC(2049, 11, 31, 23, 59, 59)],
    ['GeneralizedTime', '180f32303530303130313030303030305a', Date.UTC(2050, 0, 1)],
    ['29 February of a leap year', '180f32303234303232393030303030305a', Date.UTC(2024, 1, 29)],
  ])('%s', (_title, good, instant) => {
    expect(reading((der) => read.readTime(der).instant, good)).toEqual({ ok: true, value: instant })
  })

  it.each([
    ['an offset instead of Z', '1711353030313031303030303030 2b30303030'],
    ['no seconds', '170b353030313031303030305a'],
    ['a fraction outside RFC 3161', '181132303530303130313030303030302e355a'],
    ['30 February', '180f32303234303233303030303030305a'],
    ['29 February of 1900', '180f31393030303232393030303030305a'],
    ['hour 24', '180f32303234303232383234303030305a'],
  ])('refuses a time with %s', (_title, bad) => {
    expect(reading((der) => read.readTime(der), bad).ok).toBe(false)
  })

  it('reads a fraction where RFC 3161 allows it, and refuses its trailing zero', () => {
    const fractional = (fraction: string) => write.generalizedTime(Date.UTC(2026, 0, 1), fraction)
    const readBack = (bytes: Uint8Array) => parsing(() => read.readTime(onlyTlv(bytes), true))
    expect(readBack(fractional('1234567'))).toEqual({
      ok: true,
      value: { instant: Date.UTC(2026, 0, 1) + 123, fraction: '1234567' },
    })
    expect(readBack(fractional('50')).ok).toBe(false)
  })

  it('refuses an integer of more than four kilobytes', () => {
    const large = (size: number) => write.tlv(2, new Uint8Array(size).fill(1))
    expect(parsing(() => read.readInteger(onlyTlv(large(4096)))).ok).toBe(true)
    expect(parsing(() => read.readInteger(onlyTlv(large(4097)))).ok).toBe(false)
  })
})

describe('the writer produces what the reader accepts', () => {
  it.each([0n, 1n, 127n, 128n, 255n, 256n, -1n, -128n, -129n, 1n << 64n])('integer %s', (value) => {
    expect(reading(read.readBigInteger, toHex(write.integer(value)))).toEqual({ ok: true, value })
  })

  it.each([
    '1.2.156.10197.1.501',
    '2.999.3',
    '0.9.2342.19200300.100.1.1',
    '2.25.329800735698586629295641978511506172918',
  ])('object identifier %s', (dotted) => {
    expect(reading(read.readOid, toHex(write.oid(dotted)))).toEqual({ ok: true, value: dotted })
  })

  it('sorts the elements of a SET and names the bits of a bit list', () => {
    expect(toHex(write.set(write.integer(2), write.integer(1)))).toBe('3106020101020102')
    expect(toHex(write.namedBits(0, 5))).toBe('03020284')
    expect(reading(read.readNamedBits, '03020284')).toEqual({ ok: true, value: [0, 5] })
  })

  it('writes long lengths minimally', () => {
    for (const size of [127, 128, 255, 256, 70_000]) {
      expect(readDer(write.octetString(new Uint8Array(size))).ok).toBe(true)
    }
  })

  it('writes UTCTime to 2049 and GeneralizedTime from 2050 (RFC 5280 §4.1.2.5)', () => {
    expect(write.time(Date.UTC(2049, 11, 31))[0]).toBe(0x17)
    expect(write.time(Date.UTC(2050, 0, 1))[0]).toBe(0x18)
  })
})
