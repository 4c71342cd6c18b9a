// The few bridges between byte strings and the object models of asn1js and pkijs.

import * as asn1js from 'asn1js'

/** Anything asn1js or pkijs can encode. */
export interface Encodable {
  toBER(sizeOnly?: boolean): ArrayBuffer
}

export function derOf(value: Encodable): Uint8Array {
  return new Uint8Array(value.toBER(false))
}

/** A copy that owns its whole buffer, as pkijs wants its inputs. */
export function bufferOf(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length)
  new Uint8Array(copy).set(bytes)
  return copy
}

/**
 * Ready-made DER placed inside an asn1js tree as it stands. Not the library's own RawData: version 4 leaves that out
 * of any sequence it stands in, because it never tells the enclosing writer.
 */
export function raw(bytes: Uint8Array): asn1js.BaseBlock {
  const verbatim = {
    toBER(_sizeOnly?: boolean, writer?: { write(buffer: ArrayBuffer): void }): ArrayBuffer {
      const buffer = bufferOf(bytes)
      writer?.write(buffer)
      return buffer
    },
  }
  return verbatim as unknown as asn1js.BaseBlock
}

/** Reads DER or BER into the asn1js model. @throws when it is neither. */
export function readBer(bytes: Uint8Array): asn1js.AsnType {
  const { offset, result } = asn1js.fromBER(bufferOf(bytes))
  if (offset === -1) throw new Error(`not ASN.1: ${result.error}`)
  return result
}

export const sequence = (...value: asn1js.BaseBlock[]): asn1js.Sequence => new asn1js.Sequence({ value })
export const set = (...value: asn1js.BaseBlock[]): asn1js.Set => new asn1js.Set({ value })
export const oid = (value: string): asn1js.ObjectIdentifier => new asn1js.ObjectIdentifier({ value })
export const octets = (bytes: Uint8Array): asn1js.OctetString => new asn1js.OctetString({ valueHex: bufferOf(bytes) })
export const bits = (bytes: Uint8Array, unusedBits = 0): asn1js.BitString =>
  new asn1js.BitString({ valueHex: bufferOf(bytes), unusedBits })

/** `[number]` around complete elements: EXPLICIT, or the items of an IMPLICIT SET or SEQUENCE. */
export const tagged = (number: number, ...value: asn1js.BaseBlock[]): asn1js.Constructed =>
  new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber: number }, value })

/** `[number] IMPLICIT` over primitive contents. */
export const taggedPrimitive = (number: number, contents: Uint8Array): asn1js.Primitive =>
  new asn1js.Primitive({ idBlock: { tagClass: 3, tagNumber: number }, valueHex: bufferOf(contents) })

/** INTEGER from a number, or from its contents octets as they are to stand (never normalised: broken serials are wanted too). */
export function integer(value: number | bigint | Uint8Array): asn1js.Integer {
  if (value instanceof Uint8Array) return new asn1js.Integer({ valueHex: bufferOf(value) })
  return asn1js.Integer.fromBigInt(BigInt(value))
}

/** GeneralizedTime in UTC with whole seconds (RFC 5280 §4.1.2.5.2). */
export function generalizedTime(at: number): asn1js.GeneralizedTime {
  return new asn1js.GeneralizedTime({ valueDate: wholeSeconds(at) })
}

export function wholeSeconds(at: number): Date {
  return new Date(Math.floor(at / 1000) * 1000)
}

/** The elements of a SET OF in DER order (ITU-T X.690 §11.6). */
export function inSetOrder(elements: Uint8Array[]): Uint8Array[] {
  return [...elements].sort((a, b) => Buffer.compare(a, b))
}
