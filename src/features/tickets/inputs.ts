import { z } from '@hono/zod-openapi'
import { FINDING_STATES } from './rules.ts'

export const FindingsQuery = z.object({
  state: z.enum(FINDING_STATES).optional(),
  systemId: z.string().max(80).optional(),
  cursor: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type FindingsQuery = z.output<typeof FindingsQuery>

const text = z.string().trim().min(1).max(2_000).optional()

export const FindingDescription = z
  .object({ problem: text, phenomenon: text, cause: text, resolution: text })
  .refine((given) => Object.values(given).some((one) => one !== undefined), { message: 'nothing to write' })
export type FindingDescription = z.output<typeof FindingDescription>

export const FindingId = z.object({ id: z.coerce.number().int().positive() })
