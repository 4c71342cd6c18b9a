import { doublePrecision, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { ProbeVerdict, Reason } from '#core/checks/check.ts'
import type { Evidence, ProbeResult } from '#core/checks/probe-result.ts'
import { instant } from '../columns.ts'

/** What probes found, for ever: a check that leaves the register leaves its results behind, hence no foreign key. */
export const probeResults = pgTable(
  'probe_results',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** Absent for a probe nobody registered. */
    nodeCheckId: text('node_check_id'),
    kind: text().notNull(),
    target: text().notNull(),
    verdict: text().$type<ProbeVerdict>().notNull(),
    reasons: jsonb().$type<Reason[]>().notNull(),
    measured: jsonb().$type<ProbeResult['measured']>().notNull(),
    thresholds: jsonb().$type<ProbeResult['thresholds']>().notNull(),
    evidence: jsonb().$type<Evidence[]>().notNull(),
    startedAt: instant('started_at').notNull(),
    durationMs: doublePrecision('duration_ms').notNull(),
    phasesMs: jsonb('phases_ms').$type<ProbeResult['phasesMs']>().notNull(),
    probe: text().notNull(),
    /** Which of our instances asked. */
    instance: text(),
  },
  (table) => [
    index('probe_results_check').on(table.nodeCheckId, table.startedAt.desc(), table.id.desc()),
    index('probe_results_kind').on(table.kind, table.startedAt, table.id),
  ],
)
