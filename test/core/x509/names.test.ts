import { describe, expect, it } from 'vitest'
import { onlyTlv } from '#core/asn1/fields.ts'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import { attributesOf, ipText, isWithin, nameText, readName, sameName } from '#core/x509/names.ts'

const attribute = (oid: string, value: Uint8Array) => write.set(write.sequence(write.oid(oid), value))
const name = (...rdns: Uint8Array[]) => readName(onlyTlv(write.sequence(...rdns)))
const cn = (value: Uint8Array) => name(attribute(OID.commonName, value))
const bmp = (text: string) =>
  write.tlv(0x1e, Uint8Array.from([...text].flatMap((one) => [one.charCodeAt(0) >> 8, one.charCodeAt(0) & 255])))

describe('names are compared as RFC 5280 §7.1 asks', () => {
  it.each([
    ['case', write.utf8('Root CA'), write.utf8('ROOT ca'), write.utf8('Root CB')],
    ['white space', write.printable(' Root   CA '), write.printable('Root CA'), write.printable('RootCA')],
    ['string types', write.printable('Root CA'), write.utf8('Root CA'), write.utf8('Root  C A')],
    ['Chinese in UTF-8 and BMP', write.utf8('人社局'), bmp('人社局'), bmp('人社厅')],
    ['full-width letters', write.utf8('ＣＡ'), write.utf8('CA'), write.utf8('ＣＢ')],
  ])('without regard to %s', (_title, one, same, other) => {
    expect(sameName(cn(one), cn(same))).toBe(true)
    expect(sameName(cn(one), cn(other))).toBe(false)
  })

  it('with regard to the order of the parts and to what belongs to one part', () => {
    const [c, o] = [
      attribute(OID.countryName, write.printable('CN')),
      attribute(OID.organizationName, write.utf8('SH')),
    ]
    const both = write.set(
      write.sequence(write.oid(OID.countryName), write.printable('CN')),
      write.sequence(write.oid(OID.organizationName), write.utf8('SH')),
    )
    expect(sameName(name(c, o), name(c, o))).toBe(true)
    expect(sameName(name(c, o), name(o, c))).toBe(false)
    expect(sameName(name(c, o), name(both))).toBe(false)
  })

  it('a name lies within another when it begins with it', () => {
    const [c, o] = [
      attribute(OID.countryName, write.printable('CN')),
      attribute(OID.organizationName, write.utf8('SH')),
    ]
    expect(isWithin(name(c, o), name(c))).toBe(true)
    expect(isWithin(name(c), name(c, o))).toBe(false)
    expect(isWithin(name(o, c), name(c))).toBe(false)
  })
})

describe('names for people', () => {
  it('are written most specific part first, with RFC 4514 escapes', () => {
    const subject = name(
      attribute(OID.countryName, write.printable('CN')),
      attribute(OID.organizationName, write.utf8('Bureau, "HR" <SH>')),
      attribute(OID.commonName, write.utf8(' #张三 ')),
    )
    expect(nameText(subject)).toBe('CN=\\ #张三\\ ,O=Bureau\\, \\"HR\\" \\<SH\\>,C=CN')
    expect(attributesOf(subject, OID.commonName)).toEqual([' #张三 '])
  })

  it('show what is no text as hexadecimal, also when the text is malformed', () => {
    expect(nameText(cn(write.octetString(Uint8Array.of(1))))).toBe('CN=#040101')
    expect(nameText(cn(write.tlv(0x0c, Uint8Array.of(0xff))))).toBe('CN=#0c01ff')
  })

  it.each([
    ['::', new Array(16).fill(0)],
    ['::1', [...new Array(15).fill(0), 1]],
    ['2001:db8::8a2e:370:7334', [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0x8a, 0x2e, 3, 0x70, 0x73, 0x34]],
    ['1:2:3:4:5:6:7:0', [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 0]],
    ['10.0.0.1', [10, 0, 0, 1]],
  ])('write the address %s as RFC 5952 §4 does', (text, octets) => {
    expect(ipText(Uint8Array.from(octets))).toBe(text)
  })
})
