// The log of the process: JSON lines on standard error. What it may say of an error is decided here.

import { type DestinationStream, type Logger, pino } from 'pino'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** What cannot be written, because the terminal was closed or the disk is full, is lost; the service goes on. */
function standardError(): DestinationStream {
  const to = pino.destination({ fd: 2, sync: true })
  to.on('error', () => undefined)
  return to
}

export function openLog(level: LogLevel, to: DestinationStream = standardError()): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { error: describeError } },
    to,
  )
}

/** Name, code, stack and causes. A query's values stay out: they hold names, hashes and documents. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) }
  const isQuery = 'query' in error && 'params' in error
  const message = isQuery ? `failed query: ${String(error.query)}` : error.message
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  const code = 'code' in error ? { code: String(error.code) } : {}
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) }
  return { name: error.name, message, ...code, stack: frames.slice(0, 12).join('\n'), ...cause }
}
