// Finds the backups of a source, reads every byte of them, and holds them against their manifests.

import type { DecryptState, ManifestState, SeenSet } from '#core/backups/source.ts'
import type { LookOutcome, SourceOrder } from '#src/backup-ports.ts'
import { looksLikeDump, NotOpened, openEncrypted } from './decrypt.node.ts'
import { type Elsewhere, isEqual, type Listing, listingOf, offsiteState } from './listing.node.ts'
import { type EstateManifest, MAC_SUFFIX, MANIFEST_SUFFIX } from './manifest.ts'
import { lookIntoRepository } from './pgbackrest.node.ts'
import { type FoundManifest, readManifests } from './read-manifests.node.ts'
import type { BackupStore, StoredObject } from './store.ts'

export interface Stores {
  main: BackupStore
  /** `undefined`: none declared. null: it cannot be reached. */
  offsite: BackupStore | null | undefined
}

export async function look(order: SourceOrder, stores: Stores): Promise<LookOutcome> {
  const listing = await listingOf(stores.main)
  const found = await readManifests(order, stores.main, listing)
  const offsite = stores.offsite ? await listingOf(stores.offsite).catch(() => null) : stores.offsite
  const elsewhere = { store: stores.offsite, listing: offsite }
  const sets =
    order.kind === 'pgbackrest'
      ? await lookIntoRepository(order, stores.main, listing, found, elsewhere)
      : await lookAtFiles(order, stores.main, listing, found, elsewhere)
  return { seen: { reachable: true, sets }, manifests: remembered(found) }
}

function remembered(found: readonly FoundManifest[]): Record<string, string> {
  const good = found.filter(({ state }) => state === 'authentic' || state === 'unsealed')
  return Object.fromEntries(good.map(({ manifest, digest }) => [manifest?.set ?? '', digest]))
}

async function lookAtFiles(
  order: SourceOrder,
  store: BackupStore,
  listing: Listing,
  found: readonly FoundManifest[],
  elsewhere: Elsewhere,
): Promise<SeenSet[]> {
  const sets: SeenSet[] = []
  const named = new Set<string>()
  for (const one of found) {
    named.add(one.path)
    named.add(one.path + MAC_SUFFIX)
    for (const file of one.manifest?.files ?? []) named.add(file.path)
    sets.push(await seenByManifest(order, store, listing, one, elsewhere))
  }
  return [...sets, ...withoutManifest(listing, named)]
}

async function seenByManifest(
  order: SourceOrder,
  store: BackupStore,
  listing: Listing,
  found: FoundManifest,
  elsewhere: Elsewhere,
): Promise<SeenSet> {
  const { manifest, state } = found
  if (!manifest) return unknownSet(found.path.slice(0, -MANIFEST_SUFFIX.length), listing.get(found.path), state)
  const faults = await fileFaults(store, listing, manifest)
  const isWhole = faults.missing.length + faults.empty.length + faults.altered.length === 0 && !faults.truncated
  const decrypt = await decryptState(order, store, manifest, isWhole)
  const { startedAt, endedAt, set, kind, parent, schema, tables } = manifest
  return {
    name: set,
    kind,
    parent,
    startedAt: Date.parse(startedAt),
    endedAt: endedAt === null ? null : Date.parse(endedAt),
    sizeBytes: manifest.files.reduce((sum, { path }) => sum + (listing.get(path)?.size ?? 0), 0),
    fileCount: manifest.files.length,
    manifest: state,
    ...faults,
    decrypt,
    offsite: await offsiteState(elsewhere, [
      ...manifest.files.map(({ path, sha256 }) => ({ path, sha256 })),
      { path: found.path, sha256: found.digest },
    ]),
    schema,
    tables,
  }
}

type Faults = Pick<SeenSet, 'missing' | 'empty' | 'altered' | 'missingLog' | 'alteredLog' | 'truncated'>

const isLog = (path: string) => /(^|\/)pg_wal\/[0-9A-F]{24}$/.test(path)

async function fileFaults(store: BackupStore, listing: Listing, manifest: EstateManifest): Promise<Faults> {
  const faults = { missing: [], empty: [], altered: [], missingLog: [], alteredLog: [] } as {
    [K in 'missing' | 'empty' | 'altered' | 'missingLog' | 'alteredLog']: string[]
  }
  let truncated: string | undefined
  for (const file of manifest.files) {
    const there = listing.get(file.path)
    if (!there) faults[isLog(file.path) ? 'missingLog' : 'missing'].push(file.path)
    else if (there.size === 0 && file.size > 0) faults.empty.push(file.path)
    else if (there.size < file.size) truncated ??= `${file.path}: ${there.size} < ${file.size}`
    else if (!(await isEqual(store, file))) faults[isLog(file.path) ? 'alteredLog' : 'altered'].push(file.path)
  }
  return { ...faults, ...(truncated !== undefined && { truncated }) }
}

/** Reads each encrypted file through its key to the end: a key that is only said to exist opens nothing. */
async function decryptState(
  { passphrase }: SourceOrder,
  store: BackupStore,
  { encryption, files }: EstateManifest,
  isWhole: boolean,
): Promise<DecryptState> {
  if (encryption === null) return 'not-encrypted'
  if (!passphrase) return 'no-key'
  // Broken octets do not open either: that is told by their checksums, and says nothing about the key.
  if (!isWhole) return 'damaged'
  for (const { path } of files) {
    const state = await opens(store, path, passphrase)
    if (state !== 'opens') return state
  }
  return 'opens'
}

async function opens(store: BackupStore, path: string, passphrase: Uint8Array): Promise<DecryptState> {
  try {
    let head = ''
    for await (const chunk of await openEncrypted(await store.open(path), passphrase))
      if (head.length < 64) head += (chunk as Buffer).toString('latin1', 0, 64)
    return looksLikeDump(head) ? 'opens' : 'wrong-key'
  } catch (error) {
    return error instanceof NotOpened ? error.reason : 'damaged'
  }
}

const SETS_WITHOUT_MANIFEST = 200

/** Files nobody vouches for. The folder they lie in, or the file itself, is one backup. */
function withoutManifest(listing: Listing, named: ReadonlySet<string>): SeenSet[] {
  const groups = new Map<string, StoredObject[]>()
  for (const object of listing.values()) {
    if (named.has(object.path) || object.path.endsWith(MAC_SUFFIX)) continue
    const name = object.path.split('/')[0] ?? object.path
    groups.set(name, [...(groups.get(name) ?? []), object])
  }
  return [...groups].slice(0, SETS_WITHOUT_MANIFEST).map(([name, objects]) => ({
    ...unknownSet(name, objects[0], 'missing'),
    sizeBytes: objects.reduce((sum, { size }) => sum + size, 0),
    fileCount: objects.length,
  }))
}

function unknownSet(name: string, object: StoredObject | undefined, manifest: ManifestState): SeenSet {
  const at = Math.floor(object?.modifiedAt ?? 0)
  return {
    name,
    kind: 'full',
    parent: null,
    startedAt: at,
    endedAt: at,
    sizeBytes: object?.size ?? 0,
    fileCount: 1,
    manifest,
    missing: [],
    empty: [],
    altered: [],
    missingLog: [],
    alteredLog: [],
    decrypt: 'not-encrypted',
    offsite: 'not-declared',
    schema: null,
    tables: [],
  }
}
