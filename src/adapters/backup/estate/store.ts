// A place where backups lie, whatever carries them here. Reading only: nothing is ever written to it.

import type { Readable } from 'node:stream'

export interface StoredObject {
  /** Relative to the place, with forward slashes. */
  path: string
  size: number
  modifiedAt: number
}

export interface BackupStore {
  /** Every file below the place. @throws Error with a readable message */
  list(): Promise<StoredObject[]>
  /** @throws Error; the stream fails with one when it breaks off */
  open(path: string): Promise<Readable>
  close(): Promise<void>
}

/** More files than this are not one source. */
export const MAX_OBJECTS = 2_000_000

export async function readText(store: BackupStore, path: string, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of await store.open(path)) {
    chunks.push(chunk as Buffer)
    size += (chunk as Buffer).length
    if (size > maxBytes) throw new Error(`${path} is larger than ${maxBytes} bytes`)
  }
  return Buffer.concat(chunks).toString('utf8')
}
