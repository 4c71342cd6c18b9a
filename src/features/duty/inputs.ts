import { z } from '@hono/zod-openapi'
import { parseCivilDate } from '#core/calendar/civil.ts'
import { DUTY_KINDS } from '#core/sla/roster.ts'

const MAX_DAYS = 31
const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))

export const PlanShifts = z
  .object({
    shifts: z
      .array(
        z
          .object({
            kind: z.enum(DUTY_KINDS),
            from: moment,
            to: moment,
            rank: z.number().int().min(1).max(9).default(1),
            person: z.string().trim().min(1).max(80),
            phone: z.string().trim().max(40).default(''),
            accountId: z.uuid().nullable().default(null),
          })
          .refine(({ from, to }) => from < to, { message: 'ends before it begins' }),
      )
      .min(1)
      .max(200),
  })
  .openapi('PlanShifts')
export type PlanShifts = z.output<typeof PlanShifts>

export const RosterQuery = z.object({
  from: z.string().refine((text) => parseCivilDate(text).ok, { message: 'not a date' }),
  days: z.coerce.number().int().min(1).max(MAX_DAYS).default(7),
})
