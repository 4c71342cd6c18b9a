// What the operating system knows about another process: whether it lives, since when, and what it runs.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

const HAS_PROC = existsSync('/proc/self/stat')

/** A text that stays the same for the life of a process and differs from that of a later one with the same number; none when it is gone. */
export function processIdentity(pid: number): string | undefined {
  if (!HAS_PROC) return ps(pid, 'lstart=')
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Field 2 is the name in brackets and may itself hold spaces and brackets; field 3 is the state, field 22 the start.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : `${bootId()}:${fields[19] ?? ''}`
  } catch {
    return undefined
  }
}

/** The command line, arguments apart by spaces; empty when unknown. */
export function processCommand(pid: number): string {
  if (!HAS_PROC) return ps(pid, 'command=') ?? ''
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return ''
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return ''
  }
}

function ps(pid: number, format: string): string | undefined {
  const { stdout, status } = spawnSync('ps', ['-o', format, '-p', String(pid)], { encoding: 'utf8', timeout: 5_000 })
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : undefined
}
