import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { concatBytes } from '#core/bytes/bytes.ts'
import { fromHex, toHex } from '#core/bytes/hex.ts'
import { readDnsMessage, txtData, txtOf, txtQuery, txtUpdate, u16, wireName, wireRecord } from '#core/dns/message.ts'
import { isAnswerAuthentic, signDnsMessage, type TsigKey } from '#core/dns/tsig.ts'

const bytes = (hex: string) => fromHex(hex) ?? new Uint8Array()
const NOW = Date.UTC(2026, 10, 21)
const keyOf = (secret: string): TsigKey => ({
  name: 'Update-Key.',
  digest: 'sha256',
  mac: async (message) => new Uint8Array(createHmac('sha256', secret).update(message).digest()),
})
const LONG = 'x'.repeat(300)

/** An answer with one TXT record whose name points back to the question. */
function answer(rdata: Uint8Array, pointer = 0xc00c): Uint8Array {
  const question = txtQuery(7, '_acme-challenge.rsj.test')
  const record = concatBytes(u16(pointer), u16(16), u16(1), bytes('00000001'), u16(rdata.length), rdata)
  const message = concatBytes(question, record)
  message.set(bytes('8400'), 2)
  message.set(u16(1), 6)
  return message
}

describe('DNS messages', () => {
  it('lays out a query and an update as RFC 1035 and RFC 2136 write them', () => {
    expect(toHex(txtQuery(0x1234, 'A.b'))).toBe('123400000001000000000000' + '01610162000010' + '0001')
    const added = txtUpdate(1, 'b', { kind: 'add', name: 'a.b', text: 'hi', ttl: 60 })
    expect(toHex(added)).toBe(
      '000128000001000000010000' + '0162000006' + '0001' + '016101620000100001' + '0000003c' + '0003' + '026869',
    )
    const deleted = txtUpdate(1, 'b', { kind: 'delete', name: 'a.b', text: 'hi', ttl: 60 })
    expect(toHex(deleted)).toContain('01610162000010' + '00fe' + '00000000')
  })

  it('reads a compressed answer, and a text of several pieces', () => {
    const read = readDnsMessage(answer(txtData(LONG)))
    expect(read).toMatchObject({ value: { id: 7, isResponse: true, responseCode: 0 } })
    const [record] = read.ok ? read.value.answers : []
    expect(record?.name).toBe('_acme-challenge.rsj.test')
    expect(record && txtOf(record)).toBe(LONG)
  })

  it.each([
    ['a name that points at itself', answer(txtData('x'), 0xc000 | 42)],
    ['a name that points ahead', answer(txtData('x'), 0xc0ff)],
    ['octets behind the end', concatBytes(answer(txtData('x')), Uint8Array.of(0))],
    ['an answer cut off', answer(txtData('x')).slice(0, -1)],
    ['more records than there is room for', Uint8Array.from({ length: 12 }, () => 255)],
  ])('refuses %s', (_, message) => {
    expect(readDnsMessage(message)).toMatchObject({ ok: false, error: { code: expect.stringMatching(/^dns\./) } })
  })

  it('ends for every one of ten thousand changed answers', () => {
    const good = answer(txtData(LONG))
    let seed = 1
    const next = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed % below
    }
    for (let i = 0; i < 10_000; i++) {
      const changed = Uint8Array.from(good)
      for (let n = 0; n <= next(4); n++) changed[next(changed.length)] = next(256)
      const read = readDnsMessage(changed)
      if (!read.ok) expect(read.error.code).toMatch(/^dns\./)
    }
  })

  it('has no label longer than 63 and no name longer than 255 octets', () => {
    expect(() => wireName('a'.repeat(64))).toThrow(/label/)
    expect(() => wireName(Array(128).fill('a').join('.'))).toThrow(/255/)
    expect(() => wireName('a..b')).toThrow(/label/)
    expect(toHex(wireName('.'))).toBe('00')
  })
})

describe('TSIG', () => {
  /** As a server answers: the same record laid over its answer, with the request's code in front. */
  async function signedAnswer(requestMac: Uint8Array, key: TsigKey, at = NOW): Promise<Uint8Array> {
    const plain = answer(txtData('x'))
    const prefixed: TsigKey = { ...key, mac: (m) => key.mac(concatBytes(u16(requestMac.length), requestMac, m)) }
    return (await signDnsMessage(plain, prefixed, at)).bytes
  }

  async function isAuthentic(message: Uint8Array, requestMac: Uint8Array, key: TsigKey): Promise<boolean> {
    const read = readDnsMessage(message)
    return read.ok && isAnswerAuthentic(message, read.value, requestMac, key, NOW)
  }

  it('believes the answer under its key, and none that was changed, is old, unsigned, or belongs to another question', async () => {
    const { mac } = await signDnsMessage(txtQuery(7, 'rsj.test'), keyOf('secret'), NOW)
    const good = await signedAnswer(mac, keyOf('secret'))
    expect(await isAuthentic(good, mac, keyOf('secret'))).toBe(true)
    const changed = Uint8Array.from(good)
    changed[good.indexOf(0x78, 12)] = 0x79
    expect(await isAuthentic(changed, mac, keyOf('secret'))).toBe(false)
    expect(await isAuthentic(good, mac, keyOf('other'))).toBe(false)
    expect(
      await isAuthentic(
        good,
        mac.map((octet) => octet ^ 1),
        keyOf('secret'),
      ),
    ).toBe(false)
    expect(await isAuthentic(await signedAnswer(mac, keyOf('secret'), NOW - 301_000), mac, keyOf('secret'))).toBe(false)
    expect(await isAuthentic(answer(txtData('x')), mac, keyOf('secret'))).toBe(false)
  })

  it('is read from the end of the additional records only', async () => {
    const { bytes: signed } = await signDnsMessage(txtQuery(7, 'rsj.test'), keyOf('secret'), NOW)
    const extra = concatBytes(signed, wireRecord('a.b', 16, 1, 0, txtData('x')))
    extra.set(u16(2), 10)
    expect(await isAuthentic(extra, new Uint8Array(), keyOf('secret'))).toBe(false)
  })
})
