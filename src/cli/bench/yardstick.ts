// The C program on libcrypto that our judges are measured against, compiled on the spot into a folder of its own.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SOURCE = fileURLToPath(new URL('./yardstick.c', import.meta.url))
const ROUND_SECONDS = 1

export interface Run {
  /** Operations per CPU-second. */
  rate: number
  /** Resident memory in kB at the moment of the answer, for lists. */
  residentKb?: number
}

export interface Workshop {
  /** Runs one kind of work on these inputs; `undefined` where there is no compiler or no libcrypto. */
  run(kind: string, inputs: readonly Uint8Array[], seconds?: number): Run | undefined
  /** Says aloud that a yardstick is missing. */
  complain(text: string): void
  close(): void
}

/** @param complain told loudly, once, when there is nothing to measure against */
export function openWorkshop(complain: (text: string) => void): Workshop {
  const folder = mkdtempSync(join(tmpdir(), 'zhengxun-bench-'))
  const program = compile(folder, complain)
  return {
    run: (kind, inputs, seconds = ROUND_SECONDS) =>
      program ? measure(program, folder, kind, inputs, seconds) : undefined,
    complain,
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function compile(folder: string, complain: (text: string) => void): string | undefined {
  const program = join(folder, 'yardstick')
  const { status, stderr, error } = spawnSync('gcc', ['-O2', '-o', program, SOURCE, '-lcrypto'], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  if (status === 0) return program
  complain(`bench: NO C YARDSTICK, NO RATIOS: it needs gcc and libssl-dev (${error?.message ?? stderr.trim()})\n`)
  return undefined
}

function measure(program: string, folder: string, kind: string, inputs: readonly Uint8Array[], seconds: number): Run {
  const files = inputs.map((bytes, index) => {
    const path = join(folder, `${kind}-${index}`)
    writeFileSync(path, bytes)
    return path
  })
  const [command, ...args] = pinned([program, kind, String(seconds), ...files])
  const { status, stdout, stderr } = spawnSync(command as string, args, { encoding: 'utf8', timeout: 120_000 })
  const rate = Number(stdout)
  if (status !== 0 || !Number.isFinite(rate)) throw new Error(`the C yardstick failed at ${kind}: ${stderr}`)
  const resident = stderr.match(/^resident (\d+)$/m)?.[1]
  return { rate, ...(resident && { residentKb: Number(resident) }) }
}

let isPinnable: boolean | undefined

/** One core for both sides, where `taskset` can say so. */
function pinned(command: readonly string[]): readonly string[] {
  isPinnable ??= spawnSync('taskset', ['-c', '0', 'true']).status === 0
  return isPinnable ? ['taskset', '-c', '0', ...command] : command
}

/** Pins this process, all its threads, to the core the yardstick runs on. */
export function pinThisProcess(): void {
  spawnSync('taskset', ['-a', '-c', '-p', '0', String(process.pid)], { stdio: 'ignore' })
}

/** Gives a process all cores: a server that would inherit the one this process is pinned to, or this process itself. */
export function unpin(pid: number): void {
  spawnSync('taskset', ['-a', '-c', '-p', `0-${cpus().length - 1}`, String(pid)], { stdio: 'ignore' })
}
