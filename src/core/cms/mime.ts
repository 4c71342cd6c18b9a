// S/MIME wrapping taken off: multipart/signed (RFC 8551 §3.5.3; RFC 1847 §2.1) and application/pkcs7-mime. Line ends of the
// signed part are made CRLF, as they were when it was signed.

import { latin1 } from '../asn1/values.ts'
import { asciiOctets } from '../asn1/write.ts'
import { fromBase64 } from '../bytes/base64.ts'

export interface SmimeMessage {
  /** DER or BER of the CMS message. */
  signature: Uint8Array
  /** The signed part of multipart/signed, headers included. */
  content?: Uint8Array
}

interface Entity {
  headers: ReadonlyMap<string, string>
  body: string
}

/** @returns `undefined` when the text is no signed message this reader understands. */
export function readSmime(bytes: Uint8Array): SmimeMessage | undefined {
  const entity = readEntity(latin1(bytes).replace(/\r?\n/g, '\r\n'))
  const type = entity?.headers.get('content-type') ?? ''
  if (!entity) return undefined
  if (/^application\/(x-)?pkcs7-mime/i.test(type)) {
    const signature = decodeBody(entity)
    return signature && { signature }
  }
  const boundary = type.match(/boundary=(?:"([^"]+)"|([^;\s]+))/i)
  const mark = boundary?.[1] ?? boundary?.[2]
  return /^multipart\/signed/i.test(type) && mark ? readParts(entity.body, mark) : undefined
}

/** Exactly two parts: what was signed, and the signature. The line break before a boundary belongs to the boundary. */
function readParts(body: string, mark: string): SmimeMessage | undefined {
  const parts = `\r\n${body}`.split(`\r\n--${mark}`)
  const [, signed, signature, end] = parts
  if (parts.length !== 4 || !end?.startsWith('--')) return undefined
  const entity = readEntity(withoutFirstLine(signature ?? ''))
  const octets = entity && decodeBody(entity)
  return octets && { signature: octets, content: asciiOctets(withoutFirstLine(signed ?? '')) }
}

/** White space may follow a boundary on its line. */
function withoutFirstLine(part: string): string {
  return part.slice(part.indexOf('\r\n') + 2)
}

function readEntity(text: string): Entity | undefined {
  const end = text.startsWith('\r\n') ? 0 : text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const lines = text
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
  const headers = lines.flatMap((line): [string, string][] => {
    const colon = line.indexOf(':')
    return colon > 0 ? [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]] : []
  })
  return { headers: new Map(headers), body: text.slice(end === 0 ? 2 : end + 4) }
}

function decodeBody({ headers, body }: Entity): Uint8Array | undefined {
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase()
  return encoding === 'base64' ? fromBase64(body) : asciiOctets(body)
}
