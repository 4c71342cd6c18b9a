// A sealed OFD checked step by step without anything of the engine: unzip, text searches, DER taken apart by position here, OpenSSL for
// SM3 and SM2. Shares nothing with core, so that a mistake there is not repeated here.

import { unzipSync } from 'fflate'
import type { opensslWorkshop } from '../../support/openssl.ts'

type Workshop = ReturnType<typeof opensslWorkshop>

/** The first step that fails; empty when all hold. */
export function objectionTo(file: Uint8Array, number: number, workshop: Workshop): string {
  const files = unzipSync(file)
  const folder = `Doc_0/Signs/Sign_${number}/`
  const [description, value, seal] = ['Signature.xml', 'SignedValue.dat', 'Seal.esl'].map(
    (name) => files[folder + name],
  )
  if (!description || !value || !seal) return 'files of the signature'
  return (
    referenceObjection(files, new TextDecoder().decode(description), number, workshop) ||
    sealObjection({ description, value, seal, path: `/${folder}Signature.xml` }, workshop)
  )
}

function referenceObjection(
  files: Record<string, Uint8Array>,
  xml: string,
  number: number,
  workshop: Workshop,
): string {
  const pattern = /<ofd:Reference FileRef="\/([^"]+)"><ofd:CheckValue>([^<]+)</g
  const listed = new Map([...xml.matchAll(pattern)].map(([, name = '', digest = '']) => [name, digest]))
  for (const [name, octets] of Object.entries(files)) {
    const later = /Sign_(\d+)\//.exec(name)
    const isOwn = later && Number(later[1]) === number && !name.endsWith('Seal.esl')
    if (isOwn || (later && Number(later[1]) > number) || name.endsWith('/Signatures.xml')) continue
    if (!listed.has(name)) return `not referenced: ${name}`
    if (listed.get(name) !== sm3(octets, workshop).toString('base64')) return `digest of ${name}`
  }
  for (const name of listed.keys()) if (!files[name]) return `missing: ${name}`
  const place = /<ofd:StampAnnot [^>]*PageRef="1" Boundary="[\d.]+ [\d.]+ [\d.]+ [\d.]+"/
  return place.test(xml) ? '' : 'stamp on the page'
}

interface Parts {
  description: Uint8Array
  value: Uint8Array
  seal: Uint8Array
  path: string
}

function sealObjection({ description, value, seal, path }: Parts, workshop: Workshop): string {
  const [toSign, certificate, , signature, stamped] = children(value)
  const [, sealInside, , dataHash, property] = children(toSign?.whole ?? value)
  if (!toSign || !certificate || !signature || !sealInside || !dataHash || !property) return 'structure'
  if (!sm3(description, workshop).equals(dataHash.body.subarray(1))) return 'dataHash'
  if (!sealInside.whole.equals(Buffer.from(seal))) return 'seal inside differs'
  if (property.body.toString('latin1') !== path) return 'propertyInfo'
  if (!holds(certificate.body, toSign.whole, signature.body.subarray(1), workshop)) return 'sealer signature'
  const [info, maker, , makerSignature] = children(sealInside.whole)
  if (!info || !maker || !makerSignature) return 'structure of the seal'
  if (!holds(maker.body, info.whole, makerSignature.body.subarray(1), workshop)) return 'maker signature'
  const [, , properties] = children(info.whole)
  const [, , , list] = children(properties?.whole ?? value)
  if (!children(list?.whole ?? value).some((one) => one.body.equals(certificate.body))) return 'sealer not listed'
  const imprint = sm3(signature.body.subarray(1), workshop)
  return stamped?.whole.includes(Buffer.concat([Buffer.from([0x04, 0x20]), imprint])) ? '' : 'timestamp imprint'
}

interface Piece {
  whole: Buffer
  body: Buffer
}

/** The elements inside a constructed DER element. */
function children(octets: Uint8Array): Piece[] {
  const [outer] = pieces(Buffer.from(octets))
  return outer ? pieces(outer.body) : []
}

function pieces(octets: Buffer): Piece[] {
  const found: Piece[] = []
  for (let at = 0; at + 2 <= octets.length; ) {
    const first = octets[at + 1] ?? 0
    const count = first < 0x80 ? 0 : first & 0x7f
    const length = count === 0 ? first : octets.readUIntBE(at + 2, count)
    const start = at + 2 + count
    found.push({ whole: octets.subarray(at, start + length), body: octets.subarray(start, start + length) })
    at = start + length
  }
  return found
}

function sm3(octets: Uint8Array, workshop: Workshop): Buffer {
  return Buffer.from(workshop.run('dgst', '-sm3', '-r', workshop.put(octets)).text.slice(0, 64), 'hex')
}

function holds(certificate: Uint8Array, message: Uint8Array, signature: Uint8Array, workshop: Workshop): boolean {
  const pem = workshop.run('x509', '-inform', 'DER', '-in', workshop.put(certificate), '-pubkey', '-noout').text
  const said = workshop.run(
    ...['dgst', '-sm3', '-sigopt', 'distid:1234567812345678', '-verify', workshop.put(pem)],
    ...['-signature', workshop.put(signature), workshop.put(message)],
  )
  return said.text.includes('Verified OK')
}
