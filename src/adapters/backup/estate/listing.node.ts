// What lies in a place, and whether the same lies in another.

import type { OffsiteState } from '#core/backups/source.ts'
import { digestObject } from './digest.node.ts'
import type { BackupStore, StoredObject } from './store.ts'

/** One listing of a place, by path. */
export type Listing = Map<string, StoredObject>

export async function listingOf(store: BackupStore): Promise<Listing> {
  return new Map((await store.list()).map((object) => [object.path, object]))
}

export interface Elsewhere {
  store: BackupStore | null | undefined
  listing: Listing | null | undefined
}

export async function isEqual(store: BackupStore, file: { path: string; sha256: string }): Promise<boolean> {
  const digested = await digestObject(store, file.path).catch(() => undefined)
  return digested?.sha256 === file.sha256
}

/** `files` must be there with these digests. */
export async function offsiteState(
  { store, listing }: Elsewhere,
  files: readonly { path: string; sha256: string }[],
): Promise<OffsiteState> {
  if (store === undefined) return 'not-declared'
  if (!store || !listing) return 'unreachable'
  if (files.some(({ path }) => !listing.has(path))) return 'missing'
  for (const file of files) if (!(await isEqual(store, file))) return 'differs'
  return 'equal'
}
