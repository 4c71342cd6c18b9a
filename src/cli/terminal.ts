// The real terminal as commands see it.

import type { Io } from './io.ts'

/** The first SIGINT, SIGTERM or SIGHUP asks for an orderly end; a second one ends at once. */
export function terminal(): Io {
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (interruption.signal.aborted) process.exit(130)
      interruption.abort()
    })
  for (const stream of [process.stdout, process.stderr]) stream.on('error', unlessNobodyReads)
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    input: process.stdin,
    interrupted: interruption.signal,
  }
}

/** A pipe or a terminal that was closed takes nothing any more; least of all may that cut an orderly end short. */
function unlessNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
}
