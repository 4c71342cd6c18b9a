// What an XML document is before it is parsed: its encoding, its declaration, and whether a DOCTYPE follows (XML 1.0 §2.8, §4.3.3,
// appendix F). The parser behind it is only ever given UTF-8 without a DOCTYPE.

import { isUtf8 } from 'node:buffer'
import type { XmlError } from '#core/documents/xml/tree.ts'
import { err, ok, type Result } from '#core/verdict.ts'

/** The document in UTF-8 without a byte order mark; a declaration naming another encoding stays and is to be ignored. */
export function utf8FormOf(bytes: Uint8Array): Result<Uint8Array, XmlError> {
  const decoded = decode(bytes)
  if (!decoded.ok) return decoded
  const problem = prologProblem(decoded.value)
  return problem ? err(problem) : decoded
}

function refuse(code: string, offset = 0): Result<never, XmlError> {
  return err({ code, offset, line: 1 })
}

function decode(bytes: Uint8Array): Result<Uint8Array, XmlError> {
  const [first, second, third] = bytes
  const isBigEndian = first === 0xfe && second === 0xff
  if (isBigEndian || (first === 0xff && second === 0xfe)) return fromUtf16(bytes.subarray(2), isBigEndian)
  const hasMark = first === 0xef && second === 0xbb && third === 0xbf
  const text = hasMark ? bytes.subarray(3) : bytes
  if (first === 0 || second === 0) return refuse('xml.encoding-without-mark')
  const declared = declarationOf(text)?.encoding
  switch (declared) {
    case undefined:
    case 'utf-8':
      return isUtf8(text) ? ok(text) : refuse('xml.encoding-broken')
    case 'us-ascii':
    case 'iso-8859-1':
      if (hasMark) return refuse('xml.encoding-contradicted')
      return ok(new Uint8Array(Buffer.from(Buffer.from(text).toString('latin1'), 'utf8')))
    case 'utf-16':
    case 'utf-16le':
    case 'utf-16be':
      return refuse(hasMark ? 'xml.encoding-contradicted' : 'xml.encoding-without-mark')
    default:
      return refuse('xml.encoding-not-supported')
  }
}

function fromUtf16(units: Uint8Array, isBigEndian: boolean): Result<Uint8Array, XmlError> {
  if (units.length % 2 === 1) return refuse('xml.encoding-broken')
  const decoder = new TextDecoder(isBigEndian ? 'utf-16be' : 'utf-16le', { fatal: true, ignoreBOM: true })
  try {
    const text = new TextEncoder().encode(decoder.decode(units))
    const declared = declarationOf(text)?.encoding
    return declared === undefined || declared.startsWith('utf-16') ? ok(text) : refuse('xml.encoding-contradicted')
  } catch {
    return refuse('xml.encoding-broken')
  }
}

const DECLARATION = /^<\?xml[ \t\r\n]([^?<>]*)\?>/

/** Encodings are compared without regard to case (XML 1.0 §4.3.3). */
function declarationOf(text: Uint8Array): { version?: string; encoding?: string } | undefined {
  const inside = DECLARATION.exec(headOf(text))?.[1]
  if (inside === undefined) return undefined
  const [, , version] = /(?:^|[ \t\r\n])version[ \t\r\n]*=[ \t\r\n]*(["'])(.*?)\1/.exec(inside) ?? []
  const [, , encoding] = /[ \t\r\n]encoding[ \t\r\n]*=[ \t\r\n]*(["'])(.*?)\1/.exec(inside) ?? []
  return { ...(version && { version }), ...(encoding && { encoding: encoding.toLowerCase() }) }
}

function headOf(text: Uint8Array): string {
  return Buffer.from(text.buffer, text.byteOffset, Math.min(text.length, 400)).toString('latin1')
}

/** Passes over what may stand before the root, without understanding it: the parser does. */
function prologProblem(text: Uint8Array): XmlError | undefined {
  const version = declarationOf(text)?.version
  if (version !== undefined && version !== '1.0') return { code: 'xml.version', offset: 0, line: 1 }
  const source = Buffer.from(text.buffer, text.byteOffset, text.length)
  let at = 0
  for (;;) {
    while (at < source.length && ' \t\r\n'.includes(String.fromCharCode(source[at] ?? 0))) at += 1
    const head = source.toString('latin1', at, at + 9)
    if (/^<!doctype$/i.test(head)) return { code: 'xml.doctype', offset: at, line: lineAt(source, at) }
    const close = head.startsWith('<!--') ? '-->' : head.startsWith('<?') ? '?>' : undefined
    const end = close === undefined ? -1 : source.indexOf(close, at + 2)
    if (close === undefined || end < 0) return undefined
    at = end + close.length
  }
}

function lineAt(source: Uint8Array, offset: number): number {
  let line = 1
  for (let at = source.indexOf(10); at >= 0 && at < offset; at = source.indexOf(10, at + 1)) line += 1
  return line
}
