import { crc32 as zlibCrc } from 'node:zlib'
import { type Zippable, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { crc32, findZipDirectory, readZipDirectory, type ZipLimits, zipDataStart } from '#core/documents/zip.ts'

const LIMITS: ZipLimits = { maxEntries: 10, maxEntryBytes: 8_000_000, maxTotalBytes: 12_000_000 }
const text = (value: string) => new TextEncoder().encode(value)
const decode = (octets: Uint8Array) => new TextDecoder().decode(octets)
const zip = (files: Zippable) => zipSync(files, { mtime: '2026-01-01' })

function read(bytes: Uint8Array, limits = LIMITS) {
  const found = findZipDirectory(bytes, bytes.length)
  if (!found.ok) return found
  const { start, end, count } = found.value
  return readZipDirectory(bytes.subarray(start, end), count, limits, decode)
}

const codeOf = (bytes: Uint8Array, limits = LIMITS) => {
  const directory = read(bytes, limits)
  if (!directory.ok) return directory.error.code
  return directory.value.refused[0]?.code
}

/** Every place where `from` stands, replaced by as many octets. */
function swapped(bytes: Uint8Array, from: string, to: string): Uint8Array {
  return new Uint8Array(Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll(from, to), 'latin1'))
}

/** The offset of the first central record. */
const directoryOf = (bytes: Uint8Array) => {
  const found = findZipDirectory(bytes, bytes.length)
  return found.ok ? found.value.start : -1
}

function patched(bytes: Uint8Array, offset: number, ...values: number[]): Uint8Array {
  const copy = Uint8Array.from(bytes)
  copy.set(values, offset)
  return copy
}

describe('the directory of an archive', () => {
  const good = zip({
    'a.txt': text('content of a'),
    '甲/乙.p7s': [text('x'.repeat(5000)), { level: 9 }],
    'leer/': text(''),
  })

  it('lists files with their names and where they begin, and passes over folders', () => {
    const directory = read(good)
    expect(directory.ok && directory.value.refused).toEqual([])
    const entries = directory.ok ? directory.value.entries : []
    expect(entries.map(({ name, isDeflated, sizeBytes }) => [name, isDeflated, sizeBytes])).toEqual([
      ['a.txt', true, 12],
      ['甲/乙.p7s', true, 5000],
    ])
    const [first] = entries
    if (!first) throw new Error('no entry')
    const start = zipDataStart(good.subarray(first.offset), first, decode)
    expect(start).toEqual({ ok: true, value: 30 + 'a.txt'.length })
  })

  it.each(['../a.t', '/a.txt', 'c:\\a.', 'a\\..\\b', 'a/./bb', 'a//b.t', 'a\u0000.tx'])(
    'refuses the name %j',
    (name) => {
      expect(codeOf(swapped(zip({ ['n'.repeat(name.length)]: text('x') }), 'n'.repeat(name.length), name))).toBe(
        'zip.name-unsafe',
      )
    },
  )

  it('refuses every file of a name that is there twice, and takes it when it differs by one octet', () => {
    const two = zip({ a1: text('x'), a2: text('y') })
    expect(codeOf(two)).toBeUndefined()
    const directory = read(swapped(two, 'a2', 'A1'))
    expect(directory.ok && directory.value.refused.map(({ code }) => code)).toEqual([
      'zip.name-duplicate',
      'zip.name-duplicate',
    ])
  })

  it('refuses an encrypted file, a link, and another way of packing', () => {
    const one = zip({ a: text('x') })
    const at = directoryOf(one)
    expect(codeOf(one)).toBeUndefined()
    expect(codeOf(patched(one, at + 8, 0x01))).toBe('zip.encrypted')
    expect(codeOf(patched(one, at + 40, 0x00, 0xa0))).toBe('zip.no-file')
    expect(codeOf(patched(one, at + 40, 0xa4, 0x81))).toBeUndefined()
    expect(codeOf(patched(one, at + 10, 12))).toBe('zip.unsupported')
  })

  it('refuses what unpacks to more than a hundred times its size, and what is too large or too many', () => {
    const zeros = zip({ a: new Uint8Array(4_000_000) })
    expect(codeOf(zeros)).toBe('zip.ratio')
    expect(codeOf(zip({ a: new Uint8Array(900_000) }))).toBeUndefined()
    expect(codeOf(zip({ a: [new Uint8Array(4_000_000), { level: 0 }] }))).toBeUndefined()
    expect(codeOf(zip({ a: [new Uint8Array(8_000_001), { level: 0 }] }))).toBe('zip.entry-too-large')
    const seven = [new Uint8Array(7_000_000), { level: 0 }] as const
    expect(codeOf(zip({ a: [...seven], b: [...seven] }))).toBe('zip.too-large')
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`${index}`, text('x')]))
    expect(codeOf(zip(many))).toBe('zip.too-many-entries')
  })

  it('refuses entries that lie over each other', () => {
    const two = zip({ a: [text('x'.repeat(100)), { level: 0 }], b: [text('y'.repeat(100)), { level: 0 }] })
    const second = directoryOf(two) + 46 + 1
    expect(codeOf(two)).toBeUndefined()
    expect(codeOf(patched(two, second + 42, 0, 0, 0, 0))).toBe('zip.overlapping')
  })

  it('refuses a header that says another name than the directory', () => {
    const one = zip({ 'good.p7s': text('x') })
    const directory = read(one)
    const entry = directory.ok ? directory.value.entries[0] : undefined
    if (!entry) throw new Error('no entry')
    expect(zipDataStart(one, entry, decode).ok).toBe(true)
    expect(zipDataStart(patched(one, 30, 0x66), entry, decode)).toEqual({ ok: false, error: { code: 'zip.disagrees' } })
  })

  it('refuses what is cut off or followed by something, at every length', () => {
    for (let length = 0; length < good.length; length++)
      expect(read(good.subarray(0, length)).ok, `${length}`).toBe(false)
    expect(read(Uint8Array.of(...good, 0)).ok).toBe(false)
    expect(read(Uint8Array.of(0, ...good)).ok).toBe(false)
  })

  it('never throws, whatever octet is turned over', () => {
    for (let at = 0; at < good.length; at++) read(patched(good, at, (good[at] ?? 0) ^ 0xff))
  })
})

describe('CRC-32', () => {
  it('is that of its check value, and of zlib where this runtime has it', () => {
    expect(crc32(text('123456789'))).toBe(0xcbf43926)
    const bytes = Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) & 0xff)
    if (typeof zlibCrc === 'function') expect(crc32(bytes)).toBe(zlibCrc(bytes))
  })
})
