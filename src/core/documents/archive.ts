// A signed container held in memory: the files of a ZIP archive, and every octet that belongs to none of them (PKWARE APPNOTE 6.3.10
// §4.3; clause unverified). What one program shows and another passes over is where unsigned things hide.

import { latin1, utf8Text } from '../asn1/values.ts'
import type { Inflate } from '../primitives.ts'
import { err, ok, type Result } from '../verdict.ts'
import {
  crc32,
  findZipDirectory,
  type RefusedEntry,
  readZipDirectory,
  ZIP_LOCAL_BYTES,
  ZIP_TAIL_BYTES,
  type ZipDirectory,
  type ZipEntry,
  type ZipLimits,
  type ZipProblem,
  zipDataStart,
} from './zip.ts'

export interface Archive {
  /** In the order in which they lie in the file. */
  entries: readonly ZipEntry[]
  refused: readonly RefusedEntry[]
  comment: Uint8Array
  gaps: readonly Gap[]
  /** Unpacked anew at every call; whole, of the size and with the checksum that the directory says. */
  read(entry: ZipEntry): Result<Uint8Array, ZipProblem>
}

/** Octets between the entries, or in front of them. */
export interface Gap {
  offset: number
  length: number
  /** It looks like a file the directory does not list. */
  holdsEntry: boolean
}

export const ARCHIVE_LIMITS: ZipLimits = {
  maxEntries: 5000,
  maxEntryBytes: 96 * 1024 * 1024,
  maxTotalBytes: 160 * 1024 * 1024,
  takesAll: true,
}

export function openArchive(
  bytes: Uint8Array,
  inflate: Inflate,
  limits: ZipLimits = ARCHIVE_LIMITS,
): Result<Archive, ZipProblem> {
  const found = findZipDirectory(bytes.subarray(Math.max(0, bytes.length - ZIP_TAIL_BYTES)), bytes.length)
  if (!found.ok) return found
  const { start, end, count } = found.value
  const directory = readZipDirectory(bytes.subarray(start, end), count, limits, decodeName)
  if (!directory.ok) return directory
  const entries = [...directory.value.entries].sort((a, b) => a.offset - b.offset)
  return ok({
    entries,
    refused: directory.value.refused,
    comment: bytes.subarray(end + END_BYTES),
    // Where entries were refused nothing is accounted for: they are findings already.
    gaps: directory.value.refused.length > 0 ? [] : gapsBetween(bytes, allOf(directory.value), start),
    read: (entry) => unpack(bytes.subarray(0, start), entry, inflate),
  })
}

const END_BYTES = 22

function allOf({ entries, folders }: ZipDirectory): ZipEntry[] {
  return [...entries, ...folders].sort((a, b) => a.offset - b.offset)
}

/** Names in the directory only: for telling what a file is. None where it cannot be read. */
export function namesIn(bytes: Uint8Array): string[] {
  const found = findZipDirectory(bytes.subarray(Math.max(0, bytes.length - ZIP_TAIL_BYTES)), bytes.length)
  if (!found.ok) return []
  const { start, end, count } = found.value
  const directory = readZipDirectory(bytes.subarray(start, end), count, ARCHIVE_LIMITS, decodeName)
  return directory.ok ? [...directory.value.entries, ...directory.value.refused].map(({ name }) => name) : []
}

/** UTF-8 where it is UTF-8, whatever the flag says; else one character an octet, so that no two names become one. */
function decodeName(octets: Uint8Array): string {
  return utf8Text(octets) ?? latin1(octets)
}

function unpack(bytes: Uint8Array, entry: ZipEntry, inflate: Inflate): Result<Uint8Array, ZipProblem> {
  const start = zipDataStart(bytes.subarray(entry.offset, entry.offset + ZIP_LOCAL_BYTES), entry, decodeName)
  if (!start.ok) return start
  const end = start.value + entry.packedBytes
  if (end > bytes.length) return err({ code: 'zip.damaged' })
  const packed = bytes.subarray(start.value, end)
  const content = entry.isDeflated ? inflate('raw', packed, Math.max(1, entry.sizeBytes)) : ok(packed)
  if (!content.ok) return err({ code: 'zip.damaged' })
  const isWhole = content.value.length === entry.sizeBytes && crc32(content.value) === entry.crc32
  return isWhole ? content : err({ code: 'zip.damaged' })
}

/** A data descriptor behind an entry: sizes and checksum again, with or without a signature (§4.3.9). */
const DESCRIPTOR_BYTES = [12, 16, 20, 24]
const LOCAL_SIGNATURE = [0x50, 0x4b, 0x03, 0x04]

function gapsBetween(bytes: Uint8Array, all: readonly ZipEntry[], directoryStart: number): Gap[] {
  const entries = [...all].sort((a, b) => a.offset - b.offset)
  const gaps: Gap[] = []
  let at = 0
  for (const next of [...entries, undefined]) {
    const offset = next?.offset ?? directoryStart
    if (offset > at && !isDescriptor(bytes, at, offset)) {
      gaps.push({ offset: at, length: offset - at, holdsEntry: holds(bytes.subarray(at, offset), LOCAL_SIGNATURE) })
    }
    if (next) at = endOf(bytes, next)
  }
  return gaps
}

function isDescriptor(bytes: Uint8Array, at: number, end: number): boolean {
  return at > 0 && DESCRIPTOR_BYTES.includes(end - at) && !holds(bytes.subarray(at, end), LOCAL_SIGNATURE)
}

function endOf(bytes: Uint8Array, entry: ZipEntry): number {
  const start = zipDataStart(bytes.subarray(entry.offset, entry.offset + ZIP_LOCAL_BYTES), entry, decodeName)
  return (start.ok ? start.value : entry.offset) + entry.packedBytes
}

function holds(bytes: Uint8Array, sequence: readonly number[]): boolean {
  const [first = 0, ...rest] = sequence
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (rest.every((octet, index) => bytes[at + 1 + index] === octet)) return true
  }
  return false
}
