import { z } from '@hono/zod-openapi'
import { EMERGENCY_ROLES } from '#db/schema/break-glass.ts'
import { Reason } from '#features/approvals/index.ts'

const half = z.string().min(1).max(200)
const holder = z.string().trim().min(1).max(100)

export const FirstHalf = z
  .object({ half, role: z.enum(EMERGENCY_ROLES), reason: z.string().trim().min(10).max(1000) })
  .openapi('BreakGlassFirstHalf')
export type FirstHalf = z.output<typeof FirstHalf>

export const SecondHalf = z.object({ half }).openapi('BreakGlassSecondHalf')

export const AskSeal = z
  .object({ firstHolder: holder, secondHolder: holder, reason: Reason })
  .refine(({ firstHolder, secondHolder }) => firstHolder !== secondHolder, {
    message: 'the halves go to two different people',
    path: ['secondHolder'],
  })
  .openapi('AskBreakGlassSeal')
export type AskSeal = z.output<typeof AskSeal>
