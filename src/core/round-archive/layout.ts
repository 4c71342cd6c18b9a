// How archived rounds lie in files: one folder a round, a chain over their records, and the roots that a timestamp authority stamped.
// h_n = SHA-256(h_{n-1} ‖ canonical JSON of record n), and the same with SM3; the first one follows 32 zero octets.

import { utf8Octets } from '../asn1/write.ts'
import { canonicalJson } from '../bytes/canonical-json.ts'
import { fromHex, toHex } from '../bytes/hex.ts'
import type { Primitives } from '../primitives.ts'

export const RECORD_FORMAT = 'zhengxun-round-record'
export const ARCHIVE_FORMAT = 'zhengxun-round-archive'
export const ROOT_FORMAT = 'zhengxun-round-archive-root'
export const ARCHIVE_VERSION = 1

/** Before the first record. */
export const GENESIS = '0'.repeat(64)

export const INDEX_PATH = 'archive.json'
export const CHAIN_PATH = 'chain.jsonl'

const numbered = (seq: number) => String(seq).padStart(8, '0')
/** Ends in `/`. */
export const roundFolder = (seq: number) => `rounds/${numbered(seq)}/`
export const recordPath = (seq: number) => `${roundFolder(seq)}record.json`
export const rootPath = (seq: number) => `roots/${numbered(seq)}.json`
export const tokenPath = (seq: number) => `roots/${numbered(seq)}.tst`

/** The record a file belongs to; `undefined` for what belongs to the archive as a whole. */
export function seqOfPath(path: string): number | undefined {
  const [, number] = /^(?:rounds|roots)\/(\d{8})[/.]/.exec(path) ?? []
  return number === undefined ? undefined : Number(number)
}

/** A file of a round beside its record; `path` is within the round's folder. */
export interface ArchivedFile {
  path: string
  bytes: number
  sha256: string
}

/** One line of the chain. */
export interface ChainLink {
  seq: number
  round: string
  previousHash: string
  hash: string
  previousSm3: string
  sm3: string
}

export interface ChainHead {
  hash: string
  sm3: string
}

export const BEGINNING: ChainHead = { hash: GENESIS, sm3: GENESIS }

/** What the archive says of itself. */
export interface ArchiveIndex {
  format: typeof ARCHIVE_FORMAT
  version: typeof ARCHIVE_VERSION
  /** Number of the first record in it; records before it are elsewhere. */
  firstSeq: number
  records: number
  head: ChainHead
  /** By the record they stand behind; `token` is the SHA-256 of the timestamp, null while no authority has answered. */
  roots: { seq: number; token: string | null }[]
}

/** What is stamped: the chain as it stood behind one record at the end of a day. */
export interface ArchiveRoot {
  format: typeof ROOT_FORMAT
  version: typeof ARCHIVE_VERSION
  date: string
  seq: number
  hash: string
  sm3: string
}

export const textBytes = utf8Octets

/** Octets of a value as the archive keeps it. */
export const canonicalBytes = (value: unknown) => textBytes(canonicalJson(value))

export const linesOf = (values: readonly unknown[]) =>
  textBytes(values.map((value) => `${canonicalJson(value)}\n`).join(''))

/** The chain one record further. */
export async function nextHead(primitives: Primitives, before: ChainHead, record: Uint8Array): Promise<ChainHead> {
  const after = async (algorithm: 'sha256' | 'sm3', previous: string) =>
    toHex(await primitives.digest(algorithm, octets(previous), record))
  return { hash: await after('sha256', before.hash), sm3: await after('sm3', before.sm3) }
}

function octets(hex: string): Uint8Array {
  const read = fromHex(hex)
  if (!read) throw new RangeError('a hash of the chain is 64 hexadecimal digits')
  return read
}

export async function sha256Hex(primitives: Primitives, bytes: Uint8Array): Promise<string> {
  return toHex(await primitives.digest('sha256', bytes))
}
