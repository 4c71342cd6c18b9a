import { z } from '@hono/zod-openapi'
import { parseCivilDate } from '#core/calendar/civil.ts'
import { CONCLUSIONS } from './rules.ts'

const civilDate = z
  .string()
  .refine((text) => parseCivilDate(text).ok, { message: 'not a date (YYYY-MM-DD)' })
  .openapi({ type: 'string', format: 'date' })

export const RoundsQuery = z.object({
  from: civilDate.optional(),
  to: civilDate.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type RoundsQuery = z.output<typeof RoundsQuery>

export const ItemsQuery = z.object({
  verdict: z.enum(CONCLUSIONS).optional(),
  layer: z.enum(['network', 'os', 'application', 'database', 'backup']).optional(),
  kind: z.enum(['manual', 'automatic']).optional(),
  isOpen: z.enum(['true', 'false']).optional(),
  cursor: z.coerce.number().int().nonnegative().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
export type ItemsQuery = z.output<typeof ItemsQuery>

/** What a person writes about one item. */
export const ManualResult = z.object({
  conclusion: z.enum(CONCLUSIONS),
  text: z.string().max(2_000),
  approvedBy: z.string().max(100).optional(),
  /** SHA-256 of pictures handed in for the item before. */
  photos: z
    .array(z.string().regex(/^[0-9a-f]{64}$/))
    .max(12)
    .optional(),
})

export const ManualEntry = ManualResult.extend({ itemId: z.number().int().positive() })
export type ManualEntry = z.output<typeof ManualEntry>

export const ManualEntries = z.object({ items: z.array(ManualEntry).min(1).max(500) })

export const RoundRequest = z.union([
  z.object({ makesUpFor: z.string().max(200), reason: z.string().trim().min(1).max(500) }),
  z.object({ reason: z.string().trim().max(500).optional() }),
])

export const RoundId = z.object({ id: z.string().max(200) })
export const ItemId = RoundId.extend({ itemId: z.coerce.number().int().positive() })
