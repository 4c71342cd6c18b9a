// Whether an error says that the database could not do its work just now, not that the work was wrong.

/**
 * SQLSTATE classes 08 (connection), 53 (resources: disk full, too many connections), 57P (shut down), 58 (system: input or output),
 * a statement or a lock that took too long, a server that only reads; and what sockets and the pool say.
 */
const CODES =
  /^(08...|53...|57P0.|58...|57014|55P03|25006|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)$/
const WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/

export function isDatabaseAway(error: unknown): boolean {
  return causesOf(error).some((one) => ('code' in one && CODES.test(String(one.code))) || WORDS.test(one.message))
}

/** Whether what was asked for may have been done all the same: the one case in which nobody can say. */
export function isOutcomeUnknown(error: unknown): boolean {
  return causesOf(error).some((one) => one instanceof OutcomeUnknown)
}

function causesOf(error: unknown): Error[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : []
}

/** The connection was lost while a transaction was being committed, and the server could not be asked what became of it. */
export class OutcomeUnknown extends Error {
  constructor(cause: unknown) {
    super('the connection was lost during a commit', { cause })
    this.name = 'OutcomeUnknown'
  }
}
