// PDF files signed and sealed in a revision of their own. RSA and ECDSA: PAdES B-B, with a timestamp B-T (EN 319 142-1 §6.3). SM2: a
// GB/T 35275 message in the CMS field, or an SES_Signature (GB/T 38540) in the field of its own, as vendors do (clauses unverified).

import type { Signer } from '#adapters/keys/signer.ts'
import { digestOf } from '#adapters/pkijs/algorithm.ts'
import { type AttributeValue, CONTENT, hash, makeSignedData, signedAttributes } from '#adapters/pkijs/signed-data.ts'
import type { Placement } from '#src/ports.ts'
import type { Drawing } from './drawing.ts'
import { type FieldOrder, signedOctets, withMessage } from './pdf-field.ts'
import type { Preparer } from './preparer.ts'
import { makeSealSignature, type SealUse } from './seal.ts'
import type { Stamp } from './stamp.ts'

export interface SigningIdentity {
  signer: Signer
  /** DER of the signer's certificate. */
  certificate: Uint8Array
  /** DER of the certificates above it, to be carried along. */
  chain: readonly Uint8Array[]
}

type Shown = Pick<FieldOrder, 'file' | 'at' | 'signer' | 'reason' | 'location' | 'certification'>

export interface PdfSigningOrder extends Shown {
  identity: SigningIdentity
  /** Absent: B-B. */
  stamp?: Stamp | undefined
  shown?: { placement: Placement; drawing: Drawing }
  /** DER of lists to carry in the message. */
  crls?: readonly Uint8Array[]
}

const SIGNATURE_TIMESTAMP = '1.2.840.113549.1.9.16.2.14'
const SM2_SIGNATURE = '1.2.156.10197.1.301.1'
/** Attributes and identifiers, the signature value, and a timestamp token with its certificates. */
const ROOM_BYTES = { message: 4096, token: 12_288 } as const

/** @throws AppError `bad-input` or `precondition` for a file that cannot be signed, `unavailable` without the timestamp asked for */
export async function signPdf(order: PdfSigningOrder, preparer: Preparer): Promise<Uint8Array> {
  const { identity, stamp, crls = [], shown } = order
  const isSm2 = identity.signer.algorithm === 'sm2'
  const carried = [identity.certificate, ...identity.chain, ...crls].reduce((sum, one) => sum + one.length, 0)
  const prepared = await preparer.field({
    ...plain(order),
    ...(shown && { shown }),
    filter: 'Adobe.PPKLite',
    subFilter: isSm2 ? 'adbe.pkcs7.detached' : 'ETSI.CAdES.detached',
    maxMessageBytes: carried + ROOM_BYTES.message + (stamp ? ROOM_BYTES.token : 0),
  })
  return withMessage(prepared, await messageOver(signedOctets(prepared), order, isSm2))
}

/** What the preparer is told: never the key. */
function plain({ file, at, signer, reason, location, certification }: Shown): Shown {
  return {
    file,
    at,
    ...(signer && { signer }),
    ...(reason && { reason }),
    ...(location && { location }),
    ...(certification && { certification }),
  }
}

async function messageOver(content: Uint8Array, order: PdfSigningOrder, isSm2: boolean): Promise<Uint8Array> {
  const { identity, stamp, crls } = order
  const digest = digestOf(identity.signer.algorithm)
  const contentType = isSm2 ? CONTENT.gmData : CONTENT.data
  // The claimed time stands in the signature dictionary, and there alone (EN 319 142-1 §6.3).
  const attributes = signedAttributes({ content, contentType, digest, boundTo: identity.certificate })
  return makeSignedData({
    content,
    contentType,
    isDetached: true,
    ...(isSm2 && { outerType: CONTENT.gmSignedData }),
    signers: [
      {
        signer: identity.signer,
        certificate: identity.certificate,
        digest,
        attributes,
        ...(isSm2 && { signatureOid: SM2_SIGNATURE }),
        ...(stamp && { unsigned: async (value) => [await timestampOf(value, stamp, isSm2)] }),
      },
    ],
    certificates: [identity.certificate, ...identity.chain],
    ...(crls && { crls }),
  })
}

async function timestampOf(signature: Uint8Array, stamp: Stamp, isSm2: boolean): Promise<AttributeValue> {
  const token = await stamp(signature, isSm2 ? 'sm3' : 'sha256')
  return { oid: SIGNATURE_TIMESTAMP, values: [token] }
}

export interface PdfSealingOrder extends Shown {
  use: SealUse
  stamp?: Stamp
  placement: Placement
  /** PNG or JPEG: the picture inside the seal. */
  picture: Uint8Array
}

/** @throws AppError as `signPdf`, and `bad-input` for a picture a PDF cannot show */
export async function sealPdf(order: PdfSealingOrder, preparer: Preparer): Promise<Uint8Array> {
  const { use, stamp, placement, picture, at } = order
  const prepared = await preparer.field({
    ...plain(order),
    filter: 'Gomain.GMPkiLite',
    subFilter: 'GM.sm2seal',
    shown: { placement, drawing: { picture } },
    maxMessageBytes: use.seal.length + use.certificate.length + ROOM_BYTES.message + (stamp ? ROOM_BYTES.token : 0),
  })
  const dataHash = hash('sm3', signedOctets(prepared))
  return withMessage(
    prepared,
    await makeSealSignature({ ...use, at, dataHash, propertyInfo: 'ByteRange', ...(stamp && { stamp }) }),
  )
}
