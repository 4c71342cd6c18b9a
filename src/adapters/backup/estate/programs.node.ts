// Which database programs this host has, by major version: a backup is restored by the version that made it, or not at all.

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { installation, NoEmbeddedDatabase } from '#adapters/database/installation.node.ts'
import type { Sandbox } from './sandbox.node.ts'

export interface PostgresPrograms {
  major: string
  /** Holds `postgres` and `initdb`. */
  bin: string
}

const DEBIAN = '/usr/lib/postgresql'

/** The embedded server first, then those of Debian. */
export function postgresPrograms(dataDirectory: string, sandbox: Sandbox): PostgresPrograms[] {
  const found = embeddedPrograms(dataDirectory, sandbox)
  if (existsSync(DEBIAN))
    for (const major of readdirSync(DEBIAN)) {
      const bin = join(DEBIAN, major, 'bin')
      if (existsSync(join(bin, 'postgres'))) found.push({ major, bin })
    }
  return found
}

/** None on platforms that npm has none for, and in the container image. */
function embeddedPrograms(dataDirectory: string, { user }: Sandbox): PostgresPrograms[] {
  try {
    const { version, root } = installation(dataDirectory, user)
    return [{ major: majorOf(version), bin: join(root, 'bin') }]
  } catch (error) {
    if (error instanceof NoEmbeddedDatabase) return []
    throw error
  }
}

/** `15.18 (Debian 15.18-0+deb12u1)` → `15`. */
export function majorOf(version: string): string {
  return /^\d+/.exec(version)?.[0] ?? version
}

const PROGRAM_FOLDERS = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin']

export function findProgram(name: string): string | undefined {
  return PROGRAM_FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path))
}
