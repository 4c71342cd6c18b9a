// Base64 with the standard alphabet (RFC 4648 §4), written here because core has neither Buffer nor atob.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const VALUES = new Uint8Array(128).fill(255)
for (let i = 0; i < ALPHABET.length; i++) VALUES[ALPHABET.charCodeAt(i)] = i

/** Base64 text of `bytes`, padded, without line breaks. */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const digits = Math.min(4, bytes.length - i + 1)
    for (let d = 0; d < 4; d++) text += d < digits ? ALPHABET[(group >> (18 - 6 * d)) & 63] : '='
  }
  return text
}

/**
 * Bytes of a Base64 text. White space is ignored; anything else outside the alphabet, wrong padding and
 * non-zero spare bits are refused, so that two texts never stand for the same bytes.
 * @returns `undefined` when the text is not strict Base64.
 */
export function fromBase64(text: string): Uint8Array | undefined {
  const compact = text.replace(/\s+/g, '')
  if (compact.length % 4 !== 0) return undefined
  const padding = compact.endsWith('==') ? 2 : compact.endsWith('=') ? 1 : 0
  const digits = compact.length - padding
  const bytes = new Uint8Array(Math.floor((digits * 3) / 4))
  let bits = 0
  let held = 0
  let at = 0
  for (let i = 0; i < digits; i++) {
    const value = VALUES[compact.charCodeAt(i)] ?? 255
    if (value === 255) return undefined
    bits = (bits << 6) | value
    held += 6
    if (held >= 8) {
      held -= 8
      bytes[at++] = (bits >> held) & 255
      bits &= (1 << held) - 1
    }
  }
  return bits === 0 ? bytes : undefined
}

/** Base64url text of `bytes` (RFC 4648 §5) without padding, as JWS has it. */
export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

/**
 * Bytes of a base64url text without padding (RFC 7515 §2). White space, padding, the other alphabet and non-zero spare bits are
 * refused, so that two texts never stand for the same bytes.
 */
export function fromBase64Url(text: string): Uint8Array | undefined {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return undefined
  const padded = text
    .replace(/-/g, '+')
    .replace(/_/g, '/')
    .padEnd(Math.ceil(text.length / 4) * 4, '=')
  return fromBase64(padded)
}
