// What the day looks like: its rounds, what is open, which certificates end soon, how the month stands.

import { and, asc, eq, gte, lte } from 'drizzle-orm'
import { civilDateOf } from '#core/calendar/civil.ts'
import { rounds } from '#db/schema/inspections.ts'
import { type CertificateLine, listCertificates } from '#features/certificates/index.ts'
import { countOpenFindings, type Finding, listFindings } from '#features/tickets/index.ts'
import type { Ctx } from '#src/context.ts'
import { type RoundLine, withProgress } from './list.ts'
import { type Completion, completion } from './rules.ts'
import { stateOf } from './transition.ts'

const SHOWN_FINDINGS = 20
const SHOWN_CERTIFICATES = 10
const EXPIRING_WITHIN_DAYS = 60

export interface Today {
  date: string
  rounds: RoundLine[]
  findings: { open: number; items: Finding[] }
  /** Soonest first. */
  expiring: CertificateLine[]
  /** Of the month so far. */
  completion: Completion
}

export async function today(ctx: Ctx): Promise<Today> {
  const date = civilDateOf(ctx.now)
  const [todays, open, found, certificates, month] = await Promise.all([
    ctx.db.select().from(rounds).where(eq(rounds.date, date)).orderBy(asc(rounds.plannedAt), asc(rounds.id)),
    countOpenFindings(ctx.db),
    listFindings(ctx, { state: 'open', limit: SHOWN_FINDINGS }),
    listCertificates(ctx, { expiringWithinDays: EXPIRING_WITHIN_DAYS, limit: SHOWN_CERTIFICATES }),
    ctx.db
      .select()
      .from(rounds)
      .where(and(gte(rounds.date, `${date.slice(0, 7)}-01`), lte(rounds.date, date))),
  ])
  return {
    date,
    rounds: await withProgress(ctx.db, todays),
    findings: { open, items: found.items },
    expiring: certificates.items,
    completion: completion(
      month.map((round) => ({ ...round, state: stateOf(round) })),
      ctx.now,
    ),
  }
}
