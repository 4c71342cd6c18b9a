// Opens an archive that was handed in: its files one at a time, never more in memory than one of them.

import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import {
  crc32,
  findZipDirectory,
  type RefusedEntry,
  readZipDirectory,
  ZIP_LOCAL_BYTES,
  ZIP_TAIL_BYTES,
  type ZipEntry,
  type ZipLimits,
  type ZipProblem,
  zipDataStart,
} from '#core/documents/zip.ts'
import { err, ok, type Result } from '#core/verdict.ts'
import { MAX_FILE_BYTES } from '../rules.ts'
import { type BatchSource, MAX_BATCH_BYTES, MAX_BATCH_FILES } from './plan.ts'

/** Octets of a file from `start` up to `end`. */
export type ReadRange = (start: number, end: number) => Promise<Uint8Array>

const LIMITS = { maxEntries: MAX_BATCH_FILES, maxEntryBytes: MAX_FILE_BYTES, maxTotalBytes: MAX_BATCH_BYTES }

const inflate = promisify(inflateRaw)

/** Archives written on Chinese Windows name their files in GB 18030 and do not say so. */
function decodeName(octets: Uint8Array, isUtf8: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets)
  } catch {
    return isUtf8 ? '\ufffd' : new TextDecoder('gb18030').decode(octets)
  }
}

export const isZip = (beginning: Uint8Array) =>
  [0x50, 0x4b, 0x03, 0x04].every((byte, index) => beginning[index] === byte)

export interface OpenedZip {
  sources: BatchSource[]
  refused: RefusedEntry[]
}

export async function openZip(
  sizeBytes: number,
  read: ReadRange,
  limits: ZipLimits = LIMITS,
): Promise<Result<OpenedZip, ZipProblem>> {
  const tail = await read(Math.max(0, sizeBytes - ZIP_TAIL_BYTES), sizeBytes)
  const found = findZipDirectory(tail, sizeBytes)
  if (!found.ok) return found
  const { start, end, count } = found.value
  const directory = readZipDirectory(await read(start, end), count, limits, decodeName)
  if (!directory.ok) return directory
  const { entries, refused } = directory.value
  const sources = entries.map((entry) => ({
    name: entry.name,
    sizeBytes: entry.sizeBytes,
    read: () => unpack(entry, start, read),
  }))
  return ok({ sources, refused })
}

async function unpack(entry: ZipEntry, end: number, read: ReadRange): Promise<Result<Uint8Array, ZipProblem>> {
  const header = await read(entry.offset, Math.min(end, entry.offset + ZIP_LOCAL_BYTES))
  const start = zipDataStart(header, entry, decodeName)
  if (!start.ok) return start
  if (start.value + entry.packedBytes > end) return err({ code: 'zip.damaged' })
  const packed = await read(start.value, start.value + entry.packedBytes)
  const bytes = await unpacked(entry, packed)
  if (!bytes || bytes.length !== entry.sizeBytes || crc32(bytes) !== entry.crc32) return err({ code: 'zip.damaged' })
  // An archive in an archive is not opened, and judging it as a document would say nothing.
  return isZip(bytes) && /\.zip$/i.test(entry.name) ? err({ code: 'zip.nested' }) : ok(bytes)
}

async function unpacked({ isDeflated, sizeBytes }: ZipEntry, packed: Uint8Array): Promise<Uint8Array | undefined> {
  if (!isDeflated) return packed
  try {
    return new Uint8Array(await inflate(packed, { maxOutputLength: Math.max(1, sizeBytes) }))
  } catch {
    return undefined
  }
}
