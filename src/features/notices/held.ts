// Tells later what a rule held back: once what it hangs on has been up for a while, once the maintenance is over, and once an hour
// of what flaps. No further change is needed for it. What stands as people were last told it is not told again.

import { asc, desc, eq, gt, inArray, sql } from 'drizzle-orm'
import { messages } from '#core/messages/index.ts'
import { FLAP_SUMMARY_MS, isExpiryCode, isInMaintenance, newsOf } from '#core/notices/alarm.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { maintenanceWindows, notices } from '#db/schema/notices.ts'
import { tickets } from '#db/schema/tickets.ts'
import type { Ctx } from '#src/context.ts'
import { parentsDown } from './parents.ts'
import { latest, mobilesOf, put, startLadder } from './tell.ts'

/** What hangs on something that has just come back is seen again within a few minutes. */
const SETTLE_MS = 5 * 60_000
/** Far more than a long maintenance holds back: what is held behind these is not looked at. */
const AT_ONCE = 10_000
/** One teller at a time: an arbitrary number, ours alone ("held"). */
const HELD_LOCK = 0x68656c64

/** A cause with all that was held back of it, oldest first. */
interface Held {
  cause: string
  rows: [NoticeRow, ...NoticeRow[]]
  last: NoticeRow
  ticket: TicketRow | undefined
}
type NoticeRow = typeof notices.$inferSelect
type TicketRow = typeof tickets.$inferSelect

/** The number of notices told. */
export async function tellHeld(ctx: Ctx): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const [one] = await tx.select({ id: notices.id }).from(notices).where(eq(notices.isHeld, true)).limit(1)
    if (!one || !(await isAlone(tx))) return 0
    let told = 0
    for (const held of await released(tx, await heldCauses(tx), ctx.now))
      told += (await tellNow(tx, ctx.now, held)) ? 1 : 0
    return told
  })
}

async function isAlone(tx: Tx): Promise<boolean> {
  const { rows } = await tx.execute(sql`select pg_try_advisory_xact_lock(${HELD_LOCK}::bigint) as is_ours`)
  return rows[0]?.is_ours === true
}

async function heldCauses(tx: Tx): Promise<Held[]> {
  const rows = await tx.select().from(notices).where(eq(notices.isHeld, true)).orderBy(asc(notices.id)).limit(AT_ONCE)
  const numbers = [...new Set(rows.map(({ number }) => number))]
  const known = await tx.select().from(tickets).where(inArray(tickets.number, numbers))
  const causes = new Map<string, Held>()
  for (const row of rows) {
    const cause = row.cause ?? row.number
    const held = causes.get(cause)
    const ticket = known.find(({ number }) => number === row.number)
    causes.set(cause, { cause, rows: held ? [...held.rows, row] : [row], last: row, ticket })
  }
  return [...causes.values()]
}

/** Those nothing holds back any more. */
async function released(tx: Tx, all: readonly Held[], now: Instant): Promise<Held[]> {
  const above = await parentsDown(
    tx,
    all.map(({ cause }) => cause),
    now - SETTLE_MS,
  )
  const windows = await tx.select().from(maintenanceWindows).where(gt(maintenanceWindows.to, now))
  const free: Held[] = []
  for (const held of all) {
    const { cause, ticket } = held
    const isQuiet = !isExpiryCode(ticket?.code ?? null) && isInMaintenance(windows, ticket?.systemName ?? null, now)
    if (!above.has(cause) && !isQuiet && (await isHourOver(tx, held, now))) free.push(held)
  }
  return free
}

/** True as well for what does not flap. */
async function isHourOver(tx: Tx, { cause, last }: Held, now: Instant): Promise<boolean> {
  if (last.silentCode !== 'notice.flapping') return true
  const [told] = await latest(tx, cause, inArray(notices.toldAs, ['flapping', 'summary']))
  return (told?.createdAt ?? 0) + FLAP_SUMMARY_MS <= now
}

/** False: how it stands is no news, or somebody has taken it. */
async function tellNow(tx: Tx, now: Instant, held: Held): Promise<boolean> {
  const { cause, rows, last, ticket } = held
  const ids = rows.map(({ id }) => id)
  await tx.update(notices).set({ isHeld: false }).where(inArray(notices.id, ids))
  const isFlapping = last.silentCode === 'notice.flapping'
  const isRaised = ticket?.state === 'open' && ticket.recoveredAt === null
  const news = isFlapping ? (isRaised ? 'raised' : 'recovered') : newsOf(await lastTold(tx, cause), isRaised)
  const isTaken = news === 'raised' && ticket?.respondedAt != null
  if (!news || (isTaken && !isFlapping)) return false
  const isCall = news === 'raised' && !isTaken && ticket?.kind === 'fault'
  await put(tx, now, 'first', {
    kind: 'alarm',
    number: last.number,
    cause,
    change: news,
    toldAs: isFlapping ? 'summary' : 'later',
    ...wordsOf(held, news),
    mobiles: isCall ? await mobilesOf(tx, 0, now) : [],
    isPriority: false,
    createdAt: now,
  })
  if (isCall) await startLadder(tx, last, now)
  return true
}

async function lastTold(tx: Tx, cause: string): Promise<'raised' | 'recovered' | undefined> {
  const [told] = await tx
    .select({ change: notices.change })
    .from(notices)
    .where(sql`${notices.cause} = ${cause} and ${notices.silentCode} is null and ${notices.change} <> 'repeated'`)
    .orderBy(desc(notices.createdAt), desc(notices.id))
    .limit(1)
  return told?.change === 'raised' || told?.change === 'recovered' ? told.change : undefined
}

function wordsOf({ rows, last }: Held, news: 'raised' | 'recovered'): { title: string; items: string[] } {
  const what = last.title.replace(/^【[^】]*】/, '')
  const state = news === 'raised' ? '未恢复' : '已恢复'
  if (last.silentCode === 'notice.flapping')
    return { title: `【反复变化】${what}`, items: [`上次通知后又变化 ${rows.length} 次，现在${state}`, ...last.items] }
  const why = `此前未单独通知：${messages[last.silentCode ?? '']?.zh ?? ''}`
  return { title: `【${news === 'raised' ? '仍未恢复' : '恢复'}】${what}`, items: [...last.items, why] }
}
