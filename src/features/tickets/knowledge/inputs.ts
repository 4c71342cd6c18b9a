import { z } from '@hono/zod-openapi'

export const KeepKnowledge = z.object({ title: z.string().trim().min(1).max(200).optional() }).openapi('KeepKnowledge')

export const KnowledgeQuery = z.object({
  q: z.string().trim().max(100).optional(),
  code: z.string().max(120).optional(),
  /** Leave out the entry of this ticket. */
  notTicket: z.coerce.number().int().positive().optional(),
  cursor: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type KnowledgeQuery = z.output<typeof KnowledgeQuery>
