import { z } from '@hono/zod-openapi'

/** An RFC 3339 time with offset in a query, as `Instant`. */
const time = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .openapi({ type: 'string', format: 'date-time' })

export const AuditQuery = z.object({
  cursor: z.coerce.number().int().positive().optional().openapi({ description: '`nextCursor` of the page before' }),
  actor: z.string().max(200).optional().openapi({ description: 'Account id or name of a job' }),
  action: z.string().max(100).optional(),
  objectType: z.string().max(100).optional(),
  objectId: z.string().max(200).optional(),
  from: time.optional(),
  to: time.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
})

export type AuditQuery = z.output<typeof AuditQuery>
