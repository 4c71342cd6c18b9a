// Results kept on disk while the database is away: one file each, whole or not there, and never more than a bound.

import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeptResults } from '#src/ports.ts'
import { DRAFT_ENDING, writeWhole } from './whole-file.node.ts'

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
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await writeWhole(pathOf(name), text, 0o600)
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
    if (name.endsWith(DRAFT_ENDING)) await rm(join(folder, name), { force: true })
    else {
      files += 1
      bytes += (await stat(join(folder, name))).size
    }
  }
  return { files, bytes }
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
