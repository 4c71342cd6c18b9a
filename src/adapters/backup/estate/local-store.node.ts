// Backups in a folder of this host, or mounted there. Only below the folders the operator of this host has named.

import { constants } from 'node:fs'
import { open, readdir, realpath, stat } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { type BackupStore, MAX_OBJECTS, type StoredObject } from './store.ts'

const READ_NO_LINK = constants.O_RDONLY | constants.O_NOFOLLOW

/** @param roots the folders that may hold backups. @throws Error for a folder outside them, also by way of a link */
export async function localStore(folder: string, roots: readonly string[]): Promise<BackupStore> {
  const base = await realpath(resolve(folder)).catch(() => {
    throw new Error(`there is no folder ${folder}`)
  })
  const allowed = await Promise.all(roots.map((root) => realpath(resolve(root)).catch(() => resolve(root))))
  if (!allowed.some((root) => base === root || base.startsWith(root + sep)))
    throw new Error(`${folder} is not below a folder this host keeps backups in (ZHENGXUN_BACKUP_ROOTS)`)
  return {
    list: () => listBelow(base),
    open: async (path) => {
      // A link could lead out of the place: it is not followed.
      return (await open(await insideOf(base, path), READ_NO_LINK)).createReadStream()
    },
    close: async () => undefined,
  }
}

async function insideOf(base: string, path: string): Promise<string> {
  const full = join(base, path)
  const parent = await realpath(resolve(full, '..'))
  if (parent !== base && !parent.startsWith(base + sep)) throw new Error(`${path} lies outside the place`)
  return full
}

async function listBelow(base: string): Promise<StoredObject[]> {
  const found: StoredObject[] = []
  for (const entry of await readdir(base, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const full = join(entry.parentPath, entry.name)
    const info = await stat(full).catch(() => undefined)
    if (!info) continue
    found.push({
      path: full
        .slice(base.length + 1)
        .split(sep)
        .join('/'),
      size: info.size,
      modifiedAt: info.mtimeMs,
    })
    if (found.length > MAX_OBJECTS) throw new Error(`more than ${MAX_OBJECTS} files`)
  }
  return found
}
