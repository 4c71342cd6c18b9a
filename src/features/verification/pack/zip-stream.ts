// Writes a ZIP archive piece by piece: entries stored as they are, so the same entries always make the same octets (PKWARE APPNOTE 6.3.10 §4.3; clause unverified).

import { crc32 } from '#core/documents/zip.ts'

export interface StoredEntry {
  name: string
  /** Called once, when its turn comes: no more than one entry is in memory. */
  load(): Promise<Uint8Array>
}

/** The day ZIP's calendar begins: the moment of packing is no part of a pack. */
const DOS_DATE = 0x0021
const UTF8_NAMES = 0x0800
const VERSION = 20
/** Beyond it the directory would need ZIP64, which many readers of evidence do not have. */
const MAX_OFFSET = 0xffffffff

interface Written {
  name: Uint8Array
  size: number
  crc: number
  offset: number
}

/** @throws RangeError beyond 4 GB or 65,534 entries */
export async function* zipStream(
  entries: AsyncIterable<StoredEntry> | Iterable<StoredEntry>,
): AsyncGenerator<Uint8Array> {
  const written: Written[] = []
  let at = 0
  for await (const { name, load } of entries) {
    const bytes = await load()
    const one = { name: new TextEncoder().encode(name), size: bytes.length, crc: crc32(bytes), offset: at }
    const header = localHeader(one)
    written.push(one)
    at += header.length + bytes.length
    if (at > MAX_OFFSET || written.length >= 0xffff) throw new RangeError('the archive would need ZIP64')
    yield header
    yield bytes
  }
  const records = written.map(directoryRecord)
  const size = records.reduce((sum, { length }) => sum + length, 0)
  yield* records
  yield endRecord(records.length, size, at)
}

type Field = readonly [bytes: 2 | 4, value: number]

function fields(list: readonly Field[], tail: Uint8Array = new Uint8Array()): Uint8Array {
  const length = list.reduce((sum, [bytes]) => sum + bytes, 0)
  const out = new Uint8Array(length + tail.length)
  const view = new DataView(out.buffer)
  let at = 0
  for (const [bytes, value] of list) {
    if (bytes === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
    at += bytes
  }
  out.set(tail, at)
  return out
}

/** From the version needed to the length of the name: the same in both headers. */
function common({ name, size, crc }: Written): Field[] {
  return [
    [2, VERSION],
    [2, UTF8_NAMES],
    [2, 0],
    [2, 0],
    [2, DOS_DATE],
    [4, crc],
    [4, size],
    [4, size],
    [2, name.length],
    [2, 0],
  ]
}

function localHeader(one: Written): Uint8Array {
  return fields([[4, 0x04034b50], ...common(one)], one.name)
}

function directoryRecord(one: Written): Uint8Array {
  const rest: Field[] = [
    [2, 0],
    [2, 0],
    [2, 0],
    [4, 0],
    [4, one.offset],
  ]
  return fields([[4, 0x02014b50], [2, VERSION], ...common(one), ...rest], one.name)
}

function endRecord(count: number, size: number, offset: number): Uint8Array {
  return fields([
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, size],
    [4, offset],
    [2, 0],
  ])
}
