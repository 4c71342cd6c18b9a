// Digests of streams.

import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { BackupStore } from './store.ts'

export interface Digested {
  sha256: string
  size: number
}

export async function digestStream(stream: Readable): Promise<Digested> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of stream) {
    hash.update(chunk as Buffer)
    size += (chunk as Buffer).length
  }
  return { sha256: hash.digest('hex'), size }
}

export async function digestObject(store: BackupStore, path: string): Promise<Digested> {
  return digestStream(await store.open(path))
}
