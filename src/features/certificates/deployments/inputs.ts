import { z } from '@hono/zod-openapi'

const reason = z.string().trim().min(1).max(1_000)

export const OpenRun = z.object({
  certificateId: z.uuid().openapi({ description: 'The new certificate; it stands in the lineage already' }),
  bindingIds: z.array(z.uuid()).min(1).max(500).optional().openapi({ description: 'Absent: every binding' }),
  reason,
})
export type OpenRun = z.output<typeof OpenRun>

export const OpenEmergency = z.object({
  compromisedId: z.uuid().openapi({ description: 'A certificate of the lineage whose key is compromised' }),
  certificateId: z.uuid().optional().openapi({ description: 'The replacement, where there is one already' }),
  reason,
})
export type OpenEmergency = z.output<typeof OpenEmergency>

export const Withdraw = z.object({ isRevoked: z.boolean().default(false), reason })
export type Withdraw = z.output<typeof Withdraw>

export const MarkStep = z.object({
  state: z.enum(['done', 'failed', 'waiting']),
  note: z.string().trim().max(4_000).optional(),
})
export type MarkStep = z.output<typeof MarkStep>

export const SetCertificate = z.object({ certificateId: z.uuid() })
export const Reason = z.object({ reason })

export const RunsQuery = z.object({
  state: z.enum(['open', 'proved', 'cancelled']).optional(),
  lineageId: z.uuid().optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type RunsQuery = z.output<typeof RunsQuery>
