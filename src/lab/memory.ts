// What must outlast a run of the laboratory: the certificates its RA issued and revoked. One small file, replaced whole.

import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { RegisterEntry } from './register.ts'

export interface RegisterMemory {
  recall(): RegisterEntry[]
  keep(entries: readonly RegisterEntry[]): void
}

/** Keeps the register in a JSON file; a file that is missing stands for nothing issued yet. @throws when it holds no JSON. */
export function memoryIn(file: string): RegisterMemory {
  return {
    recall() {
      try {
        return JSON.parse(readFileSync(file, 'utf8')) as RegisterEntry[]
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
        throw error
      }
    },
    keep(entries) {
      writeFileSync(`${file}.new`, JSON.stringify(entries), { mode: 0o600 })
      renameSync(`${file}.new`, file)
    },
  }
}
