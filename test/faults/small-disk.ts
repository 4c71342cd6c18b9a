// A disk of a few megabytes that really fills up: a tmpfs, which takes root and the right to mount.

import { spawnSync } from 'node:child_process'
import { chownSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SmallDisk {
  folder: string
  /** Until the system itself says ENOSPC. */
  fill(): void
  empty(): void
  close(): void
}

const MEGABYTES = 4
const FILLER = 'filler'

/** @param uid whose disk it is. @returns `undefined` on a machine where nothing can be mounted */
export function smallDisk(uid: number): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'zhengxun-disk-'))
  const options = ['-t', 'tmpfs', '-o', `size=${MEGABYTES}m,mode=700`, 'tmpfs', folder]
  if (spawnSync('mount', options).status !== 0) {
    rmSync(folder, { recursive: true })
    return undefined
  }
  chownSync(folder, uid, -1)
  const filler = join(folder, FILLER)
  return {
    folder,
    fill: () => fillUp(filler),
    empty: () => rmSync(filler, { force: true }),
    close() {
      spawnSync('umount', ['--lazy', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function fillUp(path: string): void {
  const file = openSync(path, 'w')
  const page = new Uint8Array(4096)
  try {
    for (let pages = 0; pages <= MEGABYTES * 256; pages += 1) writeSync(file, page)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return
    throw error
  } finally {
    closeSync(file)
  }
  throw new Error('a small disk that does not fill up')
}
