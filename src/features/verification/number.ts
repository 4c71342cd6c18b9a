// The next number of a verification: of the civil year, without gaps.

import { sql } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { verificationNumbers } from '#db/schema/verification.ts'
import { numberText, numberYear } from './rules.ts'

/** Locks the year's counter to the end of the transaction: a verification that is not saved after all leaves no gap. */
export async function nextNumber(tx: Tx, now: Instant): Promise<string> {
  const year = numberYear(now)
  const [row] = await tx
    .insert(verificationNumbers)
    .values({ year, last: 1 })
    .onConflictDoUpdate({ target: verificationNumbers.year, set: { last: sql`${verificationNumbers.last} + 1` } })
    .returning({ last: verificationNumbers.last })
  if (!row) throw new Error('no number was given')
  return numberText(year, row.last)
}
