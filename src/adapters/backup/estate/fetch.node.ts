// Brings the files of one backup into the scratch folder, and holds each against the manifest while it comes in.

import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { chown, mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { looksLikeDump, NotOpened, openEncrypted } from './decrypt.node.ts'
import type { EstateManifest } from './manifest.ts'
import type { Sandbox } from './sandbox.node.ts'
import { failed, StageFailed } from './stage.ts'
import type { BackupStore } from './store.ts'

export interface Fetching {
  store: BackupStore
  manifest: EstateManifest
  passphrase: Uint8Array | null
  maxBytes: number
  sandbox: Sandbox
}

/** Their paths below `to`, in the order of the manifest. @throws StageFailed */
export async function fetchFiles(fetching: Fetching, to: string): Promise<string[]> {
  const { manifest, maxBytes } = fetching
  const size = manifest.files.reduce((sum, file) => sum + file.size, 0)
  if (size > maxBytes) throw failed('restore.too-large', { size, limit: maxBytes }, true)
  const paths: string[] = []
  for (const file of manifest.files) paths.push(await fetchFile(fetching, file, join(to, file.path)))
  return paths
}

async function fetchFile(
  { store, manifest, passphrase, sandbox }: Fetching,
  file: { path: string; size: number; sha256: string },
  to: string,
): Promise<string> {
  await mkdir(dirname(to), { recursive: true, mode: 0o755 })
  const source = await store.open(file.path).catch(() => {
    throw failed('presence.gone-at-restore', { file: file.path })
  })
  const hash = createHash('sha256')
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  source.on('error', (error) => measure.destroy(error))
  const checked = source.pipe(measure)
  try {
    await write(manifest, checked, passphrase, to)
  } catch (error) {
    if (error instanceof NotOpened) throw failed(`decrypt.${error.reason}`, { set: manifest.set })
    throw error instanceof StageFailed ? error : failed('presence.gone-at-restore', { file: file.path })
  } finally {
    source.destroy()
  }
  if (hash.digest('hex') !== file.sha256) throw failed('checksum.differs-at-restore', { file: file.path })
  if (manifest.encryption !== null && !looksLikeDump((await headOf(to, 64)).toString('latin1')))
    throw failed('decrypt.wrong-key', { set: manifest.set })
  if (sandbox.user) await chown(to, sandbox.user.uid, sandbox.user.gid)
  return to
}

async function write(
  { encryption, set }: EstateManifest,
  from: Readable,
  passphrase: Uint8Array | null,
  to: string,
): Promise<void> {
  if (encryption === null) return pipeline(from, createWriteStream(to, { mode: 0o600 }))
  if (!passphrase) throw failed('decrypt.no-key', { set })
  return pipeline(await openEncrypted(from, passphrase), createWriteStream(to, { mode: 0o600 }))
}

export async function headOf(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** Undoes gzip where the file is one. A bomb ends at `maxBytes`. */
export async function unpackedStream(path: string, maxBytes: number): Promise<Readable> {
  const plain = createReadStream(path)
  const isGzip = (await headOf(path, 2)).equals(Buffer.from([0x1f, 0x8b]))
  if (!isGzip) return plain
  let size = 0
  const bound = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      if (size > maxBytes) done(failed('restore.too-large', { size, limit: maxBytes }, true))
      else done(null, chunk)
    },
  })
  const gunzip = createGunzip()
  gunzip.on('error', (error) => bound.destroy(failed('restore.failed', { problem: error.message })))
  bound.once('close', () => plain.destroy())
  plain.pipe(gunzip).pipe(bound)
  return bound
}
