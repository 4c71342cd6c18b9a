// Starts instances that may be killed. Bundled once: a process that begins in a moment can be killed many times.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, stop } from 'esbuild'
import { afterAll } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface ChildOptions {
  aheadMs?: number
  point?: { name: string; passes: number }
  probeMs?: number
}

/** Bundles a program of the tests, to be started with its arguments. Call it at the top of a suite. */
export async function bundledChild(entryPoint: string): Promise<(...args: string[]) => ChildProcess> {
  // Inside the project, so that packages are found from there.
  const folder = mkdtempSync(join(ROOT, 'node_modules', '.zhengxun-child-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  await build({
    absWorkingDir: ROOT,
    entryPoints: [entryPoint],
    outfile: join(folder, 'child.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  })
  await stop()
  return (...args) =>
    spawn(process.execPath, [join(folder, 'child.mjs'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** Call it at the top of a suite. */
export async function roundChildren(url: string) {
  const start = await bundledChild('test/faults/round-child.ts')
  return ({ aheadMs = 0, point, probeMs = 5 }: ChildOptions = {}): ChildProcess =>
    start(url, `${aheadMs}`, point?.name ?? '', `${point?.passes ?? 0}`, `${probeMs}`)
}

/** What a child says, line by line. */
export function linesOf(child: ChildProcess): { first(): Promise<void>; whole(): string[] } {
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk
  })
  return {
    /** Also returns when the child ended before it said anything. */
    first: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.stdout?.once('data', () => resolve())
      }),
    /** A line without its end was not said. */
    whole: () => text.split('\n').slice(0, -1),
  }
}

/** Resolves to the signal that ended it, null where it ended by itself. */
export async function ended(child: ChildProcess): Promise<NodeJS.Signals | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.signalCode
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  return signal
}

/** Also returns when the child ended before it said so. */
export async function said(child: ChildProcess, word: string): Promise<void> {
  let text = ''
  await new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk
      if (text.includes(word)) resolve()
    })
  })
}
