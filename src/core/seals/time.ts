// The times of seals: UTCTime and GeneralizedTime as the standards ask, and the forms real v1 seals hold inside a BIT STRING
// – a UTCTime, a text, or a whole timestamp token (GM/T 0031-2014 TBS_Sign.timeInfo).

import { bytesOf, contentsOf, type Der, TAG } from '../asn1/der.ts'
import { onlyTlv, parsing } from '../asn1/fields.ts'
import { isText, latin1, readBitOctets, readTime } from '../asn1/values.ts'
import type { Instant } from '../verdict.ts'

export interface SealTime {
  /** What the signer says; absent when it cannot be read as a time. */
  instant?: Instant
  /** DER of a timestamp token that stood in the place of the time. */
  token?: Uint8Array
}

const CHINA_OFFSET_MS = 8 * 3_600_000
const TEXT = /^(\d{4})-?(\d\d)-?(\d\d)[T ]?(\d\d):?(\d\d):?(\d\d)(?:\.\d+)?(Z)?$/

/** Never fails: an unreadable time is a seal time without an instant, for the rules to remark. */
export function readSealTime(der: Der): SealTime {
  if (der.tag === TAG.utcTime || der.tag === TAG.generalizedTime) return readTyped(der)
  if (isText(der.tag)) return readPlain(contentsOf(der))
  if (der.tag === TAG.octetString) return readInside(contentsOf(der))
  const octets = parsing(() => readBitOctets(der))
  return octets.ok ? readInside(octets.value) : {}
}

function readTyped(der: Der): SealTime {
  const time = parsing(() => readTime(der, true))
  return time.ok ? { instant: time.value.instant } : readPlain(contentsOf(der))
}

function readInside(octets: Uint8Array): SealTime {
  const inner = parsing(() => onlyTlv(octets))
  if (!inner.ok) return readPlain(octets)
  return inner.value.tag === TAG.sequence ? { token: bytesOf(inner.value) } : readTyped(inner.value)
}

/** ISO and compact texts; without `Z` they are read as China Standard Time, the time of the people who write them. */
function readPlain(octets: Uint8Array): SealTime {
  const instant = octets.length <= 32 ? readSealText(latin1(octets)) : undefined
  return instant === undefined ? {} : { instant }
}

/** A time as texts have it, also in Signature.xml of an OFD; `undefined` where it is none. */
export function readSealText(text: string): Instant | undefined {
  const match = text.length <= 32 ? text.trim().match(TEXT) : null
  if (!match) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const utc = Date.UTC(year, month - 1, day, hour, minute, second)
  return match[7] ? utc : utc - CHINA_OFFSET_MS
}
