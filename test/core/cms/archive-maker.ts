// Makes archived signatures by hand: messages are taken apart with asn1js and put together with the plain writer, imprints are
// computed here from the standard's words with node:crypto. Nothing of the judge is used.

import { createHash } from 'node:crypto'
import type * as asn1js from 'asn1js'
import type { Signer } from '#adapters/keys/signer.ts'
import { readBer } from '#adapters/pkijs/der.ts'
import { makeTimestampToken } from '#adapters/pkijs/timestamp-token.ts'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import { concatBytes } from '#core/bytes/bytes.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { type Key, signBytes } from '../x509/authority.ts'

export const sha256 = (...parts: Uint8Array[]) =>
  new Uint8Array(
    createHash('sha256')
      .update(concatBytes(...parts))
      .digest(),
  )
const SHA256 = write.sequence(write.oid(OID.sha256))

export interface Attribute {
  type: string
  value: Uint8Array
}

/** A SignedData with one signer, its parts as they stand. */
export interface Message {
  outerType: Uint8Array
  version: Uint8Array
  digests: Uint8Array
  encap: Uint8Array
  certificates: Uint8Array[]
  crls: Uint8Array[]
  /** From version to signature. */
  fields: Uint8Array[]
  unsigned: Attribute[]
}

const rawOf = (block: asn1js.BaseBlock) => new Uint8Array(block.valueBeforeDecodeView)
const childrenOf = (block: asn1js.BaseBlock | undefined) => (block as asn1js.Constructed).valueBlock.value
const isContext = (block: asn1js.BaseBlock, number: number) =>
  block.idBlock.tagClass === 3 && block.idBlock.tagNumber === number

export function takeApart(der: Uint8Array): Message {
  const [outerType, wrapper] = childrenOf(readBer(der)) as [asn1js.BaseBlock, asn1js.BaseBlock]
  const parts = childrenOf(childrenOf(wrapper)[0])
  const [version, digests, encap] = parts.map(rawOf) as [Uint8Array, Uint8Array, Uint8Array]
  const fieldIn = (number: number) =>
    childrenOf(parts.find((one) => isContext(one, number)) ?? readBer(write.sequence()))
  const signer = childrenOf(childrenOf(parts.at(-1))[0])
  const isUnsigned = (one: asn1js.BaseBlock, index: number) => index > 3 && isContext(one, 1)
  const unsigned = signer.find(isUnsigned)
  return {
    outerType: rawOf(outerType),
    version,
    digests,
    encap,
    certificates: fieldIn(0).map(rawOf),
    crls: fieldIn(1).map(rawOf),
    fields: signer.filter((one, index) => !isUnsigned(one, index)).map(rawOf),
    unsigned: unsigned ? childrenOf(unsigned).flatMap(attributesIn) : [],
  }
}

function attributesIn(block: asn1js.BaseBlock): Attribute[] {
  const [type, values] = childrenOf(block) as [asn1js.ObjectIdentifier, asn1js.Set]
  return childrenOf(values).map((value) => ({ type: type.valueBlock.toString(), value: rawOf(value) }))
}

const attribute = ({ type, value }: Attribute) => write.sequence(write.oid(type), write.set(value))
/** A SET OF under a context tag. */
const setUnder = (number: number, elements: Uint8Array[]) => write.implicit(number, write.set(...elements))
const optionalSet = (number: number, elements: Uint8Array[]) =>
  elements.length > 0 ? [setUnder(number, elements)] : []
const unsignedField = (message: Message) => optionalSet(1, message.unsigned.map(attribute))

export function putTogether(message: Message): Uint8Array {
  const signer = write.sequence(...message.fields, ...unsignedField(message))
  const { outerType, version, digests, encap, certificates, crls } = message
  const sets = [...optionalSet(0, certificates), ...optionalSet(1, crls)]
  return write.sequence(
    outerType,
    write.explicit(0, write.sequence(version, digests, encap, ...sets, write.set(signer))),
  )
}

/** A time-stamping authority. */
export interface Authority {
  key: Key
  certificate: Certificate
}

export async function stamp(authority: Authority, genTime: number, ...octets: Uint8Array[]): Promise<Uint8Array> {
  const signer: Signer = {
    algorithm: 'ecdsa-p256',
    spki: authority.key.publicKeyInfo,
    sign: (message) => signBytes(authority.key, 'ecdsa-sha256', message),
  }
  return makeTimestampToken({
    imprint: { digest: 'sha256', hashed: sha256(...octets) },
    genTime,
    serial: 7,
    policy: '1.2.3.4',
    signer,
    certificate: authority.certificate.raw,
    certificates: [authority.certificate.raw],
  })
}

/** RFC 5126 §6.4.1: everything there is, tags and lengths included, as it stands. */
export async function archiveV2(
  message: Message,
  content: Uint8Array | undefined,
  authority: Authority,
  at: number,
  type: string = OID.archiveTimeStampV2,
) {
  const { encap, certificates, crls, fields } = message
  const sets = [...optionalSet(0, certificates), ...optionalSet(1, crls)]
  const unsigned = message.unsigned.length > 0 ? unsignedField(message) : [write.tlv(0xa1)]
  const octets = [encap, ...(content ? [content] : []), ...sets, ...fields, ...unsigned]
  return withUnsigned(message, type, await stamp(authority, at, ...octets))
}

/** EN 319 122-1 §5.5.3, with the index of §5.5.2, or the first form of the index (TS 101 733). */
export async function archiveV3(
  message: Message,
  content: Uint8Array,
  authority: Authority,
  at: number,
  form: 'v3' | 'v1' = 'v3',
) {
  const hashes = (items: Uint8Array[]) => write.sequence(...items.map((one) => write.octetString(sha256(one))))
  const attributes = message.unsigned.map((one) =>
    form === 'v1' ? attribute(one) : concatBytes(write.oid(one.type), one.value),
  )
  const lists = [hashes(message.certificates), hashes(message.crls), hashes(attributes)]
  const index = write.sequence(...(form === 'v1' ? [] : [SHA256]), ...lists)
  const contentType = rawOf(childrenOf(readBer(message.encap))[0] as asn1js.BaseBlock)
  const token = await stamp(authority, at, contentType, sha256(content), ...message.fields, index)
  const type = form === 'v1' ? OID.atsHashIndex : OID.atsHashIndexV3
  return withUnsigned(message, OID.archiveTimeStampV3, putTogether(withUnsigned(takeApart(token), type, index)))
}

/** RFC 3126 §4.3: values without tag and length; here content, signed attributes, signature, signature timestamp. */
export async function archiveV1(message: Message, content: Uint8Array, authority: Authority, at: number) {
  const contentsOf = (der: Uint8Array) => der.subarray((der[1] ?? 0) < 0x80 ? 2 : 2 + ((der[1] ?? 0) & 0x7f))
  const signed = message.fields[3] ?? new Uint8Array()
  const signature = message.fields.at(-1) ?? new Uint8Array()
  const stamps = message.unsigned.filter((one) => one.type === OID.signatureTimeStamp).map((one) => one.value)
  const octets = [content, ...[signed, signature, ...stamps].map(contentsOf)]
  return withUnsigned(message, OID.archiveTimeStampV1, await stamp(authority, at, ...octets))
}

export function withUnsigned(message: Message, type: string, value: Uint8Array): Message {
  return { ...message, unsigned: [...message.unsigned, { type, value }] }
}
