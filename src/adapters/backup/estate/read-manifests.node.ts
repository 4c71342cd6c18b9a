// Reads the manifests of a place, and says of each whether it can be believed.

import { createHash } from 'node:crypto'
import type { ManifestState } from '#core/backups/source.ts'
import type { SourceOrder } from '#src/backup-ports.ts'
import type { Listing } from './listing.node.ts'
import { type EstateManifest, MAC_SUFFIX, MANIFEST_SUFFIX, MAX_MANIFEST_BYTES, readEstateManifest } from './manifest.ts'
import { type BackupStore, readText } from './store.ts'

export interface FoundManifest {
  path: string
  state: ManifestState
  digest: string
  manifest?: EstateManifest
}

export async function readManifests(
  order: SourceOrder,
  store: BackupStore,
  listing: Listing,
): Promise<FoundManifest[]> {
  const paths = [...listing.keys()].filter((path) => path.endsWith(MANIFEST_SUFFIX)).sort()
  const found: FoundManifest[] = []
  for (const path of paths) found.push(await readOne(order, store, listing, path))
  return found
}

async function readOne(order: SourceOrder, store: BackupStore, listing: Listing, path: string): Promise<FoundManifest> {
  const text = await readText(store, path, MAX_MANIFEST_BYTES)
  const digest = createHash('sha256').update(text).digest('hex')
  const manifest = readEstateManifest(text)
  if (!manifest) return { path, state: 'unreadable', digest }
  const known = order.knownManifests[manifest.set]
  if (known !== undefined && known !== digest) return { path, state: 'forged', digest, manifest }
  if (!order.seal) return { path, state: 'unsealed', digest, manifest }
  const macPath = path + MAC_SUFFIX
  // With a key registered, a manifest without its code is one from which the code was taken away.
  if (!listing.has(macPath)) return { path, state: 'forged', digest, manifest }
  const mac = (await readText(store, macPath, 1_000)).trim()
  const expected = Buffer.from(await order.seal(new TextEncoder().encode(text))).toString('hex')
  return { path, state: mac === expected ? 'authentic' : 'forged', digest, manifest }
}
