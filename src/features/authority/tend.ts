// Takes up what was ordered and not issued: its caller died, the key was away, an authority outside has not answered yet.

import { and, asc, eq, gt, inArray, isNull, lte, or } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import { authorities, authorityIssuances } from '#db/schema/authority.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { issueCredential } from './issue.ts'

/** One that fails must not keep the others waiting, nor be asked again at once. */
const AT_MOST = 200

/** A job: every issuance that is due, once. */
export async function tendIssuances(ctx: Ctx, clock: { now(): Instant }): Promise<void> {
  let after = ''
  for (let done = 0; done < AT_MOST; done++) {
    const id = await dueAfter({ ...ctx, now: clock.now() }, after)
    if (id === undefined) return
    after = id
    try {
      await issueCredential({ ...ctx, now: clock.now() }, id)
    } catch (error) {
      // Of the authority or its key: it is written down there, and tried again later.
      if (!(error instanceof AppError)) throw error
    }
  }
}

async function dueAfter({ db, now }: Ctx, after: string): Promise<string | undefined> {
  const { id, state, nextAt, leaseUntil } = authorityIssuances
  const [row] = await db
    .select({ id })
    .from(authorityIssuances)
    .innerJoin(authorities, eq(authorities.id, authorityIssuances.authorityId))
    .where(
      and(
        inArray(state, ['ordered', 'signing', 'waiting']),
        eq(authorities.state, 'active'),
        lte(nextAt, now),
        or(isNull(leaseUntil), lte(leaseUntil, now)),
        ...(after === '' ? [] : [gt(id, after)]),
      ),
    )
    .orderBy(asc(id))
    .limit(1)
  return row?.id
}
