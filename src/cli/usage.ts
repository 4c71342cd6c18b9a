// A command line that cannot be understood.

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
