// The name under which a browser keeps what we send (RFC 6266, RFC 8187): never part of a path, never anything that ends the header or
// deceives the eye, in both spellings of the header.

const FALLBACK = 'document'
/** Of UTF-8; file systems end at 255. */
const MAX_OCTETS = 180
const MAX_ENDING = 16

/** Characters no common file system takes, separators of the header, and all that is invisible or turns the direction of reading. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>:"/\\|?*]/gu
/** Devices of Windows, whatever their ending. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i

/** The value of Content-Disposition for a file that is kept, never opened in place. */
export function attachment(name: string): string {
  const safe = safeFileName(name)
  const plain = safe.replace(/[^\x20-\x7e]|%/g, '_')
  return plain === safe
    ? `attachment; filename="${plain}"`
    : `attachment; filename="${plain}"; filename*=UTF-8''${encoded(safe)}`
}

/** The last part of a path as a name for a file: at most 180 octets, its ending kept. */
export function safeFileName(name: string): string {
  const last = name.split(/[/\\]/).findLast((part) => /[^\s.]/.test(part)) ?? ''
  const clean = last.replace(UNSAFE, '_').replace(/^[\s.]+|[\s.]+$/g, '')
  const safe = shortened(clean || FALLBACK)
  return DEVICE.test(safe) ? `_${safe}` : safe
}

function shortened(name: string): string {
  const dot = name.lastIndexOf('.')
  const ending = dot > 0 && name.length - dot <= MAX_ENDING ? name.slice(dot) : ''
  let kept = ''
  let octets = octetsOf(ending)
  for (const character of ending ? name.slice(0, dot) : name) {
    octets += octetsOf(character)
    if (octets > MAX_OCTETS) break
    kept += character
  }
  return kept + ending
}

function octetsOf(text: string): number {
  return encodeURIComponent(text).replace(/%../g, '_').length
}

/** `attr-char` of RFC 8187 §3.2.1 stays as it is; the other characters that `encodeURIComponent` leaves alone do not. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
}
