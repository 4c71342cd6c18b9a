// What is kept of one closed round: the content both signatures stand for, everything that led to it, and the digest of every file beside it.

import type { Primitives } from '../primitives.ts'
import { type ArchivedFile, canonicalBytes, RECORD_FORMAT, sha256Hex, textBytes } from './layout.ts'

/** What the signatures stand for; the text in front keeps it from being taken for something else. */
export const CONTENT_LABEL = 'zhengxun-round-1\n'

export const SIGN_OFF_FORMAT = 'zhengxun-sign-off'
export const SIGN_OFF_ROLES = ['inspector', 'reviewer'] as const
export type SignOffRole = (typeof SIGN_OFF_ROLES)[number]

/** What a certificate signed, the detached CMS over it, and the certificate; absent where an account signed alone. */
export const signOffFiles = (role: SignOffRole) => ({
  document: `signatures/${role}.json`,
  cms: `signatures/${role}.p7s`,
  certificate: `signatures/${role}.cer`,
})

export interface ArchiveRecord {
  format: typeof RECORD_FORMAT
  version: number
  seq: number
  /** The round and its items with the result that counted; secrets of checks are no part of it. */
  content: { round: { id: string } }
  /** SHA-256 of the content under its label: what was signed. */
  digest: string
  /** Every result there was, in order; `evidence` is the SHA-256 of its line in `evidence.jsonl`, null for what people saw. */
  results: { evidence: string | null }[]
  files: ArchivedFile[]
}

export function contentBytes(content: unknown): Uint8Array {
  const label = textBytes(CONTENT_LABEL)
  const text = canonicalBytes(content)
  const bytes = new Uint8Array(label.length + text.length)
  bytes.set(label)
  bytes.set(text, label.length)
  return bytes
}

export function contentDigest(primitives: Primitives, content: unknown): Promise<string> {
  return sha256Hex(primitives, contentBytes(content))
}

type Fields = Record<string, unknown>

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `undefined`: no record of this version. The rest of a record is what its hash says it is. */
export function asRecord(value: unknown): ArchiveRecord | undefined {
  if (!isObject(value) || value.format !== RECORD_FORMAT || value.version !== 1) return undefined
  const { seq, content, digest, results, files } = value
  const isWhole =
    Number.isSafeInteger(seq) &&
    isObject(content) &&
    isObject(content.round) &&
    typeof content.round.id === 'string' &&
    typeof digest === 'string' &&
    Array.isArray(results) &&
    results.every((one) => isObject(one) && (one.evidence === null || typeof one.evidence === 'string')) &&
    Array.isArray(files) &&
    files.every(isFile)
  return isWhole ? (value as unknown as ArchiveRecord) : undefined
}

function isFile(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value.path === 'string' &&
    typeof value.sha256 === 'string' &&
    Number.isSafeInteger(value.bytes)
  )
}
