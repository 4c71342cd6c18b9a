// An archive of rounds as it lies on disk: a folder of files, or one ZIP that must be octet for octet as the product writes it.

import { type FileHandle, open, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { equalBytes } from '#core/bytes/bytes.ts'
import { seqOfPath } from '#core/round-archive/layout.ts'
import type { ArchiveFiles, ArchiveProblem } from '#core/round-archive/verify.ts'
import { openZip, type StoredEntry, zipStream } from '#features/verification/index.ts'

const LIMITS = { maxEntries: 60_000, maxEntryBytes: 512 * 1024 * 1024, maxTotalBytes: 4 * 1024 * 1024 * 1024 }

export interface OpenedArchive {
  files: ArchiveFiles
  /** What is wrong with the container itself, octets that belong to no file. */
  problems: ArchiveProblem[]
  close(): Promise<void>
}

/** @throws Error with a readable message when there is nothing of that name */
export async function openRoundArchive(path: string): Promise<OpenedArchive> {
  return (await stat(path)).isDirectory() ? openFolder(path) : openZipFile(path)
}

async function openFolder(folder: string): Promise<OpenedArchive> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length))
  // Only what was found below the folder is read: a record may name anything.
  const known = new Set(names)
  const read = async (name: string) =>
    known.has(name) ? new Uint8Array(await readFile(join(folder, name))) : undefined
  return { files: { names, read }, problems: [], close: async () => undefined }
}

async function openZipFile(path: string): Promise<OpenedArchive> {
  const handle = await open(path)
  const { size } = await handle.stat()
  const ranges = rangesOf(handle, size)
  const close = () => handle.close()
  const opened = await openZip(size, ranges, LIMITS)
  const [refused] = opened.ok ? opened.value.refused : []
  if (!opened.ok || refused) {
    const found = problem('archive.container-unreadable', refused?.name ?? path)
    return { files: { names: [], read: async () => undefined }, problems: [found], close }
  }
  const sources = new Map(opened.value.sources.map((source) => [source.name, source]))
  const read = async (name: string) => {
    const unpacked = await sources.get(name)?.read()
    return unpacked?.ok ? unpacked.value : undefined
  }
  const names = [...sources.keys()]
  return { files: { names, read }, problems: await containerProblems({ names, read }, size, ranges), close }
}

type Ranges = (start: number, end: number) => Promise<Uint8Array>

function rangesOf(handle: FileHandle, size: number): Ranges {
  return async (start, end) => {
    const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start))
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start)
    return bytes.subarray(0, bytesRead)
  }
}

function problem(code: string, path: string): ArchiveProblem {
  return { code, path, seq: seqOfPath(path) ?? null, round: null }
}

/** Writes the same files again and compares: dates, attributes and gaps of a ZIP say nothing the files would show. */
async function containerProblems(
  { names, read }: ArchiveFiles,
  size: number,
  ranges: Ranges,
): Promise<ArchiveProblem[]> {
  let current = ''
  const entries = names.map(
    (name): StoredEntry => ({
      name,
      load: async () => {
        current = name
        const bytes = await read(name)
        if (!bytes) throw new Unreadable()
        return bytes
      },
    }),
  )
  let at = 0
  try {
    for await (const piece of zipStream(entries)) {
      const there = await ranges(at, at + piece.length)
      if (!equalBytes(there, piece)) return [problem('archive.container-altered', nameAt(names, current, piece))]
      at += piece.length
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    // The file itself is reported as missing where its turn comes.
    return [problem('archive.container-altered', current)]
  }
  return at === size ? [] : [problem('archive.container-altered', '')]
}

class Unreadable extends Error {}

/** A piece of the directory names the file it is about; other pieces are of the file being written. */
function nameAt(names: readonly string[], current: string, piece: Uint8Array): string {
  const isRecord = piece[0] === 0x50 && piece[2] === 0x01 && piece[3] === 0x02
  if (!isRecord) return piece[0] === 0x50 && piece[2] === 0x05 ? '' : current
  const text = new TextDecoder().decode(piece.subarray(46))
  return names.find((name) => name === text) ?? ''
}
