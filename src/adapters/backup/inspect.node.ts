// Holds the files of a backup against its manifest. Reads every byte, because a bit that flipped changes no size.

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BackupFiles } from '#src/ports.ts'
import { digestOf } from './copy.node.ts'
import { DATA_FOLDER, MANIFEST_FILE, type Manifest, readManifest } from './manifest.ts'

/** `manifestDigest` is what the database remembers of the manifest. */
export async function inspectBackup(
  folder: string,
  manifestDigest: string,
): Promise<{ files: BackupFiles; manifest?: Manifest }> {
  const nothing = { fileCount: 0, missing: [], altered: [], missingWal: [] }
  const text = await readFile(join(folder, MANIFEST_FILE), 'utf8').catch(() => undefined)
  if (text === undefined) return { files: { manifest: 'missing', ...nothing } }
  const manifest = readManifest(text)
  const isOurs = createHash('sha256').update(text).digest('hex') === manifestDigest
  if (!manifest || !isOurs) return { files: { manifest: 'altered', ...nothing } }
  return { files: await compare(folder, manifest), manifest }
}

async function compare(folder: string, manifest: Manifest): Promise<BackupFiles> {
  const missing: string[] = []
  const altered: string[] = []
  for (const file of manifest.files) {
    const digest = await digestOf(join(folder, DATA_FOLDER, file.path))
    if (digest === undefined) missing.push(file.path)
    else if (digest !== file.sha256) altered.push(file.path)
  }
  const missingWal = manifest.wal.filter((name) => missing.includes(`pg_wal/${name}`))
  return { manifest: 'intact', fileCount: manifest.files.length, missing, altered, missingWal }
}
