import { z } from '@hono/zod-openapi'
import { ACTION_GROUP_IDS } from './groups.ts'

/** An RFC 3339 time with offset in a query, as `Instant`. */
const time = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .openapi({ type: 'string', format: 'date-time' })

const Search = z.object({
  person: z.string().max(200).optional().openapi({ description: 'A part of the name, or the id of account or person' }),
  group: z.enum(ACTION_GROUP_IDS).optional().openapi({ description: 'What the action is about' }),
  text: z
    .string()
    .max(200)
    .optional()
    .openapi({ description: 'A part of the details, the object, the address or the request' }),
  actor: z.string().max(200).optional().openapi({ description: 'Account id or name of a job' }),
  action: z.string().max(100).optional(),
  objectType: z.string().max(100).optional(),
  objectId: z.string().max(200).optional(),
  from: time.optional(),
  to: time.optional(),
})

export const AuditQuery = Search.extend({
  cursor: z.coerce.number().int().positive().optional().openapi({ description: '`nextCursor` of the page before' }),
  limit: z.coerce.number().int().min(1).max(500).default(50),
})

export type AuditSearch = z.output<typeof Search>
export type AuditQuery = z.output<typeof AuditQuery>

/** `trail`: every row of the time, to be verified. `table`: what a search found, to be read. */
export const AuditExport = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('trail'), from: time.optional(), to: time.optional() }),
  Search.extend({ kind: z.literal('table') }),
])
