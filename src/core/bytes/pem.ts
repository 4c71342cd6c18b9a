// PEM: the textual encoding of PKIX structures (RFC 7468), read leniently (explanatory text between blocks) and written strictly.

import { fromBase64, toBase64 } from './base64.ts'

export interface PemBlock {
  /** What stands between BEGIN/END, e.g. `CERTIFICATE`. */
  label: string
  bytes: Uint8Array
  /** Where its BEGIN stands in the text. */
  start: number
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g

/**
 * All blocks of a PEM text in order. Header lines (`Proc-Type: …`) make a block unreadable, and such a block is left out:
 * it holds an encrypted legacy key, never a certificate.
 */
export function readPem(text: string): PemBlock[] {
  const blocks: PemBlock[] = []
  for (const { 1: label, 2: body, index } of text.matchAll(BLOCK)) {
    const bytes = fromBase64(body ?? '')
    if (label && bytes && bytes.length > 0) blocks.push({ label, bytes, start: index })
  }
  return blocks
}

/** One PEM block with 64-character lines and a final line break. */
export function writePem(label: string, bytes: Uint8Array): string {
  const lines = toBase64(bytes).match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
