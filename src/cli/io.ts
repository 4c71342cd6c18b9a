// What a command sees of its terminal, and the exit codes every command shares.

export interface Io {
  /** Standard output; the text carries its own line breaks. */
  out(text: string): void
  /** Standard error: progress and complaints. */
  err(text: string): void
  /** Standard input as a terminal or pipe gives it; only commands that ask for it read it. */
  input?: NodeJS.ReadableStream
  /** Aborted when the terminal is interrupted: long-running commands end cleanly. */
  interrupted?: AbortSignal
}

export type Command = (argv: readonly string[], io: Io) => Promise<number>

/** 0 all VALID or passed · 1 something INVALID or failed · 2 INDETERMINATE or unknown · 64 the command line is wrong (sysexits.h). */
export const EXIT = { ok: 0, failed: 1, unknown: 2, usage: 64 } as const
