import { describe, expect, it } from 'vitest'
import { derFromBer } from '#core/asn1/ber.ts'
import { fromHex, toHex } from '#core/bytes/hex.ts'

function transcode(hex: string): string {
  const result = derFromBer(fromHex(hex) ?? new Uint8Array())
  return result.ok ? toHex(result.value.der) : `${result.error.code}@${result.error.offset}`
}

describe('BER to DER', () => {
  it('carries DER over byte for byte', () => {
    expect(transcode('30080201010403aabbcc')).toBe('30080201010403aabbcc')
  })
  it('gives an indefinite length its definite form', () => {
    expect(transcode('30800201010000')).toBe('3003020101')
  })
  it('re-lengths what surrounds an indefinite length and leaves its neighbours alone', () => {
    expect(transcode('300a30800201010000020105')).toBe('30083003020101020105')
  })
  it('joins the segments of a constructed octet string', () => {
    expect(transcode('24800402aabb0401cc0000')).toBe('0403aabbcc')
    expect(transcode('24070402aabb0401cc')).toBe('0403aabbcc')
  })
  it('refuses a segment that is no octet string', () => {
    expect(transcode('24800402aabb0201cc0000')).toBe('ber.octet-string-segment@0')
  })
  it('refuses an indefinite length that never ends', () => {
    expect(transcode('3080020101')).toBe('ber.truncated@5')
  })
  it('says where the element ended, so that bytes behind it can be judged', () => {
    const result = derFromBer(fromHex('3080020101000000') ?? new Uint8Array())
    expect(result.ok && result.value.length).toBe(7)
  })
  it('leaves a non-minimal length for the strict reader to refuse', () => {
    expect(transcode('3080308103020101 0000')).toBe('3006308103020101')
  })
  it('refuses nesting that only an attack needs', () => {
    expect(transcode('3080'.repeat(80))).toBe('ber.too-deep@130')
  })
})
