import { z } from '@hono/zod-openapi'
import { SHOWN_STATES } from './rules.ts'

export const ApprovalsQuery = z.object({
  state: z.enum(SHOWN_STATES).optional(),
  kind: z.string().max(40).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type ApprovalsQuery = z.output<typeof ApprovalsQuery>

export const Refusal = z.object({ reason: z.string().trim().min(4).max(1000) }).openapi('ApprovalRefusal')

/** Why it is asked for: what the second person reads first. */
export const Reason = z.string().trim().min(4).max(1000)
