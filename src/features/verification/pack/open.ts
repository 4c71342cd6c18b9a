// An archive of packs as it lies in a file: one pack at its top, or one in each folder.

import { err, ok, type Result } from '#core/verdict.ts'
import { openZip, type ReadRange } from '../batches/unzip.ts'
import type { PackSources } from './check.ts'
import { MAX_PACK_BYTES } from './make.ts'
import { MANIFEST } from './manifest.ts'

const LIMITS = { maxEntries: 60_000, maxEntryBytes: 60 * 1024 * 1024, maxTotalBytes: 2 * MAX_PACK_BYTES }

export interface OpenedPack {
  /** '' for a pack at the top. */
  folder: string
  sources: PackSources
}

/** An entry that may not be opened makes the whole archive doubtful: nothing of it is checked. */
export async function openPacks(sizeBytes: number, read: ReadRange): Promise<Result<OpenedPack[], { code: string }>> {
  const opened = await openZip(sizeBytes, read, LIMITS)
  if (!opened.ok) return opened
  const [refused] = opened.value.refused
  if (refused) return err({ code: refused.code })
  const names = opened.value.sources.map(({ name }) => name)
  const inFolder = (name: string) => name.endsWith(`/${MANIFEST}`) && name.split('/').length === 2
  const folders = names.includes(MANIFEST)
    ? ['']
    : names.filter(inFolder).map((name) => name.slice(0, -MANIFEST.length))
  // What lies beside the packs would be checked by nobody.
  if (folders.length === 0 || !names.every((name) => folders.some((folder) => name.startsWith(folder))))
    return err({ code: 'pack.manifest-unreadable' })
  return ok(
    folders.map((folder) => {
      const inside = opened.value.sources.filter(({ name }) => name.startsWith(folder))
      return { folder, sources: new Map(inside.map(({ name, read: load }) => [name.slice(folder.length), load])) }
    }),
  )
}
