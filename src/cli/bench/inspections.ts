// The pages of inspections over ten million stored results: rounds with their progress, and the items of one round. Wall time, no
// yardstick: the goal is that a page takes 300 ms at most in 95 of 100 cases.

import { performance } from 'node:perf_hooks'
import type pg from 'pg'
import { listItems, listRounds } from '#features/inspections/list.ts'
import type { Bench } from './judges.ts'
import { measurement } from './measurement.ts'
import { onScratch, p95, type Scratch } from './scratch.ts'

const RESULTS = 10_000_000
/** A large register; ten million of them are half a century of rounds. */
const ITEMS_A_ROUND = 250
const ROUNDS_STORED = RESULTS / ITEMS_A_ROUND
const LOADED_AT_ONCE = 1_000
const ROUND_MS = 12 * 3_600_000
const PAGES = 200

/** About 6 GB on disk while it runs. */
const benchInspectionLists: Bench = () =>
  onScratch(async (scratch) => {
    await load(scratch)
    const rounds = await p95OfPages(roundPages(scratch))
    const items = await p95OfPages(itemPages(scratch))
    const slowest = Math.max(rounds, items)
    const told = `p95 of ${PAGES} pages of rounds ${rounds.toFixed(1)} ms, of ${PAGES} pages of items ${items.toFixed(1)} ms`
    return measurement('inspection-lists', `1 / p95 over ${RESULTS} results: ${told}, no yardstick`, 1_000 / slowest)
  })

export const INSPECTION_BENCHES: Readonly<Record<string, Bench>> = { 'inspection-lists': benchInspectionLists }

async function load({ bare, ctx }: Scratch): Promise<void> {
  const rebuild = await withoutIndexes(bare)
  await bare.query(
    `insert into rounds (id, plan_id, date, slot, is_counted, opens_at, planned_at, on_time_until, state)
     select 'bench.' || n, 'bench', (at at time zone 'Asia/Shanghai')::date, n, true, at, at, at, 'archived'
     from (select n, $1::timestamptz - make_interval(hours => n * 12) as at from generate_series(1, ${ROUNDS_STORED}) as n) as planned`,
    [new Date(ctx.now)],
  )
  for (let from = 0; from < ROUNDS_STORED; from += LOADED_AT_ONCE) {
    const made = `from generate_series(${from + 1}, ${from + LOADED_AT_ONCE}) as round, generate_series(1, ${ITEMS_A_ROUND}) as item`
    const number = `(round - 1) * ${ITEMS_A_ROUND} + item`
    const at = `$1::timestamptz - make_interval(hours => round * 12)`
    const conclusion = `case when item % 50 = 0 then 'abnormal' else 'normal' end`
    const now = [new Date(ctx.now)]
    await bare.query(
      `insert into round_items (id, round_id, number, check_id, system_id, system_name, environment, node_id, node_name, address, layer,
         kind, title_zh, title_en, target, settings, must_measure, conclusion, result_id, recorded_at) overriding system value
       select ${number}, 'bench.' || round, item, 'check-' || item, 'system-' || item / 10, '测量用系统', 'production', 'node-' || item / 2,
         'node', '10.0.0.1', (array['network', 'os', 'application', 'database', 'backup'])[item % 5 + 1], 'tcp', '端口可达', 'Port reachable',
         '10.0.0.1:443', '{"port": 443}', true, ${conclusion}, ${number}, ${at} ${made}`,
      now,
    )
    await bare.query(
      `insert into round_results (id, item_id, conclusion, reasons, measured, thresholds, attempts, taken_at, recorded_at, recorded_by)
         overriding system value
       select ${number}, ${number}, ${conclusion}, '[]', '{"connectMs": 1.5, "address": "10.0.0.1"}', '{"warnMs": 500}', 1, ${at}, ${at}, 'bench' ${made}`,
      now,
    )
  }
  for (const command of rebuild) await bare.query(command)
  await bare.query('vacuum analyze rounds, round_items, round_results')
}

/** References, which the rows are made to fit, go for good; indexes come back by the commands returned, once for all rows. */
async function withoutIndexes(bare: pg.Client): Promise<string[]> {
  await bare.query("set maintenance_work_mem = '512MB'")
  const tables = "('round_items'::regclass, 'round_results'::regclass)"
  const { rows: constraints } = await bare.query<{ drop: string; add: string }>(
    `select format('alter table %s drop constraint %I cascade', conrelid::regclass, conname) as drop,
       format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as add
     from pg_constraint where conrelid in ${tables} and contype in ('p', 'u')`,
  )
  for (const { drop } of constraints) await bare.query(drop)
  const { rows: indexes } = await bare.query<{ drop: string; add: string }>(
    `select format('drop index %s', indexrelid::regclass) as drop, pg_get_indexdef(indexrelid) as add
     from pg_index where indrelid in ${tables}`,
  )
  for (const { drop } of indexes) await bare.query(drop)
  await bare.query('alter table round_results drop constraint if exists round_results_item_id_round_items_id_fk')
  await bare.query('alter table round_items drop constraint if exists round_items_round_id_rounds_id_fk')
  for (const table of ['round_results', 'round_items']) await bare.query(`alter table ${table} set unlogged`)
  return [...constraints, ...indexes].map(({ add }) => add)
}

async function p95OfPages(pages: readonly Page[]): Promise<number> {
  const timesMs: number[] = []
  for (const page of pages) {
    const begun = performance.now()
    const { items } = await page()
    timesMs.push(performance.now() - begun)
    if (items.length === 0) throw new Error('bench: an empty page')
  }
  return p95(timesMs)
}

type Page = () => Promise<{ items: readonly unknown[] }>

/** From the newest back, and as far back as the archive goes. */
function roundPages({ ctx }: Scratch): Page[] {
  return Array.from({ length: PAGES }, (_, page) => {
    const number = 1 + Math.floor((page * (ROUNDS_STORED - 100)) / PAGES)
    const cursor = page === 0 ? {} : { cursor: `${ctx.now - number * ROUND_MS}_bench.${number}` }
    return () => listRounds(ctx, { limit: 50, ...cursor })
  })
}

/** Whole rounds, what was abnormal in them, and one layer, all over the archive. */
function itemPages({ ctx }: Scratch): Page[] {
  const narrowed = [{}, { verdict: 'abnormal' }, { layer: 'database' }, { cursor: 100 }] as const
  return Array.from({ length: PAGES }, (_, page) => {
    const round = `bench.${1 + Math.floor((page * (ROUNDS_STORED - 1)) / PAGES)}`
    return () => listItems(ctx, round, { limit: 100, ...narrowed[page % narrowed.length] })
  })
}
