import { describe, expect, it } from 'vitest'
import * as write from '#core/asn1/write.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { matchesHostName, parseIpAddress } from '#core/x509/host-names.ts'

/** Only the extensions are looked at. */
const naming = (...names: Uint8Array[]) =>
  ({ extensions: [{ oid: '2.5.29.17', critical: false, value: write.sequence(...names) }] }) as unknown as Certificate
const dns = (text: string) => write.implicit(2, write.ia5(text))
const ip = (...octets: number[]) => write.implicit(7, write.octetString(Uint8Array.from(octets)))

describe('a certificate names a host only through subjectAltName (RFC 9525 §6)', () => {
  it.each([
    ['www.rsj.sh.gov.cn', 'www.rsj.sh.gov.cn', 'ww.rsj.sh.gov.cn'],
    ['WWW.rsj.sh.gov.cn', 'www.RSJ.sh.gov.cn', 'rsj.sh.gov.cn'],
    ['*.rsj.sh.gov.cn', 'oa.rsj.sh.gov.cn', 'a.oa.rsj.sh.gov.cn'],
    ['*.rsj.sh.gov.cn', 'OA.rsj.sh.gov.cn.', 'rsj.sh.gov.cn'],
  ])('%s covers %s and not %s', (name, good, bad) => {
    expect(matchesHostName(naming(dns(name)), good)).toBe(true)
    expect(matchesHostName(naming(dns(name)), bad)).toBe(false)
  })

  it.each(['w*.example.cn', '*w.example.cn', 'www.*.cn', '*.*.example.cn', '*.cn', '*'])(
    'the wildcard %s covers nothing',
    (name) => {
      expect(matchesHostName(naming(dns(name)), 'www.example.cn')).toBe(false)
      expect(matchesHostName(naming(dns(name)), 'ww.www.example.cn')).toBe(false)
    },
  )

  it('matches an address with an address name only', () => {
    expect(matchesHostName(naming(ip(10, 0, 0, 1)), '10.0.0.1')).toBe(true)
    expect(matchesHostName(naming(ip(10, 0, 0, 2)), '10.0.0.1')).toBe(false)
    expect(matchesHostName(naming(dns('10.0.0.1')), '10.0.0.1')).toBe(false)
    expect(matchesHostName(naming(ip(32, 1, 13, 184, ...new Array(11).fill(0), 1)), '2001:db8::1')).toBe(true)
  })
})

describe('address texts', () => {
  it.each(['::', '::1', '2001:db8::1', '::ffff:10.0.0.1', '1:2:3:4:5:6:7:8', '255.255.255.255'])('reads %s', (text) => {
    expect(parseIpAddress(text)).toBeDefined()
  })
  it.each([
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    '256.1.1.1',
    '1.2.3',
    'example.cn',
    '1:2:3:4:5:6:7::8',
  ])('refuses %s', (text) => {
    expect(parseIpAddress(text)).toBeUndefined()
  })
})
