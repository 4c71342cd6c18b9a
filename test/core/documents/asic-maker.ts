// Signed containers made by hand: a plain ZIP writer that can lie, manifests as text, signatures by the lab's own CMS writer.

import { createHash, sign } from 'node:crypto'
import { crc32, deflateRawSync } from 'node:zlib'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import type { Signer } from '#adapters/keys/signer.ts'
import { makeSignedData, signedAttributes } from '#adapters/pkijs/signed-data.ts'
import { OID } from '#core/asn1/oids.ts'
import { judgeAsic } from '#core/documents/asic/judge.ts'
import type { TrustInputs } from '#core/trust.ts'
import { stamp } from '../cms/archive-maker.ts'
import { ext, issue, type Key, makeKey, NOW, signBytes, writeCrl } from '../x509/authority.ts'

export const octets = (text: string) => new Uint8Array(Buffer.from(text))
const DAY = 86_400_000
export const SIGNED = NOW - 20 * DAY
export const ARCHIVED = NOW - 10 * DAY

const root = makeKey()
const ROOT = 'CN=Root'
export const rootCertificate = await issue({ subject: ROOT, extensions: [ext.ca(), ext.keyUsage(5, 6)] }, root)
const certified = async (subject: string, serial: number, notAfter: number, ...extensions: Uint8Array[]) => {
  const key = makeKey()
  return { key, certificate: await issue({ subject, issuer: ROOT, serial, notAfter, extensions }, key, root) }
}
const stamping = [ext.keyUsage(0), ext.purposes(true, OID.timeStamping)]
export const user = await certified('CN=User', 2, NOW + 100 * DAY, ext.keyUsage(0, 1))
/** Ended since: only something that proves an earlier moment can hold a signature by it. */
export const expired = await certified('CN=Expired', 3, NOW - 5 * DAY, ext.keyUsage(0, 1))
export const authority = await certified('CN=TSA', 4, NOW + 100 * DAY, ...stamping)
export const crl = await writeCrl({ issuer: ROOT, thisUpdate: SIGNED - DAY, nextUpdate: NOW + DAY, revoked: [] }, root)

export const trust: TrustInputs = {
  anchors: [rootCertificate],
  intermediates: [],
  crls: [],
  ocsps: [],
  at: NOW,
  requireRevocation: false,
}

const signerWith = (key: Key): Signer => ({
  algorithm: 'ecdsa-p256',
  spki: key.publicKeyInfo,
  sign: (message) => signBytes(key, 'ecdsa-sha256', message),
})

/** A detached CAdES-B signature. */
export function cades(content: Uint8Array, by = user): Promise<Uint8Array> {
  const boundTo = by.certificate.raw
  const attributes = signedAttributes({ content, digest: 'sha256', signingTime: SIGNED, boundTo })
  return makeSignedData({
    content,
    isDetached: true,
    signers: [{ signer: signerWith(by.key), certificate: boundTo, attributes }],
    certificates: [boundTo],
    crls: [crl],
  })
}

export const timestamp = (content: Uint8Array, at = ARCHIVED) => stamp(authority, at, content)

export const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('base64')

const DIGEST = 'http://www.w3.org/2001/04/xmlenc#sha256'

export function manifestOf(target: string, files: Record<string, Uint8Array>, inside = ''): Uint8Array {
  const references = Object.entries(files).map(
    ([name, bytes]) =>
      `<DataObjectReference URI="${encodeURI(name)}"><DigestMethod xmlns="http://www.w3.org/2000/09/xmldsig#" Algorithm="${DIGEST}"/><DigestValue xmlns="http://www.w3.org/2000/09/xmldsig#">${sha256(bytes)}</DigestValue></DataObjectReference>`,
  )
  return octets(
    `<?xml version="1.0" encoding="UTF-8"?><ASiCManifest xmlns="http://uri.etsi.org/02918/v1.2.1#"><SigReference URI="${target}"/>${references.join('')}${inside}</ASiCManifest>`,
  )
}

export interface Entry {
  name: string
  bytes: Uint8Array
  isDeflated?: boolean
  /** Left out of the directory. */
  isHidden?: boolean
}

/** Nothing but what it is given, in that order: a ZIP library would not write the wrong ones. */
export function zipOf(entries: readonly Entry[], comment = ''): Uint8Array {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, bytes, isDeflated = false, isHidden = false } of entries) {
    const packed = isDeflated ? deflateRawSync(bytes) : Buffer.from(bytes)
    const label = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x800, 2)
    common.writeUInt16LE(isDeflated ? 8 : 0, 4)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(label.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, label, packed])
    const offset = Buffer.alloc(14)
    offset.writeUInt32LE(at, 10)
    if (!isHidden) directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, offset, label]))
    parts.push(local)
    at += local.length
  }
  const whole = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(whole.length, 12)
  end.writeUInt32LE(at, 16)
  end.writeUInt16LE(Buffer.byteLength(comment), 20)
  return new Uint8Array(Buffer.concat([...parts, whole, end, Buffer.from(comment)]))
}

export const entriesOf = (files: Record<string, Uint8Array>): Entry[] =>
  Object.entries(files).map(([name, bytes]) => ({ name, bytes }))

export const judge = (container: Uint8Array, changes: Partial<TrustInputs> = {}) =>
  judgeAsic({ file: container, trust: { ...trust, ...changes } }, nodePrimitives)

const DSIG = 'http://www.w3.org/2000/09/xmldsig#'

/** An XML signature over one file, its SignedInfo written as exclusive canonicalisation would. */
export function xmlSignature(uri: string, bytes: Uint8Array): Uint8Array {
  const method = (local: string, algorithm: string) => `<ds:${local} Algorithm="${algorithm}"></ds:${local}>`
  const inside = [
    method('CanonicalizationMethod', 'http://www.w3.org/2001/10/xml-exc-c14n#'),
    method('SignatureMethod', 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256'),
    `<ds:Reference URI="${uri}">${method('DigestMethod', DIGEST)}<ds:DigestValue>${sha256(bytes)}</ds:DigestValue></ds:Reference>`,
  ].join('')
  const signed = Buffer.from(`<ds:SignedInfo xmlns:ds="${DSIG}">${inside}</ds:SignedInfo>`)
  const value = sign('sha256', signed, { key: user.key.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64')
  const certificate = Buffer.from(user.certificate.raw).toString('base64')
  return octets(
    `<asic:XAdESSignatures xmlns:asic="http://uri.etsi.org/02918/v1.2.1#"><ds:Signature xmlns:ds="${DSIG}"><ds:SignedInfo>${inside}</ds:SignedInfo><ds:SignatureValue>${value}</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature></asic:XAdESSignatures>`,
  )
}
