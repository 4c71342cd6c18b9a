// Keeps the findings about watched objects true: one an object and reason, whoever verified it and however often.

import { and, eq, inArray } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { verifications } from '#db/schema/verification.ts'
import { recordSighting } from '#features/tickets/index.ts'
import { reportThatCounts, watchReasons } from './watching.ts'

/** An archive is not a system of the register. */
const ARCHIVE = { id: '', name: '验签存档 · Verification archive' }
const TITLE = { zh: '存档文件持续有效', en: 'Archived object keeps validating' }

/**
 * Opens, attaches to and ends the findings about an object, by its watched reports as they are stored.
 * @param options.mayOpen false: only ends them. What somebody has just verified is no news to them
 */
export async function settleFindings(
  tx: Tx,
  sha256: string,
  now: Instant,
  options: { mayOpen: boolean },
): Promise<void> {
  const rows = await tx
    .select()
    .from(verifications)
    .where(
      and(
        eq(verifications.sha256, sha256),
        eq(verifications.isWatched, true),
        inArray(verifications.verdict, ['VALID', 'VALID_WITH_DEFECTS']),
      ),
    )
  const reasons = watchReasons(rows, now)
  if (reasons.length > 0 && !options.mayOpen) return
  const check = { id: `verification.${sha256}`, title: TITLE }
  const node = { id: sha256, name: reportThatCounts(rows)?.fileName ?? '' }
  await recordSighting(tx, { system: ARCHIVE, node, check, reasons, at: now })
}
