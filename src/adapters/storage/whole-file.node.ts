// A file that is wholly there or not there at all, whoever looks and whenever the power goes.

import { open, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What a killed process may leave behind, beside the file. */
export const DRAFT_ENDING = '.draft'

/** Beside, to the disk, and then renamed; a disk that is full is left as it was. @param mode octal, of the file */
export async function writeWhole(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const draft = `${path}${DRAFT_ENDING}`
  try {
    await writeSynced(draft, content, mode)
    await rename(draft, path)
  } catch (error) {
    await unlink(draft).catch(() => undefined)
    throw error
  }
  const directory = await open(dirname(path), 'r')
  await directory.sync().finally(() => directory.close())
}

async function writeSynced(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'w', mode)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}
