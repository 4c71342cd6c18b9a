// Files named on the command line.

import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { NamedBytes } from '#core/verify.ts'
import type { ReceivedFile } from '#src/ports.ts'

/** Larger files are refused before they are read, as the service refuses them. */
export const MAX_FILE_BYTES = 50 * 1024 * 1024

/** @throws Error with a readable message when the file cannot be read or is too large. */
export async function readNamed(path: string): Promise<NamedBytes> {
  const { size } = await stat(path)
  if (size > MAX_FILE_BYTES) throw new Error(`larger than ${MAX_FILE_BYTES} bytes`)
  return { name: basename(path), bytes: new Uint8Array(await readFile(path)) }
}

/** Larger content is left on disk, to be read through. */
const MAX_HELD_BYTES = 8 * 1024 * 1024

/** Detached content of any size. @throws Error with a readable message when it cannot be found. */
export async function contentNamed(path: string): Promise<ReceivedFile> {
  const { size } = await stat(path)
  return size > MAX_HELD_BYTES ? { name: basename(path), path, sizeBytes: size } : readNamed(path)
}
