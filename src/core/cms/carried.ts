// The timestamps a signer carries among its attributes, each under the name its attribute gives it (RFC 3161 appendix A;
// RFC 5126 §5.11.4, §6.1.1, §6.3.5, §6.3.6, §6.4.1; EN 319 122-1 §5.5.3). Reading decides nothing.

import { bytesOf, type Der } from '../asn1/der.ts'
import { OID } from '../asn1/oids.ts'
import { readTimestampInfo, type TimestampInfo } from '../tsp/token.ts'
import { attributesOf } from './attributes.ts'
import { type Attribute, readSignedData, type SignedData, type SignerInfo } from './signed-data.ts'

export type TimestampKind =
  | 'content'
  | 'signature'
  | 'cades-c'
  | 'references'
  | 'archive-v1'
  | 'archive-v2'
  | 'archive-v3'

const UNSIGNED_KINDS: Readonly<Record<string, TimestampKind>> = {
  [OID.signatureTimeStamp]: 'signature',
  [OID.escTimeStamp]: 'cades-c',
  [OID.certificateCrlTimeStamp]: 'references',
  [OID.archiveTimeStampV1]: 'archive-v1',
  [OID.archiveTimeStampV2]: 'archive-v2',
  [OID.archiveTimeStampV3]: 'archive-v3',
}

/** A token found among the attributes of a signer. `data` and `info` are absent where it cannot be read. */
export interface CarriedTimestamp {
  kind: TimestampKind
  /** The attribute value. */
  value: Der
  data?: SignedData
  info?: TimestampInfo
}

export function isArchive(kind: TimestampKind): boolean {
  return kind.startsWith('archive')
}

/** Whether attributes of this type hold archive timestamps. */
export function isArchiveType(type: string): boolean {
  const kind = UNSIGNED_KINDS[type]
  return kind !== undefined && isArchive(kind)
}

/** Every token a signer carries, in the order of the message. */
export function carriedTimestamps(signer: SignerInfo): CarriedTimestamp[] {
  const contents = attributesOf(signer.signedAttributes, OID.contentTimeStamp).flatMap((one) =>
    tokensIn(one, 'content'),
  )
  const others = (signer.unsignedAttributes?.attributes ?? []).flatMap((one) => {
    const kind = UNSIGNED_KINDS[one.oid]
    return kind ? tokensIn(one, kind) : []
  })
  return [...contents, ...others]
}

/** Read once: every archive timestamp asks how old the others are. */
const READ = new WeakMap<Der, Pick<CarriedTimestamp, 'data' | 'info'>>()

export function tokensIn(attribute: Attribute, kind: TimestampKind): CarriedTimestamp[] {
  return attribute.values.map((value) => {
    const known = READ.get(value) ?? readToken(value)
    READ.set(value, known)
    return { kind, value, ...known }
  })
}

function readToken(value: Der): Pick<CarriedTimestamp, 'data' | 'info'> {
  const data = readSignedData(bytesOf(value))
  if (!data.ok) return {}
  const info = readTimestampInfo(data.value.content ?? new Uint8Array())
  return { data: data.value, ...(info.ok && { info: info.value }) }
}
