// Certificate files below a directory of this host: found by their endings, read up to a limit, links not followed.

import type { Dirent } from 'node:fs'
import { lstat, open, readdir, realpath } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { CertificateFiles } from '#src/ports.ts'

const ENDINGS = new Set(['.pem', '.crt', '.cer', '.der', '.p7b', '.p7c', '.p12', '.pfx', '.jks', '.keystore'])
/** Deeper trees and more files than this are no place for certificates. */
const MAX_DEPTH = 6
const MAX_FILES = 5_000
const MAX_BYTES = 2 * 1024 * 1024

export const certificateFiles: CertificateFiles = {
  // A link to elsewhere would lead out of what was allowed: the directory must be what it is called.
  list: async (directory) => {
    if ((await realpath(directory)) !== directory.replace(/(.)\/+$/, '$1')) throw new Error('ELOOP')
    return (await below(directory, 0)).slice(0, MAX_FILES).sort()
  },
  read: async (path) => {
    const { size } = await lstat(path)
    if (size > MAX_BYTES) return undefined
    const file = await open(path, 'r')
    try {
      const bytes = new Uint8Array(Math.min(size, MAX_BYTES))
      const { bytesRead } = await file.read(bytes)
      return bytes.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  },
}

async function below(directory: string, depth: number): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown): Dirent[] => {
    // A directory below that may not be read hides its files, not those beside it.
    if (depth > 0) return []
    throw error
  })
  const found: string[] = []
  for (const entry of entries) {
    const path = join(directory, entry.name)
    if (found.length >= MAX_FILES) break
    if (entry.isFile() && ENDINGS.has(extname(entry.name).toLowerCase())) found.push(path)
    else if (entry.isDirectory() && depth < MAX_DEPTH) found.push(...(await below(path, depth + 1)))
  }
  return found
}
