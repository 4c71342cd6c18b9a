import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import { toHex } from '#core/bytes/hex.ts'
import { type Crl, compareCrlNumbers, crlNumberOf, crlNumberText, deltaBaseOf, parseCrl } from '#core/revocation/crl.ts'
import { buildTable, probeTable, scanForSerial } from '#core/revocation/serial-table.ts'
import { opensslWorkshop } from '../../support/openssl.ts'
import {
  extension,
  type Key,
  makeKey,
  NOW,
  nameOf,
  type RevokedEntry,
  writeCrl,
  writeEntry,
} from '../x509/authority.ts'

let key: Key
const openssl = opensslWorkshop()

beforeAll(() => {
  key = makeKey()
})

afterAll(() => openssl.close())

function parsed(bytes: Uint8Array): Crl {
  const crl = parseCrl(bytes)
  if (!crl.ok) throw new Error(crl.error.code)
  return crl.value
}

const listOf = async (revoked: RevokedEntry[]) => parsed(await writeCrl({ issuer: 'CN=CA', revoked }, key))
const anyIssuer = () => true

/** Lists from raw entries; the signature is not looked at here. */
function listFrom(...entries: Uint8Array[]): Uint8Array {
  const algorithm = write.sequence(write.oid(OID.ecdsaWithSha256))
  const times = [write.time(NOW), write.time(NOW + 1000)]
  const tbs = write.sequence(
    write.integer(1),
    algorithm,
    nameOf('CN=CA'),
    ...times,
    write.tlv(0x30, Buffer.concat(entries)),
  )
  return write.sequence(tbs, algorithm, write.bitString(new Uint8Array(8)))
}

describe('a revocation list', () => {
  it('gives what OpenSSL prints: number, times, serial numbers, reasons', async () => {
    const revoked = [{ serial: 1000, reason: 1 }, { serial: 77 }, { serial: 0x7fffffff, reason: 6 }]
    const der = await writeCrl({ issuer: 'CN=CA', number: 300, revoked }, key)
    const crl = parsed(der)
    const { text } = openssl.run('crl', '-inform', 'DER', '-in', openssl.put(der), '-noout', '-text')
    const serials = [...text.matchAll(/Serial Number: (\w+)/g)].map(([, serial]) => serial?.toLowerCase())
    const strip = (serial: Uint8Array) => toHex(serial).replace(/^0+(?=..)/, '')
    expect([...crl.entries()].map(({ serial }) => strip(serial))).toEqual(
      serials.map((one) => one?.replace(/^0+(?=..)/, '')),
    )
    expect([...crl.entries()].map(({ reason }) => reason)).toEqual([1, undefined, 6])
    expect(text).toContain('300')
    expect(crlNumberText(crlNumberOf(crl) ?? new Uint8Array())).toBe('300')
    expect(new Date(crl.thisUpdate).getUTCFullYear()).toBe(2026)
    expect(deltaBaseOf(crl)).toBeUndefined()
  })

  it('finds every entry it has and no other', async () => {
    const serials = Array.from({ length: 2000 }, (_, index) => 1_000_000 + index * 7)
    const crl = await listOf(serials.map((serial) => ({ serial })))
    expect(crl.count).toBe(2000)
    const octets = (serial: number) => write.integer(serial).subarray(2)
    for (const serial of serials) expect(crl.find(octets(serial), anyIssuer)).toBeDefined()
    for (const serial of serials) expect(crl.find(octets(serial + 1), anyIssuer)).toBeUndefined()
  })

  it('answers a hundred thousand entries within a second, without an object for each', () => {
    const entry = (serial: number) => writeEntry({ serial: 0x40000000 + serial, ...(serial % 2 ? { reason: 4 } : {}) })
    const all = Buffer.concat(Array.from({ length: 100_000 }, (_, index) => entry(index)))
    const bytes = listFrom(all)
    const started = process.cpuUsage().user
    const crl = parsed(bytes)
    expect(crl.count).toBe(100_000)
    expect(crl.find(write.integer(0x40000000 + 99_999).subarray(2), anyIssuer)?.reason).toBe(4)
    expect(crl.find(write.integer(0x40000000 + 100_000).subarray(2), anyIssuer)).toBeUndefined()
    expect((process.cpuUsage().user - started) / 1000).toBeLessThan(1000)
  })

  it('with one serial number repeated ten thousand times is searched from front to back', () => {
    const bytes = listFrom(...Array.from({ length: 10_000 }, () => writeEntry({ serial: 5 })))
    const crl = parsed(bytes)
    expect(crl.find(Uint8Array.of(5), anyIssuer)).toBeDefined()
    expect(crl.find(Uint8Array.of(6), anyIssuer)).toBeUndefined()
  })

  it('gives the same answers with and without the table', () => {
    const source = write.sequence(...[3, 9, 3, 4].map((serial) => writeEntry({ serial })))
    const list = { source, start: 0, valueStart: 2, end: source.length, tag: 0x30 }
    const table = buildTable(list, 4) ?? new Uint32Array()
    for (const serial of [3, 4, 5, 9]) {
      const octets = Uint8Array.of(serial)
      expect(probeTable(table, source, octets).sort()).toEqual(scanForSerial(list, octets).sort())
    }
    expect(probeTable(table, source, Uint8Array.of(3))).toHaveLength(2)
  })

  it.each<[string, () => Uint8Array, string]>([
    ['an entry that is no SEQUENCE', () => listFrom(write.set(write.integer(1), write.utcTime(NOW))), 'crl.entry'],
    ['an entry without date', () => listFrom(write.sequence(write.integer(1))), 'crl.entry'],
    [
      'a date that is no date',
      () => listFrom(write.sequence(write.integer(1), write.tlv(0x17, write.asciiOctets('26112100000aZ')))),
      'crl.entry',
    ],
    [
      'bytes behind the extensions',
      () =>
        listFrom(
          write.sequence(
            write.integer(1),
            write.utcTime(NOW),
            write.sequence(extension('1.2.3', false, write.nullValue())),
            write.nullValue(),
          ),
        ),
      'crl.entry',
    ],
    ['bytes behind the list', () => new Uint8Array([...listFrom(writeEntry({ serial: 1 })), 0]), 'der.trailing-bytes'],
  ])('is refused for %s', (_title, make, code) => {
    expect(parseCrl(listFrom(writeEntry({ serial: 1 }))).ok).toBe(true)
    expect(parseCrl(make())).toMatchObject({ ok: false, error: { code } })
  })

  it('an impossible date counts as revoked from the beginning, never as not revoked', () => {
    const entry = write.sequence(write.integer(1), write.tlv(0x17, write.asciiOctets('261399000000Z')))
    expect(parsed(listFrom(entry)).find(Uint8Array.of(1), anyIssuer)?.revokedAt).toBe(0)
  })

  it('numbers are compared as numbers', () => {
    const number = (value: number) => write.integer(value).subarray(2)
    expect(compareCrlNumbers(number(256), number(255))).toBeGreaterThan(0)
    expect(compareCrlNumbers(number(5), number(6))).toBeLessThan(0)
    expect(compareCrlNumbers(number(6), number(6))).toBe(0)
  })
})
