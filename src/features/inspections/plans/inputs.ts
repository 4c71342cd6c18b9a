import { z } from '@hono/zod-openapi'
import { parseCivilDate } from '#core/calendar/civil.ts'
import { isOrdered } from '#core/calendar/plan.ts'

const MAX_DAYS_LATE = 31
const layer = z.enum(['network', 'os', 'application', 'database', 'backup'])
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'not a time (HH:MM)')
const name = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'lower-case letters, digits and hyphens')
const civilDate = z.string().refine((text) => parseCivilDate(text).ok, { message: 'not a date (YYYY-MM-DD)' })
const title = z.object({ zh: z.string().trim().min(1).max(80), en: z.string().trim().max(120) })
const nth = z
  .number()
  .int()
  .min(-23)
  .max(23)
  .refine((value) => value !== 0, { message: 'counts from 1, or from -1 at the end' })

const MonthDay = z.discriminatedUnion('by', [
  z.object({ by: z.literal('date'), day: z.number().int().min(1).max(28) }),
  z.object({ by: z.literal('working-day'), nth }),
  z.object({
    by: z.literal('weekday'),
    weekday: z.number().int().min(1).max(7),
    nth: z
      .number()
      .int()
      .min(-4)
      .max(4)
      .refine((value) => value !== 0, { message: 'counts from 1, or from -1' }),
  }),
])

export const PlanDaysShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('daily') }),
  z.object({ kind: z.literal('working-days') }),
  z.object({ kind: z.literal('monthly'), on: z.array(MonthDay).min(1).max(10) }),
  z.object({
    kind: z.literal('quarterly'),
    month: z.number().int().min(1).max(3),
    on: z.array(MonthDay).min(1).max(10),
  }),
])

const days = z.number().int().min(0).max(MAX_DAYS_LATE).default(0)

export const SlotShape = z
  .object({
    id: name,
    title,
    opensAt: time,
    plannedAt: time,
    onTimeUntil: time,
    onTimeDays: days,
    missedAfter: time,
    missedDays: days,
  })
  .refine(isOrdered, { message: 'the times do not follow each other: opens, planned, on time until, missed after' })

export const PlanItemShape = z.object({
  id: name,
  title,
  layer,
  mustMeasure: z.boolean(),
  roles: z.array(z.string().max(40)).max(20),
})

export const PlanScopeShape = z.object({
  layers: z.array(layer).min(1).optional(),
  systems: z.array(z.string().max(200)).min(1).max(1_000).optional(),
  kinds: z.array(z.enum(['automatic', 'manual'])).max(2),
})

const areApart = (list: readonly { id: string }[]) => new Set(list.map(({ id }) => id)).size === list.length
const apart = { message: 'an id is used twice' }

const body = {
  title,
  contract: z.string().trim().max(200),
  days: PlanDaysShape,
  slots: z.array(SlotShape).min(1).max(4).refine(areApart, apart),
  scope: PlanScopeShape,
  items: z.array(PlanItemShape).max(50).refine(areApart, apart),
  isCounted: z.boolean(),
  isRunning: z.boolean(),
  /** From this day on; a day after today. */
  fromDate: civilDate,
  reason: z.string().trim().min(1).max(500),
}

export const NewPlan = z.object({ id: name, ...body }).openapi('NewInspectionPlan')
export type NewPlan = z.output<typeof NewPlan>

/** `version` is the one that was looked at when the change was written. */
export const ChangedPlan = z.object({ ...body, version: z.number().int().min(1) }).openapi('ChangedInspectionPlan')
export type ChangedPlan = z.output<typeof ChangedPlan>

export const PlanId = z.object({ id: name })
