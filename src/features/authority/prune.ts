// Takes away published lists that nobody can need any more (docs/certificate-authority.md says why so long). The database refuses it earlier.

import { and, asc, eq, lt, or, sql } from 'drizzle-orm'
import { authorities, authorityCrls } from '#db/schema/authority.ts'
import { recordAudit } from '#features/audit/index.ts'
import type { Ctx } from '#src/context.ts'

const DAY_MS = 86_400_000
/** All a delta says stands in the complete list after it, and every change in the record of revocations. */
const DELTA_KEPT_MS = 30 * DAY_MS
/** Certificates last five years at most, and what proves them must be there for five more (电子签名法 §24); with the leap days. */
const COMPLETE_KEPT_MS = 3_655 * DAY_MS
/** Of one authority in one turn: the first turn on an old database must not hold it up. */
const AT_MOST = 2_000

/** A job. The newest list of each kind stays whatever its age. */
export async function pruneCrls(ctx: Ctx): Promise<void> {
  const all = await ctx.db.select({ id: authorities.id }).from(authorities).where(eq(authorities.kind, 'builtin'))
  for (const { id } of all) await pruneOf(ctx, id)
}

async function pruneOf(ctx: Ctx, authority: string): Promise<void> {
  const { id, authorityId, isDelta, nextUpdate, number } = authorityCrls
  await ctx.db.transaction(async (tx) => {
    const old = await tx
      .select({ id })
      .from(authorityCrls)
      .where(
        and(
          eq(authorityId, authority),
          or(
            and(isDelta, lt(nextUpdate, ctx.now - DELTA_KEPT_MS)),
            and(sql`not ${isDelta}`, lt(nextUpdate, ctx.now - COMPLETE_KEPT_MS)),
          ),
          sql`exists (select from authority_crls newer where newer.authority_id = ${authorityId}
            and newer.is_delta = ${isDelta} and newer.number > ${number})`,
        ),
      )
      .orderBy(asc(number))
      .limit(AT_MOST)
    if (old.length === 0) return
    const gone = await tx
      .delete(authorityCrls)
      .where(sql`${id} = any(${sql.param(old.map((one) => one.id))}::uuid[])`)
      .returning({ number, isDelta })
    const numbers = (wanted: boolean) => gone.filter((one) => one.isDelta === wanted).map((one) => one.number)
    await recordAudit(tx, ctx, {
      action: 'authority.crls-pruned',
      object: { type: 'authority', id: authority },
      detail: { complete: span(numbers(false)), delta: span(numbers(true)) },
    })
  })
}

function span(numbers: readonly number[]) {
  return numbers.length === 0 ? null : { count: numbers.length, from: Math.min(...numbers), to: Math.max(...numbers) }
}
