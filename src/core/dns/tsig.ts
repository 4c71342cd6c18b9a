// Signing DNS messages with a shared secret (TSIG, RFC 8945 §4, §5): what is authenticated, the record that carries the code, and
// whether an answer is under the same secret. The code itself is computed by whoever holds the secret.

import type { ParseError } from '../asn1/der.ts'
import { malformed, parsing } from '../asn1/fields.ts'
import { concatBytes, equalBytes } from '../bytes/bytes.ts'
import type { Instant, Result } from '../verdict.ts'
import { DNS_CLASS, DNS_TYPE, type DnsMessage, readDnsName, u16, u32, wireName, wireRecord } from './message.ts'

export interface TsigKey {
  name: string
  digest: 'sha256' | 'sha512'
  /** HMAC with that digest under the secret. */
  mac(message: Uint8Array): Promise<Uint8Array>
}

/** How far the clocks may be apart (RFC 8945 §5.2.3 recommends it). */
export const FUDGE_SECONDS = 300

const ALGORITHMS = { sha256: 'hmac-sha256', sha512: 'hmac-sha512' } as const

export interface SignedDnsMessage {
  bytes: Uint8Array
  mac: Uint8Array
}

/** `message` with a TSIG record at its end. */
export async function signDnsMessage(message: Uint8Array, key: TsigKey, now: Instant): Promise<SignedDnsMessage> {
  const time = timeOctets(Math.floor(now / 1000))
  const variables = tsigVariables(key, time, u16(FUDGE_SECONDS), 0, new Uint8Array())
  const mac = await key.mac(concatBytes(message, variables))
  const id = message.subarray(0, 2)
  const rdata = concatBytes(
    wireName(ALGORITHMS[key.digest]),
    time,
    u16(FUDGE_SECONDS),
    u16(mac.length),
    mac,
    id,
    u16(0),
    u16(0),
  )
  const record = wireRecord(key.name, DNS_TYPE.tsig, DNS_CLASS.any, 0, rdata)
  return { bytes: withAdditional(concatBytes(message, record), 1), mac }
}

function timeOctets(seconds: number): Uint8Array {
  return concatBytes(u16(Math.floor(seconds / 0x1_0000_0000)), u32(seconds % 0x1_0000_0000))
}

/** RFC 8945 §4.3.3. */
function tsigVariables(
  { name, digest }: TsigKey,
  time: Uint8Array,
  fudge: Uint8Array,
  error: number,
  other: Uint8Array,
) {
  const owner = concatBytes(wireName(name), u16(DNS_CLASS.any), u32(0), wireName(ALGORITHMS[digest]))
  return concatBytes(owner, time, fudge, u16(error), u16(other.length), other)
}

/** The number of additional records changed by `difference`. */
function withAdditional(message: Uint8Array, difference: number): Uint8Array {
  const changed = Uint8Array.from(message)
  changed.set(u16((((message[10] ?? 0) << 8) | (message[11] ?? 0)) + difference), 10)
  return changed
}

export interface Tsig {
  algorithm: string
  time: Uint8Array
  fudge: Uint8Array
  mac: Uint8Array
  originalId: Uint8Array
  /** 16 BADSIG, 17 BADKEY, 18 BADTIME, 22 BADTRUNC (RFC 8945 §4.2). */
  error: number
  other: Uint8Array
}

/** Errors: `dns.tsig-missing`, `dns.tsig`, `dns.name`, `dns.truncated`. */
export function readTsig(
  bytes: Uint8Array,
  { additional }: DnsMessage,
): Result<Tsig & { start: number; name: string }, ParseError> {
  return parsing(() => {
    const record = additional.at(-1)
    if (record?.type !== DNS_TYPE.tsig) return malformed('dns.tsig-missing', bytes.length)
    const { name: algorithm, end: at } = readDnsName(bytes, record.dataStart)
    const dataEnd = record.dataStart + record.rdata.length
    const number = (offset: number) => ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0)
    const macEnd = at + 10 + number(at + 8)
    const otherEnd = macEnd + 6 + number(macEnd + 4)
    if (otherEnd !== dataEnd) return malformed('dns.tsig', record.start)
    return {
      algorithm,
      time: bytes.subarray(at, at + 6),
      fudge: bytes.subarray(at + 6, at + 8),
      mac: bytes.subarray(at + 10, macEnd),
      originalId: bytes.subarray(macEnd, macEnd + 2),
      error: number(macEnd + 2),
      other: bytes.subarray(macEnd + 6, otherEnd),
      start: record.start,
      name: record.name,
    }
  })
}

/** Whether the answer to a message of ours is under the same key, whole, and of now. */
export async function isAnswerAuthentic(
  bytes: Uint8Array,
  message: DnsMessage,
  requestMac: Uint8Array,
  key: TsigKey,
  now: Instant,
): Promise<boolean> {
  const read = readTsig(bytes, message)
  if (!read.ok) return false
  const { start, name, algorithm, time, fudge, mac, originalId, error, other } = read.value
  const isNamed = name === key.name.toLowerCase().replace(/\.$/, '') && algorithm === ALGORITHMS[key.digest]
  if (!isNamed || error !== 0) return false
  const plain = withAdditional(bytes.subarray(0, start), -1)
  plain.set(originalId, 0)
  const variables = tsigVariables(key, time, fudge, error, other)
  const expected = await key.mac(concatBytes(u16(requestMac.length), requestMac, plain, variables))
  const seconds = time.reduce((value, octet) => value * 256 + octet, 0)
  return equalBytes(expected, mac) && Math.abs(seconds - now / 1000) <= FUDGE_SECONDS
}
