import { boolean, date, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import type { ProbeVerdict, Reason } from '#core/checks/check.ts'
import { instant } from '../columns.ts'

/** The register: systems → nodes → checks. Ids are stable texts chosen by people or by the import. */
export const systems = pgTable('systems', {
  id: text().primaryKey(),
  name: text().notNull(),
  group: text().notNull(),
  environment: text().notNull(),
  contractItem: text('contract_item').notNull(),
  owner: text(),
  /** Order of the register as people know it. */
  position: integer().notNull(),
})

export const nodes = pgTable(
  'nodes',
  {
    id: text().primaryKey(),
    systemId: text('system_id')
      .notNull()
      .references(() => systems.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    role: text().notNull(),
    form: text().notNull(),
    os: text(),
    address: text(),
    warrantyUntil: date('warranty_until'),
    seedLine: integer('seed_line'),
    riskAcceptance: text('risk_acceptance'),
    standIn: text('stand_in'),
    /** The node everything on its way here passes: a switch, a virtual address, a host. */
    behind: text(),
    position: integer().notNull(),
  },
  (table) => [index('nodes_system').on(table.systemId)],
)

export const nodeChecks = pgTable(
  'node_checks',
  {
    id: text().primaryKey(),
    nodeId: text('node_id')
      .notNull()
      .references(() => nodes.id, { onDelete: 'cascade' }),
    /** A ProbeKind, or `manual`. */
    kind: text().notNull(),
    layer: text().notNull(),
    titleZh: text('title_zh').notNull(),
    titleEn: text('title_en').notNull(),
    target: text().notNull(),
    settings: jsonb().$type<Record<string, unknown>>().notNull(),
    isEnabled: boolean('is_enabled').notNull(),
    mustMeasure: boolean('must_measure').notNull(),
    position: integer().notNull(),
  },
  (table) => [index('node_checks_node').on(table.nodeId)],
)

/** The latest verdict of each check, whoever gave it: a round, a person, a probe on demand. */
export const checkStates = pgTable('check_states', {
  checkId: text('check_id')
    .primaryKey()
    .references(() => nodeChecks.id, { onDelete: 'cascade' }),
  verdict: text().$type<ProbeVerdict>().notNull(),
  reasons: jsonb().$type<Reason[]>().notNull(),
  at: instant().notNull(),
})
