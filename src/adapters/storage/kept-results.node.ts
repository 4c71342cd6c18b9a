// Results kept on disk while the database is away: one file each, whole or not there, and never more than a bound.

import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeptResults } from '#src/ports.ts'

export interface KeptLimits {
  maxFiles: number
  maxBytes: number
}

/** Eight rounds of 600 items; evidence is cut at 64 KiB, and mostly is a few hundred octets. */
const LIMITS: KeptLimits = { maxFiles: 5_000, maxBytes: 256 * 1024 * 1024 }

const ENDING = '.json'
const ASIDE = '.aside'

/** @param folder made when first needed, readable by this user only */
export function keptResults(folder: string, limits: KeptLimits = LIMITS): KeptResults {
  const pathOf = (name: string) => join(folder, `${safe(name)}${ENDING}`)
  const names = async () => {
    const found = await readdir(folder).catch(whenMissing([]))
    return found
      .filter((name) => name.endsWith(ENDING))
      .map((name) => name.slice(0, -ENDING.length))
      .sort()
  }
  // What is there when the process begins was kept by an earlier one.
  let room: Promise<{ files: number; bytes: number }> | undefined
  const used = () => {
    room ??= measure(folder)
    return room
  }
  return {
    names,
    async keep(name, text) {
      const taken = await used()
      const bytes = Buffer.byteLength(text)
      if (taken.files + 1 > limits.maxFiles || taken.bytes + bytes > limits.maxBytes) return false
      // Counted before it is written: many are kept side by side.
      taken.files += 1
      taken.bytes += bytes
      try {
        await writeWhole(folder, pathOf(name), text)
        return true
      } catch {
        taken.files -= 1
        taken.bytes -= bytes
        return false
      }
    },
    read: (name) => readFile(pathOf(name), 'utf8').catch(whenMissing(undefined)),
    async setAside(name) {
      await rename(pathOf(name), `${pathOf(name)}${ASIDE}`)
    },
    async remove(name) {
      const taken = await used()
      const found = await stat(pathOf(name)).catch(whenMissing(undefined))
      if (!found) return
      await rm(pathOf(name), { force: true })
      taken.files -= 1
      taken.bytes -= found.size
    },
  }
}

async function measure(folder: string): Promise<{ files: number; bytes: number }> {
  const found = await readdir(folder).catch(whenMissing([]))
  let [files, bytes] = [0, 0]
  for (const name of found) {
    // A draft of a process that was killed is nobody's.
    if (name.endsWith('.draft')) await rm(join(folder, name), { force: true })
    else {
      files += 1
      bytes += (await stat(join(folder, name))).size
    }
  }
  return { files, bytes }
}

/** Beside, to the disk, and then renamed: a power cut leaves all of it or nothing. */
async function writeWhole(folder: string, path: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const draft = `${path}.draft`
  const file = await open(draft, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
  const directory = await open(folder, 'r')
  await directory.sync().finally(() => directory.close())
}

function whenMissing<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return value
    throw error
  }
}

function safe(name: string): string {
  if (!/^[0-9a-zA-Z-]{1,100}$/.test(name)) throw new Error(`not a name of a kept result: ${name}`)
  return name
}
