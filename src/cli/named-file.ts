// Files named on the command line.

import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { NamedBytes } from '#core/verify.ts'
import type { ReceivedFile } from '#src/ports.ts'

/** Larger files are refused before they are read, as the service refuses them. */
export const MAX_FILE_BYTES = 50 * 1024 * 1024
/** One document named by itself has the process to itself. */
export const MAX_DOCUMENT_BYTES = 256 * 1024 * 1024

/** @throws Error with a readable message when the file cannot be read or is too large. */
export function readNamed(path: string): Promise<NamedBytes> {
  return readUpTo(path, MAX_FILE_BYTES)
}

/** The document to judge. @throws Error with a readable message when it cannot be read or is too large. */
export function readDocument(path: string): Promise<NamedBytes> {
  return readUpTo(path, MAX_DOCUMENT_BYTES)
}

async function readUpTo(path: string, maxBytes: number): Promise<NamedBytes> {
  const { size } = await stat(path)
  if (size > maxBytes) throw new Error(`larger than ${maxBytes} bytes`)
  const { buffer, byteOffset, length } = await readFile(path)
  return { name: basename(path), bytes: new Uint8Array(buffer, byteOffset, length) }
}

/** Larger content is left on disk, to be read through. */
const MAX_HELD_BYTES = 8 * 1024 * 1024

/** Detached content of any size. @throws Error with a readable message when it cannot be found. */
export async function contentNamed(path: string): Promise<ReceivedFile> {
  const { size } = await stat(path)
  return size > MAX_HELD_BYTES ? { name: basename(path), path, sizeBytes: size } : readNamed(path)
}
