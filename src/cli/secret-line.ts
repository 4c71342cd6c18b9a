// One line that must not be seen: a password typed at a terminal, or piped in.

import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import type { Io } from './io.ts'

/** Reads lines on request, without echo. @returns `next`, which is `undefined` at the end of the input. */
export function secretLines(io: Io): { next(prompt: string): Promise<string | undefined>; close(): void } {
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() })
  const isTerminal = (io.input as { isTTY?: boolean } | undefined)?.isTTY === true
  const reader = io.input && createInterface({ input: io.input, output: silence, terminal: isTerminal })
  const lines = reader?.[Symbol.asyncIterator]()
  return {
    async next(prompt) {
      io.err(prompt)
      const line = await lines?.next()
      io.err('\n')
      return line?.done ? undefined : line?.value
    },
    close: () => reader?.close(),
  }
}
