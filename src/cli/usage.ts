// A command line that cannot be understood, and how every command says so.

import { AppError } from '#src/context.ts'
import { bothTexts } from './both-texts.ts'
import { type Command, EXIT, type Io } from './io.ts'

/** Says why; the command shows its usage and exits with 64. */
export class UsageError extends Error {}

/** @throws UsageError with what the parser says. */
export function parsed<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** A command whose refusals are said in both languages (1), and whose wrong call shows `usage` (64). */
export function withUsage(usage: string, run: Command): Command {
  return async (argv, io) => {
    try {
      return await run(argv, io)
    } catch (error) {
      return complain(error, usage, io)
    }
  }
}

/** @throws what is neither a refusal nor a wrong call */
function complain(error: unknown, usage: string, io: Io): number {
  if (error instanceof AppError) {
    io.err(`${bothTexts(error.code, error.params)}\n`)
    return EXIT.failed
  }
  if (!(error instanceof UsageError)) throw error
  io.err(`${error.message === '' ? '' : `${error.message}\n`}${usage}`)
  return EXIT.usage
}
