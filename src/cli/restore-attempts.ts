// Counts refused passwords of a restore beside the backups: the database they were tried against is thrown away with the attempt.

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { LOCK_MS, MAX_FAILED_ATTEMPTS } from '#features/accounts/index.ts'

const Count = z.object({ failures: z.number().int(), at: z.number() })

/** As a sign-in: five, then a quarter of an hour. Whoever may write to the directory may take the file away; it slows a terminal, not its owner. */
export class RestoreAttempts {
  readonly #path: string

  constructor(dataDirectory: string) {
    this.#path = join(dataDirectory, 'restore-attempts.json')
  }

  /** Milliseconds until the next attempt; 0: now. */
  waitMs(now: number): number {
    const { failures, at } = this.#read(now)
    return failures < MAX_FAILED_ATTEMPTS ? 0 : Math.max(0, at + LOCK_MS - now)
  }

  failed(now: number): void {
    const failures = this.#read(now).failures + 1
    writeFileSync(this.#path, JSON.stringify({ failures, at: now }), { mode: 0o600 })
  }

  succeeded(): void {
    rmSync(this.#path, { force: true })
  }

  /** What cannot be read counts as none: a restore is not the moment to be kept out by a torn file. */
  #read(now: number): z.output<typeof Count> {
    try {
      const count = Count.parse(JSON.parse(readFileSync(this.#path, 'utf8')))
      return count.at + LOCK_MS > now ? count : { failures: 0, at: now }
    } catch {
      return { failures: 0, at: now }
    }
  }
}
