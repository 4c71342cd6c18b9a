// Climbs the ladder of faults nobody has answered: the second person on duty, the one who is responsible, the customer;
// and calls again each hour while the fault is there. Whoever answers ends it, for that fault only.

import { and, eq, isNull, lte } from 'drizzle-orm'
import { dueRungs, nextRungAt, REPEAT_MS, type Rung } from '#core/notices/escalation.ts'
import type { Tx } from '#db/database.ts'
import { escalations } from '#db/schema/notices.ts'
import { tickets } from '#db/schema/tickets.ts'
import type { Ctx } from '#src/context.ts'
import { mobilesOf, put } from './tell.ts'

const CALLED: Readonly<Record<Rung, string>> = {
  'on-duty': '值班人员',
  second: '第二值班人',
  owner: '负责人',
  customer: '甲方联系人',
}
const MINUTE_MS = 60_000
/** A message has no room for more; the rest climbs a second later. */
const AT_ONCE = 500

/** Calls for every fault that is due, each rung once, on whatever number of instances. The number of calls. */
export async function escalate(ctx: Ctx): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const due = await tx
      .select()
      .from(escalations)
      .where(and(isNull(escalations.answeredAt), lte(escalations.nextAt, ctx.now)))
      .orderBy(escalations.nextAt)
      .limit(AT_ONCE)
      .for('update', { skipLocked: true })
    let calls = 0
    for (const fault of due) {
      const rungs = dueRungs(fault, ctx.now)
      const climbed = { ...fault, called: [...fault.called, ...rungs] }
      // After an absence the highest rung speaks for those below it.
      const highest = rungs.at(-1)
      const isRepeated = !highest && (await isStillThere(tx, fault.number))
      if (highest) await call(tx, ctx, fault, highest)
      if (isRepeated) await callAgain(tx, ctx, fault)
      calls += highest || isRepeated ? 1 : 0
      const repeatAt = highest || isRepeated ? ctx.now + REPEAT_MS : null
      await tx
        .update(escalations)
        .set({ called: climbed.called, nextAt: nextRungAt(climbed) ?? repeatAt })
        .where(eq(escalations.number, fault.number))
    }
    return calls
  })
}

/** A ticket whose cause has recovered waits for people, but calls nobody again. */
async function isStillThere(tx: Tx, number: string): Promise<boolean> {
  const rows = await tx
    .select({ id: tickets.id })
    .from(tickets)
    .where(and(eq(tickets.number, number), eq(tickets.state, 'open'), isNull(tickets.recoveredAt)))
  return rows.length > 0
}

async function callAgain(tx: Tx, { now }: Pick<Ctx, 'now'>, fault: typeof escalations.$inferSelect) {
  const minutes = Math.floor((now - fault.at) / MINUTE_MS)
  await put(tx, now, 'first', {
    kind: 'alarm',
    number: fault.number,
    onceKey: `call-${fault.number}-${fault.at}-${minutes}`,
    title: `【无人响应 ${minutes} 分钟】${fault.title}`,
    items: ['值班人员、负责人和甲方联系人都已通知'],
    mobiles: await mobilesOf(tx, 0, now),
    isPriority: false,
    createdAt: now,
  })
}

async function call(tx: Tx, { now }: Pick<Ctx, 'now'>, fault: typeof escalations.$inferSelect, rung: Rung) {
  const minutes = Math.floor((now - fault.at) / MINUTE_MS)
  await put(tx, now, 'first', {
    kind: 'alarm',
    number: fault.number,
    onceKey: `call-${fault.number}-${fault.at}-${rung}`,
    title: `【无人响应 ${minutes} 分钟】请${CALLED[rung]}处理：${fault.title}`,
    items: [],
    mobiles: rung === 'second' ? await mobilesOf(tx, 1, now) : [],
    isPriority: false,
    createdAt: now,
  })
}
