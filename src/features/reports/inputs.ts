import { z } from '@hono/zod-openapi'
import { parseCivilDate } from '#core/calendar/civil.ts'
import { REPORT_KINDS } from '#core/reports/periods.ts'

const date = z.string().refine((text) => parseCivilDate(text).ok, { message: 'not a date (YYYY-MM-DD)' })

export const Kind = z.enum(REPORT_KINDS)

export const ReportsQuery = z.object({
  kind: Kind.optional(),
  /** Days the period may lie in, both included. */
  from: date.optional(),
  to: date.optional(),
  cursor: z
    .string()
    .regex(/^\d{1,15}_\d{1,15}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type ReportsQuery = z.output<typeof ReportsQuery>

export const ReportOrder = z
  .object({
    kind: Kind,
    period: z.string().min(1).max(200).openapi({ example: '2026-10' }),
    /** Asked for when there is a final report already: why another one. */
    reason: z.string().trim().min(1).max(500).optional(),
  })
  .openapi('ReportOrder')
export type ReportOrder = z.output<typeof ReportOrder>

export const ReportId = z.object({ id: z.coerce.number().int().positive() })
export const ReportFile = ReportId.extend({ format: z.enum(['pdf', 'xlsx']) })
export const FigureName = ReportId.extend({ section: z.string().max(60), part: z.string().max(60) })
export const RowsQuery = z.object({
  cursor: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(200).default(100),
})
