// How a robot knows that a message is ours: HMAC-SHA256 (RFC 2104), once with the secret as key (DingTalk), once with it inside the key (Feishu).

import { utf8Octets } from '../asn1/write.ts'
import { toBase64 } from '../bytes/base64.ts'
import { concatBytes } from '../bytes/bytes.ts'
import type { Primitives } from '../primitives.ts'
import type { Instant } from '../verdict.ts'

const BLOCK_BYTES = 64

type Digests = Pick<Primitives, 'digest'>

async function hmacSha256(primitives: Digests, key: Uint8Array, message: Uint8Array): Promise<Uint8Array> {
  const block = new Uint8Array(BLOCK_BYTES)
  block.set(key.length > BLOCK_BYTES ? await primitives.digest('sha256', key) : key)
  const padded = (octet: number) => block.map((one) => one ^ octet)
  const inner = await primitives.digest('sha256', concatBytes(padded(0x36), message))
  return primitives.digest('sha256', concatBytes(padded(0x5c), inner))
}

/** The parameters `timestamp` and `sign` of DingTalk, ready for the URL. Good for an hour around `now`. */
export async function dingtalkSignature(primitives: Digests, secret: string, now: Instant): Promise<string> {
  const code = await hmacSha256(primitives, utf8Octets(secret), utf8Octets(`${now}\n${secret}`))
  return `timestamp=${now}&sign=${encodeURIComponent(toBase64(code))}`
}

/** The members `timestamp` (seconds) and `sign` of a Feishu body. */
export async function feishuSignature(
  primitives: Digests,
  secret: string,
  now: Instant,
): Promise<{ timestamp: string; sign: string }> {
  const timestamp = String(Math.floor(now / 1_000))
  const code = await hmacSha256(primitives, utf8Octets(`${timestamp}\n${secret}`), new Uint8Array(0))
  return { timestamp, sign: toBase64(code) }
}
