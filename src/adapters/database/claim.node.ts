// One process at a time owns a data directory. The claim is a file naming the owner; a claim whose owner is gone may be taken over.

import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { processIdentity } from './process.node.ts'

export class DirectoryInUse extends Error {
  readonly directory: string
  readonly pid: number

  constructor(directory: string, pid: number) {
    super(`the data directory ${directory} is in use by process ${pid}`)
    this.name = 'DirectoryInUse'
    this.directory = directory
    this.pid = pid
  }
}

export interface Claim {
  release(): void
}

const FILE = 'zhengxun.pid'

/** Takes `directory` for this process. @throws DirectoryInUse naming the living owner. */
export function claimDirectory(directory: string): Claim {
  mkdirSync(directory, { recursive: true })
  const path = join(directory, FILE)
  const mine = `${process.pid}\n${processIdentity(process.pid) ?? ''}\n`
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, mine, { mode: 0o644 })
  try {
    // A second attempt only after a dead owner's claim was moved away; losing that race twice means somebody living won.
    if (!take(draft, path)) {
      evictDeadOwner(directory, path)
      if (!take(draft, path)) throw new DirectoryInUse(directory, ownerOf(read(path)).pid)
    }
  } finally {
    rmSync(draft, { force: true })
  }
  return {
    release: () => {
      if (read(path) === mine) rmSync(path, { force: true })
    },
  }
}

/** `link` creates the claim in one step, or fails because one exists: two starters cannot both succeed. */
function take(draft: string, path: string): boolean {
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function evictDeadOwner(directory: string, path: string): void {
  const seen = read(path)
  const owner = ownerOf(seen)
  if (owner.isAlive) throw new DirectoryInUse(directory, owner.pid)
  const aside = `${path}.stale.${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  const moved = read(aside)
  // Somebody living replaced it between the reading and the renaming: give it back.
  if (moved !== seen) take(aside, path)
  rmSync(aside, { force: true })
}

/** The identity (start time) tells a living owner from a stranger who was given the same number later. */
function ownerOf(text: string): { pid: number; isAlive: boolean } {
  const [pidLine = '', identity = ''] = text.split('\n')
  const pid = Number(pidLine)
  if (!Number.isInteger(pid) || pid <= 0) return { pid: 0, isAlive: false }
  const current = processIdentity(pid)
  return { pid, isAlive: current !== undefined && (identity === '' || current === identity) }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
