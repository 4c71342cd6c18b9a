// How reports look on the wire. The report itself travels as it was kept: its shape is core's.

import { z } from '@hono/zod-openapi'
import { type FigureValue, valueText } from '#core/reports/model.ts'
import type { PageSection } from '#core/reports/page.ts'
import { REPORT_KINDS } from '#core/reports/periods.ts'
import type { CheckRow, ReportDetail, ReportRow } from './list.ts'
import type { Owed } from './order.ts'

const time = z.iso.datetime()
const Text = z.object({ zh: z.string(), en: z.string() })
const Kind = z.enum(REPORT_KINDS)

const Value = z.union([
  z.object({ kind: z.literal('count'), count: z.number() }),
  z.object({ kind: z.literal('share'), part: z.number(), whole: z.number() }),
  z.object({ kind: z.literal('duration'), ms: z.number() }),
  z.object({ kind: z.literal('text'), text: Text }),
  z.object({ kind: z.literal('unknown'), why: Text }),
])
const Source = z.object({
  table: z.string(),
  count: z.number(),
  ids: z.array(z.string()),
  digest: z.string().openapi({ description: 'SHA-256 over the canonical JSON of the rows in order of id, hex' }),
  link: z.string().nullable(),
})
const Section = z
  .object({
    id: z.string(),
    title: Text,
    notes: z.array(Text),
    figures: z.array(z.object({ id: z.string(), title: Text, value: Value, shown: Text, source: Source })),
    tables: z.array(
      z.object({
        id: z.string(),
        title: Text,
        columns: z.array(z.object({ title: Text, width: z.number() })),
        rows: z.array(
          z.object({ cells: z.array(z.union([z.string(), z.number(), Text, z.null()])), link: z.string().nullable() }),
        ),
        total: z.number().openapi({ description: 'All of its rows: the first ones are here, the rest in the file' }),
        source: Source,
      }),
    ),
  })
  .openapi('ReportSection')

export const ReportLineShape = z
  .object({
    id: z.string(),
    number: z.string(),
    kind: Kind,
    period: z.string(),
    version: z.number(),
    edition: z.enum(['preview', 'final', 'correction']),
    periodFrom: time,
    periodTo: time,
    dueBy: time,
    state: z.enum(['waiting', 'running', 'done', 'failed']),
    asOf: time.nullable(),
    requestedBy: z.string(),
    reason: z.string().nullable(),
    finishedAt: time.nullable(),
    step: z.string().nullable(),
    stepsDone: z.number(),
    stepsTotal: z.number(),
    problem: z.string().nullable(),
    digest: z.string().nullable().openapi({ description: 'SHA-256 over the canonical JSON of the report, hex' }),
  })
  .openapi('Report')
export const ReportPage = z.object({ items: z.array(ReportLineShape), nextCursor: z.string().nullable() })

const RowChange = z.object({
  table: z.string(),
  id: z.string(),
  change: z.enum(['added', 'removed', 'altered']),
  fields: z.array(z.string()),
})
export const CheckShape = z
  .object({
    at: time,
    by: z.string(),
    altered: z.array(z.string()).openapi({ description: 'Parts that are not what was made; empty: none' }),
    outcome: z.enum(['identical', 'same-figures', 'different']),
    figures: z.array(
      z.object({
        section: z.string(),
        id: z.string(),
        title: Text,
        before: Text.nullable(),
        after: Text.nullable(),
        rows: z.array(RowChange),
      }),
    ),
    rows: z.array(RowChange),
  })
  .openapi('ReportCheck')

export const ReportShape = ReportLineShape.extend({
  title: Text.nullable(),
  sections: z.array(Section),
  files: z.array(z.object({ format: z.enum(['pdf', 'xlsx']), sha256: z.string(), sizeBytes: z.number() })),
  check: CheckShape.nullable(),
  editions: z.array(z.object({ id: z.string(), number: z.string(), edition: z.string(), state: z.string() })),
}).openapi('ReportDetail')

export const OwedShape = z.object({
  items: z.array(
    z.object({
      kind: Kind,
      period: z.string(),
      madeAt: time,
      dueBy: time,
      state: z.enum(['missing', 'waiting', 'running', 'failed']),
      isLate: z.boolean(),
    }),
  ),
  total: z.number(),
})

export const RowsShape = z.object({
  table: z.string(),
  items: z.array(z.record(z.string(), z.any())),
  total: z.number(),
  nextCursor: z.string().nullable(),
})

const iso = (at: number) => new Date(at).toISOString()
const isoOrNull = (at: number | null) => (at === null ? null : iso(at))

export function reportLineOf(row: ReportRow): z.input<typeof ReportLineShape> {
  const { number, kind, period, version, edition, state, requestedBy, reason, step, stepsDone, stepsTotal, problem } =
    row
  return {
    ...{ number, kind, period, version, edition, state, requestedBy, reason, step, stepsDone, stepsTotal, problem },
    id: String(row.id),
    periodFrom: iso(row.periodFrom),
    periodTo: iso(row.periodTo),
    dueBy: iso(row.dueBy),
    asOf: isoOrNull(row.asOf),
    finishedAt: isoOrNull(row.finishedAt),
    digest: row.modelDigest,
  }
}

const shownOf = (value: FigureValue) => ({ zh: valueText(value, 'zh'), en: valueText(value, 'en') })

export function checkOf({ at, by, altered, comparison }: CheckRow): z.input<typeof CheckShape> {
  const { outcome, figures, rows } = comparison
  return {
    ...{ at: iso(at), by, altered, outcome, rows },
    figures: figures.map(({ before, after, ...figure }) => ({
      ...figure,
      before: before && shownOf(before),
      after: after && shownOf(after),
    })),
  }
}

function sectionOf({ figures, ...section }: PageSection): z.input<typeof Section> {
  return { ...section, figures: figures.map((figure) => ({ ...figure, shown: shownOf(figure.value) })) }
}

export function reportOf({ report, page, files, check, editions }: ReportDetail): z.input<typeof ReportShape> {
  return {
    ...reportLineOf(report),
    title: page?.title ?? null,
    sections: (page?.sections ?? []).map(sectionOf),
    files,
    check: check && checkOf(check),
    editions: editions.map(({ id, number, edition, state }) => ({ id: String(id), number, edition, state })),
  }
}

export function owedOf({ period, madeAt, dueBy, state, isLate }: Owed): z.input<typeof OwedShape>['items'][number] {
  return { kind: period.kind, period: period.name, madeAt: iso(madeAt), dueBy: iso(dueBy), state, isLate }
}
