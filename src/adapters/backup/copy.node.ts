// Copies the files of a running server between the start and the stop of PostgreSQL's low-level backup
// (PostgreSQL documentation §25.3.4): what must not be copied is left out, what changes under the copy is mended by the log.

import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export interface CopiedFile {
  path: string
  size: number
  sha256: string
}

/** Folders whose contents belong to the running server alone, at any depth; the folders themselves must exist after a restore. */
const EMPTIED = [
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]

const LEFT_OUT = new Set(['postmaster.pid', 'postmaster.opts', 'backup_label', 'tablespace_map', 'backup_manifest'])

/** Copies a cluster, never its log. Files that vanish meanwhile were dropped by the server and are left out. */
export async function copyCluster(from: string, to: string): Promise<CopiedFile[]> {
  const copied: CopiedFile[] = []
  await mkdir(to, { recursive: true, mode: 0o700 })
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(from.length + 1)
    // A replication slot is a folder: restored, it would hold back the log for a reader that is gone.
    if (entry.isDirectory() && !path.startsWith('pg_replslot/'))
      await mkdir(join(to, path), { recursive: true, mode: 0o700 })
    if (!entry.isFile() || isLeftOut(path)) continue
    const file = await copyFile(join(from, path), join(to, path), path)
    if (file) copied.push(file)
  }
  return copied
}

function isLeftOut(path: string): boolean {
  const name = path.split('/').at(-1) ?? ''
  const isEmptied = EMPTIED.some((folder) => path.startsWith(`${folder}/`))
  return LEFT_OUT.has(path) || isEmptied || path.includes('pgsql_tmp') || name === 'pg_internal.init'
}

/** One pass: what is written is what is hashed. `undefined` when the source is gone. */
export async function copyFile(from: string, to: string, path: string): Promise<CopiedFile | undefined> {
  const hash = createHash('sha256')
  let size = 0
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      size += chunk.length
      done(null, chunk)
    },
  })
  try {
    await stat(from)
    await mkdir(dirname(to), { recursive: true, mode: 0o700 })
    await pipeline(createReadStream(from), measure, createWriteStream(to, { mode: 0o600 }))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  return { path, size, sha256: hash.digest('hex') }
}

/** SHA-256 of a file, hex; `undefined` when there is none. */
export async function digestOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
    return hash.digest('hex')
  } catch {
    return undefined
  }
}
