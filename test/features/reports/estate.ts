// A past to report on, written by the database itself: planned rounds with their items, and a history of their states.

import { sql } from 'drizzle-orm'
import type { Db } from '#db/database.ts'

export interface Past {
  /** `YYYY-MM-DD`, the first day with rounds. */
  from: string
  days: number
  itemsPerRound: number
  systems: number
}

/** Both rounds of every day, on time; every hundredth item abnormal, every fiftieth a warning. */
export async function writePast(db: Db, { from, days, itemsPerRound, systems }: Past): Promise<void> {
  await db.execute(sql`
    insert into rounds (id, plan_id, date, slot, is_counted, opens_at, planned_at, on_time_until, missed_after, state,
      started_at, automatic_done_at, inspector_name, signed_at, reviewer_name, reviewed_at, digest)
    select 'daily.' || to_char(day, 'YYYY-MM-DD') || '.' || slot.id, 'daily', to_char(day, 'YYYY-MM-DD'), slot.id, true,
      (day + slot.planned - interval '30 min') at time zone 'Asia/Shanghai', (day + slot.planned) at time zone 'Asia/Shanghai',
      (day + slot.planned + slot.allowed) at time zone 'Asia/Shanghai', (day + slot.planned + slot.allowed + interval '90 min') at time zone 'Asia/Shanghai',
      'done-on-time', (day + slot.planned) at time zone 'Asia/Shanghai', (day + slot.planned + interval '2 min') at time zone 'Asia/Shanghai',
      '巡检人', (day + slot.planned + interval '10 min') at time zone 'Asia/Shanghai', '复核人',
      (day + slot.planned + interval '15 min') at time zone 'Asia/Shanghai', repeat('0', 64)
    from generate_series(${from}::timestamp, ${from}::timestamp + ${`${days - 1} days`}::interval, interval '1 day') as day,
      (values ('morning', interval '8 hours', interval '30 min'), ('evening', interval '17 hours', interval '90 min')) as slot (id, planned, allowed)`)
  await db.execute(sql`
    insert into round_events (round_id, event, from_state, to_state, at, by, fence)
    select id, 'reviewed-on-time', 'awaiting-review', 'done-on-time', reviewed_at, 'test', 1 from rounds`)
  const dates = await db.execute<{ date: string }>(sql`select distinct date from rounds order by date`)
  // A day at a time: no statement of a year's items would end in time on a busy machine.
  for (const { date } of dates.rows)
    await db.execute(sql`
    insert into round_items (round_id, number, check_id, system_id, system_name, environment, node_id, node_name, layer, kind,
      title_zh, title_en, target, settings, must_measure, conclusion, recorded_at)
    select r.id, n, 'check-' || n, 'system-' || (n % ${systems}), '系统 ' || (n % ${systems}), 'production', 'node-' || n, '节点 ' || n,
      (array['network', 'os', 'application', 'database', 'backup'])[1 + n % 5], 'tcp', '端口 ' || n, 'port ' || n, '127.0.0.1:' || n,
      '{}'::jsonb, false,
      case when n % 100 = 0 then 'abnormal' when n % 50 = 0 then 'warning' else 'normal' end, r.started_at
    from rounds r, generate_series(1, ${itemsPerRound}) as n where r.date = ${date}`)
}
