// What an audit row adds to a change: a transaction that writes one row of its own, with and without its row of the trail, in turns, on a trail
// that has rows already. Wall time, because the database works in another process.

import { performance } from 'node:perf_hooks'
import { sql } from 'drizzle-orm'
import { recordAudit } from '#features/audit/index.ts'
import type { Bench } from './judges.ts'
import { measurement, median } from './measurement.ts'
import { onScratch, p95, type Scratch } from './scratch.ts'

const CHANGES = 2_000
/** Before anything is measured: plans are made, and the trail is no empty table. */
const WARM_UP = 500

const benchAppend: Bench = () =>
  onScratch(async (scratch) => {
    await scratch.bare.query('create table changes (n int)')
    for (let n = 0; n < WARM_UP; n++) await change(scratch, n, true)
    const bare: number[] = []
    const audited: number[] = []
    for (let n = 0; n < CHANGES; n++) {
      bare.push(await change(scratch, n, false))
      audited.push(await change(scratch, n, true))
    }
    const added = (p95(audited) - p95(bare)).toFixed(2)
    const against = `the same change without its row of the trail, per second of wall time; at the 95th percentile the row adds ${added} ms (floor 2)`
    return measurement('audit-append', against, 1_000 / median(audited), 1_000 / median(bare))
  })

async function change({ ctx }: Scratch, n: number, isAudited: boolean): Promise<number> {
  const start = performance.now()
  await ctx.db.transaction(async (tx) => {
    await tx.execute(sql`insert into changes values (${n})`)
    if (isAudited)
      await recordAudit(tx, ctx, { action: 'thing.changed', object: { type: 'thing', id: `${n}` }, detail: { n } })
  })
  return performance.now() - start
}

export const AUDIT_BENCHES = { 'audit-append': benchAppend }
