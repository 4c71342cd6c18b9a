import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { Indication, SubIndication, Technical, Verdict } from '#core/verdict.ts'
import type { ReportJson, ReportKind } from '#core/verification-report.ts'
import { instant } from '../columns.ts'

/** Every verification somebody asked for. The documents themselves are not kept, only their digests and what was found. */
export const verifications = pgTable(
  'verifications',
  {
    id: uuid().primaryKey(),
    createdAt: instant('created_at').notNull(),
    /** Account id, or the name of the job. */
    actorId: text('actor_id').notNull(),
    actorName: text('actor_name').notNull(),
    fileName: text('file_name').notNull(),
    /** Of the object, lower-case hex. */
    sha256: text().notNull(),
    kind: text().$type<ReportKind>().notNull(),
    verdict: text().$type<Verdict>().notNull(),
    indication: text().$type<Indication>().notNull(),
    subIndication: text('sub_indication').$type<SubIndication>(),
    technical: text().$type<Technical>().notNull(),
    report: jsonb().$type<ReportJson>().notNull(),
  },
  (table) => [
    index('verifications_newest').on(table.createdAt, table.id),
    index('verifications_verdict').on(table.verdict, table.createdAt, table.id),
    index('verifications_object').on(table.sha256),
  ],
)
