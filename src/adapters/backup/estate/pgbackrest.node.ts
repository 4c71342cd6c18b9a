// Reads a pgBackRest repository file by file. `pgbackrest verify` ends with 0 when it finds damage and never misses a log segment
// that is not there (measured on 2.45), so none of its checks is asked.

import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import {
  logSegments,
  type RepositoryBackup,
  type RepositoryFile,
  readBackupInfo,
  readBackupManifest,
} from '#core/backups/pgbackrest.ts'
import type { ManifestState, SeenSet } from '#core/backups/source.ts'
import type { SourceOrder } from '#src/backup-ports.ts'
import { type Elsewhere, type Listing, offsiteState } from './listing.node.ts'
import { MAX_MANIFEST_BYTES } from './manifest.ts'
import type { FoundManifest } from './read-manifests.node.ts'
import { type BackupStore, readText, type StoredObject } from './store.ts'

/** Compressions this runtime can undo; files under another are only looked at by the drill. */
const SUFFIX: Readonly<Record<string, string>> = { none: '', gz: '.gz' }

export function checkedStanza(stanza: string): string {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(stanza)) throw new Error(`not a stanza: ${stanza}`)
  return stanza
}

export async function lookIntoRepository(
  order: SourceOrder,
  store: BackupStore,
  listing: Listing,
  found: readonly FoundManifest[],
  elsewhere: Elsewhere,
): Promise<SeenSet[]> {
  const stanza = checkedStanza(order.stanza)
  const info = readBackupInfo(await readText(store, `backup/${stanza}/backup.info`, MAX_MANIFEST_BYTES))
  if (!info.ok) throw new Error(`backup/${stanza}/backup.info cannot be read`)
  const sets: SeenSet[] = []
  for (const backup of info.value) {
    const own = found.find(({ manifest }) => manifest?.set === backup.label)
    sets.push(await seenBackup({ stanza, store, listing, elsewhere }, backup, own))
  }
  return sets
}

interface Repository {
  stanza: string
  store: BackupStore
  listing: Listing
  elsewhere: Elsewhere
}

async function seenBackup(
  repository: Repository,
  backup: RepositoryBackup,
  own: FoundManifest | undefined,
): Promise<SeenSet> {
  const files = await fileFaults(repository, backup)
  const log = await logFaults(repository, backup)
  const ours = await ownManifest(repository, own)
  return {
    name: backup.label,
    kind: backup.kind,
    parent: backup.parent,
    startedAt: backup.startedAt,
    endedAt: backup.error ? null : backup.endedAt,
    sizeBytes: files.sizeBytes,
    fileCount: files.fileCount,
    manifest: files.isReadable ? ours : 'unreadable',
    missing: files.missing,
    empty: files.empty,
    altered: files.altered,
    missingLog: log.missing,
    alteredLog: log.altered,
    decrypt: 'not-encrypted',
    offsite: await copyState(repository, files.digests),
    schema: own?.manifest?.schema ?? null,
    tables: own?.manifest?.tables ?? [],
  }
}

/** Our manifest names pgBackRest's own one by its digest: whoever alters a file and its SHA-1 in there is seen. */
async function ownManifest({ store, listing }: Repository, own: FoundManifest | undefined): Promise<ManifestState> {
  if (!own) return 'missing'
  if (!own.manifest) return own.state
  for (const { path, sha256 } of own.manifest.files) {
    // What is not there is told as missing.
    if (!listing.has(path)) continue
    const seen = await hashOf(await store.open(path), 'sha256')
    if (seen.digest !== sha256) return 'forged'
  }
  return own.state
}

interface FileFaults {
  isReadable: boolean
  sizeBytes: number
  fileCount: number
  missing: string[]
  empty: string[]
  altered: string[]
  digests: { path: string; sha256: string }[]
}

async function fileFaults({ stanza, store, listing }: Repository, { label }: RepositoryBackup): Promise<FileFaults> {
  const faults: FileFaults = {
    isReadable: false,
    sizeBytes: 0,
    fileCount: 0,
    missing: [],
    empty: [],
    altered: [],
    digests: [],
  }
  const folder = `backup/${stanza}/${label}`
  const path = `${folder}/backup.manifest`
  if (!listing.has(path)) return { ...faults, isReadable: true, missing: [path] }
  const manifest = readBackupManifest(await readText(store, path, MAX_MANIFEST_BYTES))
  if (!manifest.ok) return faults
  faults.isReadable = true
  const suffix = SUFFIX[manifest.value.compression]
  // Taken over from another backup: told where that one is looked at.
  const own = manifest.value.files.filter(({ reference, isBundled }) => (reference ?? label) === label && !isBundled)
  for (const file of own) await checkFile(store, listing, `${folder}/${file.path}`, suffix, file, faults)
  return faults
}

async function checkFile(
  store: BackupStore,
  listing: Listing,
  path: string,
  suffix: string | undefined,
  file: RepositoryFile,
  faults: FileFaults,
): Promise<void> {
  const stored = storedAs(listing, path, suffix)
  faults.fileCount++
  if (!stored) {
    if (file.size > 0) faults.missing.push(path)
    return
  }
  faults.sizeBytes += stored.size
  if (stored.size === 0 && file.size > 0) {
    faults.empty.push(stored.path)
    return
  }
  const seen = await hashStored(store, stored.path)
  faults.digests.push({ path: stored.path, sha256: seen?.stored ?? '' })
  const isSame = seen !== undefined && seen.size === file.size && (file.sha1 === null || seen.sha1 === file.sha1)
  if (!isSame && suffix !== undefined) faults.altered.push(stored.path)
}

function storedAs(listing: Listing, path: string, suffix: string | undefined): StoredObject | undefined {
  if (suffix !== undefined) return listing.get(path + suffix)
  return ['.lz4', '.zst', '.bz2'].map((one) => listing.get(path + one)).find((one) => one !== undefined)
}

interface StoredHash {
  /** SHA-256 of the octets as they lie there. */
  stored: string
  /** SHA-1 and size of what they hold. */
  sha1: string
  size: number
}

/** `undefined`: it does not unpack. */
async function hashStored(store: BackupStore, path: string): Promise<StoredHash | undefined> {
  const outer = createHash('sha256')
  const source = await store.open(path)
  source.on('data', (chunk) => outer.update(chunk as Buffer))
  try {
    const inner = path.endsWith('.gz') ? unpacked(source) : source
    const { digest, size } = await hashOf(inner, 'sha1')
    return { stored: outer.digest('hex'), sha1: digest, size }
  } catch {
    return undefined
  } finally {
    source.destroy()
  }
}

function unpacked(source: Readable): Readable {
  const gunzip = createGunzip()
  source.on('error', (error) => gunzip.destroy(error))
  return source.pipe(gunzip)
}

async function hashOf(stream: Readable, algorithm: 'sha1' | 'sha256'): Promise<{ digest: string; size: number }> {
  const hash = createHash(algorithm)
  let size = 0
  for await (const chunk of stream) {
    hash.update(chunk as Buffer)
    size += (chunk as Buffer).length
  }
  return { digest: hash.digest('hex'), size }
}

/** Every segment from the first to the last the backup names; the archive writes the SHA-1 of each into its name. */
async function logFaults(
  { stanza, store, listing }: Repository,
  { logStart, logStop, archiveId }: RepositoryBackup,
): Promise<{ missing: string[]; altered: string[] }> {
  // No archive is promised where none is named.
  if (logStart === null || logStop === null) return { missing: [], altered: [] }
  const names = logSegments(logStart, logStop)
  if (names.length === 0) return { missing: [`${logStart}–${logStop}`], altered: [] }
  const missing: string[] = []
  const altered: string[] = []
  for (const name of names) {
    const folder = `archive/${stanza}/${archiveId}/${name.slice(0, 16)}/${name}-`
    const stored = [...listing.keys()].find((path) => path.startsWith(folder))
    if (stored === undefined) missing.push(name)
    else if (!(await isWholeSegment(store, stored, folder.length))) altered.push(name)
  }
  return { missing, altered }
}

async function isWholeSegment(store: BackupStore, path: string, at: number): Promise<boolean> {
  const sha1 = path.slice(at, at + 40)
  if (!path.endsWith('.gz') && path.length !== at + 40) return true
  const seen = await hashStored(store, path)
  return seen?.sha1 === sha1
}

async function copyState(repository: Repository, digests: readonly { path: string; sha256: string }[]) {
  return offsiteState(repository.elsewhere, digests)
}
