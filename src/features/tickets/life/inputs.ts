import { z } from '@hono/zod-openapi'
import { PAUSE_REASONS, TICKET_KINDS } from '#core/sla/profile.ts'
import { TICKET_STATES } from './rules.ts'

const line = z.string().trim().min(1).max(200)
const text = z.string().trim().min(1).max(4_000)

const scope = {
  systemsAffected: z.number().int().min(1).max(10_000),
  usersPercent: z.number().min(0).max(100).nullable(),
}

export const OpenTicket = z
  .object({
    kind: z.enum(TICKET_KINDS),
    title: line,
    systemName: line.nullable().default(null),
    nodeName: line.nullable().default(null),
    site: z.enum(['urban', 'suburban']).default('urban'),
    systemsAffected: scope.systemsAffected.default(1),
    usersPercent: scope.usersPercent.default(null),
    /** When it was reported to us; never in the future. Left out: now. */
    reportedAt: z.iso.datetime().transform(Date.parse).pipe(z.number()).optional(),
    reportedBy: line,
    phenomenon: text.nullable().default(null),
  })
  .openapi('OpenTicket')
export type OpenTicket = z.output<typeof OpenTicket>

const account = { phenomenon: text.optional(), cause: text.optional(), resolution: text.optional() }
const step = <N extends string, S extends z.ZodRawShape>(name: N, shape: S) =>
  z.object({ step: z.literal(name), ...shape })

/** One step of a ticket's life. */
export const TicketStep = z
  .discriminatedUnion('step', [
    step('assign', { name: line, accountId: z.uuid().nullable().default(null) }),
    step('respond', { note: text.optional() }),
    step('support', { note: text.optional() }),
    step('arrive', { note: text.optional() }),
    step('plan', { plan: text }),
    step('describe', { ...account, report: text.optional() }),
    step('pause', { reason: z.enum(PAUSE_REASONS), approver: line, evidence: text }),
    step('resume', { reason: z.enum(PAUSE_REASONS) }),
    step('reclassify', {
      kind: z.enum(TICKET_KINDS).optional(),
      site: z.enum(['urban', 'suburban']).optional(),
      systemsAffected: scope.systemsAffected.optional(),
      usersPercent: scope.usersPercent.optional(),
      reason: text,
    }),
    step('comment', { comment: text }),
    step('resolve', { ...account }),
    step('reopen', { reason: text }),
    step('close', { report: text.optional() }),
  ])
  .openapi('TicketStep')
export type TicketStep = z.output<typeof TicketStep>

export const TicketsQuery = z.object({
  /** `unfinished`: open or resolved, the next due first. Otherwise newest first. */
  state: z.enum([...TICKET_STATES, 'unfinished']).optional(),
  kind: z.enum(TICKET_KINDS).optional(),
  q: z.string().trim().max(100).optional(),
  cursor: z
    .string()
    .regex(/^\d{1,16}(\.\d{1,16})?$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type TicketsQuery = z.output<typeof TicketsQuery>

export const TicketId = z.object({ id: z.coerce.number().int().positive() })
