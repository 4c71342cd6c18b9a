// The directory of a ZIP archive, read strictly: what lies where, and which entries may not be opened (PKWARE APPNOTE 6.3.10 §4.3; clause unverified).
// Archives are a way to deceive and to exhaust: the central directory alone is believed, and an entry that disagrees with it is refused by name.

import { err, ok, type Result } from '../verdict.ts'

export interface ZipLimits {
  maxEntries: number
  /** Of one entry, unpacked. */
  maxEntryBytes: number
  /** Of all entries, unpacked. */
  maxTotalBytes: number
  /** Nothing but empty folders is passed over: in a signed container every file counts, also those a Mac adds. */
  takesAll?: boolean
}

/** Entries may not unpack to more than this many times their size (as EU DSS limits them); small ones may, they do no harm. */
const MAX_RATIO = 100
const RATIO_FROM_BYTES = 1024 * 1024

export interface ZipEntry {
  name: string
  isDeflated: boolean
  packedBytes: number
  sizeBytes: number
  crc32: number
  /** Of the local header. */
  offset: number
}

export type ZipProblemCode =
  | 'zip.not-an-archive'
  | 'zip.unsupported'
  | 'zip.too-many-entries'
  | 'zip.too-large'
  | 'zip.overlapping'
  | 'zip.encrypted'
  | 'zip.name-unsafe'
  | 'zip.name-duplicate'
  | 'zip.no-file'
  | 'zip.ratio'
  | 'zip.entry-too-large'
  | 'zip.disagrees'
  | 'zip.damaged'
  | 'zip.nested'

export interface ZipProblem {
  code: ZipProblemCode
  params?: Readonly<Record<string, string | number>>
}

export interface RefusedEntry extends ZipProblem {
  name: string
}

export interface ZipDirectory {
  entries: ZipEntry[]
  refused: RefusedEntry[]
  /** Empty folders: they hold nothing, but they take room. Only with `takesAll`. */
  folders: ZipEntry[]
}

const END = { signature: 0x06054b50, bytes: 22 }
const RECORD = { signature: 0x02014b50, bytes: 46 }
const LOCAL = { signature: 0x04034b50, bytes: 30 }
const MAX_COMMENT_BYTES = 65_535
/** How much of the end of a file must be looked at to find the directory. */
export const ZIP_TAIL_BYTES = END.bytes + MAX_COMMENT_BYTES
/** A local header with the longest name and extra field. */
export const ZIP_LOCAL_BYTES = LOCAL.bytes + 2 * 65_535

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Where the directory lies. @param tail the last `ZIP_TAIL_BYTES` of the file, or all of it; @param size of the whole file */
export function findZipDirectory(
  tail: Uint8Array,
  size: number,
): Result<{ start: number; end: number; count: number }, ZipProblem> {
  const data = view(tail)
  for (let at = tail.length - END.bytes; at >= 0; at--) {
    if (data.getUint32(at, true) !== END.signature) continue
    // The comment must reach the end exactly: otherwise two readers may find two directories.
    if (at + END.bytes + data.getUint16(at + 20, true) !== tail.length) continue
    const [disk, directoryDisk, onDisk, count] = [4, 6, 8, 10].map((offset) => data.getUint16(at + offset, true))
    const length = data.getUint32(at + 12, true)
    const start = data.getUint32(at + 16, true)
    if (disk !== 0 || directoryDisk !== 0 || onDisk !== count || count === 0xffff || start === 0xffffffff)
      return err({ code: 'zip.unsupported' })
    if (start + length !== size - tail.length + at) return err({ code: 'zip.damaged' })
    return ok({ start, end: start + length, count: count ?? 0 })
  }
  return err({ code: 'zip.not-an-archive' })
}

/**
 * @param bytes the directory, as `findZipDirectory` says where it is
 * @param decodeName of the octets of a name; the flag says that they are UTF-8
 */
export function readZipDirectory(
  bytes: Uint8Array,
  count: number,
  limits: ZipLimits,
  decodeName: (octets: Uint8Array, isUtf8: boolean) => string,
): Result<ZipDirectory, ZipProblem> {
  if (count > limits.maxEntries) return err({ code: 'zip.too-many-entries', params: { count, max: limits.maxEntries } })
  const records = readRecords(bytes, count, decodeName)
  if (!records.ok) return records
  const isFile = (one: ZipRecord) => (limits.takesAll ? !isFolder(one) : !isIgnored(one.name))
  const files = records.value.filter(isFile)
  const times = new Map<string, number>()
  for (const { name } of files) times.set(plainName(name), (times.get(plainName(name)) ?? 0) + 1)
  const folders = limits.takesAll ? records.value.filter(isFolder) : []
  const directory: ZipDirectory = { entries: [], refused: [], folders: folders.map(entryOf) }
  for (const { flags, method, mode, hasOtherName, ...entry } of files) {
    const isDuplicate = (times.get(plainName(entry.name)) ?? 0) > 1
    const problem = problemOf({ ...entry, flags, method, mode, hasOtherName }, isDuplicate, limits)
    if (problem) directory.refused.push({ name: entry.name, ...problem })
    else directory.entries.push({ ...entry, isDeflated: method === 8 })
  }
  const total = directory.entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  if (total > limits.maxTotalBytes) return err({ code: 'zip.too-large', params: { maxBytes: limits.maxTotalBytes } })
  return areApart(directory.entries) ? ok(directory) : err({ code: 'zip.overlapping' })
}

function entryOf({ flags: _flags, method, mode: _mode, hasOtherName: _name, ...entry }: ZipRecord): ZipEntry {
  return { ...entry, isDeflated: method === 8 }
}

interface ZipRecord extends Omit<ZipEntry, 'isDeflated'> {
  flags: number
  method: number
  /** Upper half of the external attributes: the mode where it was made on Unix. */
  mode: number
  /** A second name in an extra field, which some programs believe instead. */
  hasOtherName: boolean
}

const UNICODE_PATH = 0x7075

function namesTwice(extra: Uint8Array): boolean {
  const data = view(extra)
  for (let at = 0; at + 4 <= extra.length; at += 4 + data.getUint16(at + 2, true)) {
    if (data.getUint16(at, true) === UNICODE_PATH) return true
  }
  return false
}

function readRecords(
  bytes: Uint8Array,
  count: number,
  decodeName: (octets: Uint8Array, isUtf8: boolean) => string,
): Result<ZipRecord[], ZipProblem> {
  const data = view(bytes)
  const records: ZipRecord[] = []
  let at = 0
  for (let index = 0; index < count; index++) {
    if (at + RECORD.bytes > bytes.length || data.getUint32(at, true) !== RECORD.signature)
      return err({ code: 'zip.damaged' })
    const [nameBytes = 0, extraBytes = 0, commentBytes = 0] = [28, 30, 32].map((o) => data.getUint16(at + o, true))
    const end = at + RECORD.bytes + nameBytes + extraBytes + commentBytes
    if (end > bytes.length) return err({ code: 'zip.damaged' })
    const flags = data.getUint16(at + 8, true)
    const extra = bytes.subarray(at + RECORD.bytes + nameBytes, at + RECORD.bytes + nameBytes + extraBytes)
    const sizes = [24, 20, 42].map((offset) => data.getUint32(at + offset, true))
    const [sizeBytes, packedBytes, offset] = wideValues(sizes, extra)
    if (sizeBytes === undefined || packedBytes === undefined || offset === undefined)
      return err({ code: 'zip.unsupported' })
    records.push({
      name: decodeName(bytes.subarray(at + RECORD.bytes, at + RECORD.bytes + nameBytes), (flags & 0x800) !== 0),
      flags,
      method: data.getUint16(at + 10, true),
      crc32: data.getUint32(at + 16, true),
      packedBytes,
      sizeBytes,
      mode: data.getUint16(at + 40, true),
      offset,
      hasOtherName: namesTwice(extra),
    })
    at = end
  }
  return at === bytes.length ? ok(records) : err({ code: 'zip.damaged' })
}

const WIDE = 0xffffffff
const WIDE_TAG = 1

/** Sizes and offset that a writer moved into the ZIP64 field (§4.5.3), in its order; `undefined` where they are not there or too large. */
function wideValues(values: readonly number[], extra: Uint8Array): (number | undefined)[] {
  if (!values.includes(WIDE)) return [...values]
  const field = extraField(extra, WIDE_TAG)
  let at = 0
  return values.map((value) => {
    if (value !== WIDE) return value
    if (!field || at + 8 > field.length) return undefined
    const data = view(field)
    const wide = data.getUint32(at + 4, true) === 0 ? data.getUint32(at, true) : undefined
    at += 8
    return wide
  })
}

function extraField(extra: Uint8Array, wanted: number): Uint8Array | undefined {
  const data = view(extra)
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = data.getUint16(at + 2, true)
    if (data.getUint16(at, true) === wanted) return extra.subarray(at + 4, at + 4 + length)
    at += 4 + length
  }
  return undefined
}

const ENCRYPTED = 0x2041
const FILE_TYPE = 0xf000
const REGULAR_FILE = 0x8000

function problemOf(record: ZipRecord, isDuplicate: boolean, limits: ZipLimits): ZipProblem | undefined {
  const { name, flags, method, mode, packedBytes, sizeBytes, hasOtherName } = record
  const { maxEntryBytes, takesAll } = limits
  const type = mode & FILE_TYPE
  if (!isSafeName(name)) return { code: 'zip.name-unsafe' }
  if (isDuplicate) return { code: 'zip.name-duplicate' }
  if (takesAll && hasOtherName) return { code: 'zip.disagrees' }
  if ((flags & ENCRYPTED) !== 0) return { code: 'zip.encrypted' }
  if (type !== 0 && type !== REGULAR_FILE) return { code: 'zip.no-file' }
  if (method !== 0 && method !== 8) return { code: 'zip.unsupported' }
  if (method === 0 && packedBytes !== sizeBytes) return { code: 'zip.disagrees' }
  if (sizeBytes > maxEntryBytes) return { code: 'zip.entry-too-large', params: { maxBytes: maxEntryBytes } }
  const isBomb = sizeBytes > RATIO_FROM_BYTES && sizeBytes > packedBytes * MAX_RATIO
  return isBomb ? { code: 'zip.ratio', params: { max: MAX_RATIO } } : undefined
}

/** Folders, and what a Mac adds for itself. */
function isIgnored(name: string): boolean {
  return name.endsWith('/') || name.startsWith('__MACOSX/') || /(^|\/)\.DS_Store$/.test(name)
}

function isFolder({ name, sizeBytes, packedBytes }: ZipRecord): boolean {
  return name.endsWith('/') && sizeBytes === 0 && packedBytes <= 2
}

/** Names that are one file on some system are one file. */
function plainName(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

/** Names are never used as paths; one that tries to be more than a name is not to be trusted in a report either. */
function isSafeName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (name === '' || name.length > 255 || /[\u0000-\u001f\u007f\\\ufffd]/.test(name)) return false
  if (name.startsWith('/') || /^[a-z]:/i.test(name)) return false
  return name.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}

/** Entries that share octets are how a small archive unpacks to a large one. */
function areApart(entries: readonly ZipEntry[]): boolean {
  const sorted = [...entries].sort((a, b) => a.offset - b.offset)
  return sorted.every((entry, index) => {
    const next = sorted[index + 1]
    return !next || entry.offset + LOCAL.bytes + entry.packedBytes <= next.offset
  })
}

/**
 * Where the octets of an entry begin.
 * @param header from `entry.offset` on, `ZIP_LOCAL_BYTES` or as many as there are
 */
export function zipDataStart(
  header: Uint8Array,
  entry: ZipEntry,
  decodeName: (octets: Uint8Array, isUtf8: boolean) => string,
): Result<number, ZipProblem> {
  const data = view(header)
  if (header.length < LOCAL.bytes || data.getUint32(0, true) !== LOCAL.signature) return err({ code: 'zip.damaged' })
  const isUtf8 = (data.getUint16(6, true) & 0x800) !== 0
  const method = data.getUint16(8, true)
  const nameBytes = data.getUint16(26, true)
  const name = decodeName(header.subarray(LOCAL.bytes, LOCAL.bytes + nameBytes), isUtf8)
  if (name !== entry.name || method !== (entry.isDeflated ? 8 : 0)) return err({ code: 'zip.disagrees' })
  if (!agreesInSize(data, entry)) return err({ code: 'zip.disagrees' })
  return ok(entry.offset + LOCAL.bytes + nameBytes + data.getUint16(28, true))
}

const HAS_DESCRIPTOR = 0x8

/** Some programs believe the local header: what it says of checksum and sizes is nothing, or the same. */
function agreesInSize(data: DataView, { crc32: checksum, packedBytes, sizeBytes }: ZipEntry): boolean {
  const isDescribedLater = (data.getUint16(6, true) & HAS_DESCRIPTOR) !== 0
  const pairs = [
    [14, checksum],
    [18, packedBytes],
    [22, sizeBytes],
  ] as const
  return pairs.every(([at, expected], index) => {
    const said = data.getUint32(at, true)
    return said === expected || (isDescribedLater && said === 0) || (index > 0 && said === WIDE)
  })
}

/** Table k says what an octet does to the checksum k octets later: eight at a time are eight times less waiting (slicing-by-8). */
const CRC_TABLES = crcTables()

function crcTables(): readonly Uint32Array[] {
  const first = Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
    return value
  })
  const tables = [first]
  for (let k = 1; k < 8; k++) {
    const before = tables[k - 1] ?? first
    tables.push(before.map((value) => (value >>> 8) ^ (first[value & 0xff] ?? 0)))
  }
  return tables
}

/** CRC-32 as ZIP has it: against accidents, not against people. */
export function crc32(bytes: Uint8Array): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = CRC_TABLES as EightTables
  const data = view(bytes)
  let value = 0xffffffff
  let at = 0
  for (; at + 8 <= bytes.length; at += 8) {
    const low = value ^ data.getUint32(at, true)
    const high = data.getUint32(at + 4, true)
    value =
      look(t7, low) ^
      look(t6, low >>> 8) ^
      look(t5, low >>> 16) ^
      look(t4, low >>> 24) ^
      look(t3, high) ^
      look(t2, high >>> 8) ^
      look(t1, high >>> 16) ^
      look(t0, high >>> 24)
  }
  for (; at < bytes.length; at++) value = (value >>> 8) ^ look(t0, value ^ (bytes[at] ?? 0))
  return (value ^ 0xffffffff) >>> 0
}

type EightTables = readonly [
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
]

function look(table: Uint32Array, octet: number): number {
  return table[octet & 0xff] as number
}
