import { z } from '@hono/zod-openapi'
import { PERSON_NAME } from '#features/organisation/index.ts'
import { REQUEST_KINDS, REQUEST_STATES } from './rules.ts'

const line = z.string().trim().min(1).max(200)
const ID = /^[a-z0-9][a-z0-9.-]{0,63}$/

export const Details = z
  .object({
    note: z.string().trim().max(500).optional(),
    cause: z.string().regex(ID).optional(),
    profileId: z.string().regex(ID).optional(),
    newName: z.string().trim().regex(PERSON_NAME, 'organisation.name-malformed').optional(),
    toUnitId: z.guid().optional(),
  })
  .openapi('UserRequestDetails')
export type Details = z.output<typeof Details>

export const NewRequest = z
  .object({
    kind: z.enum(REQUEST_KINDS),
    staffId: z.uuid(),
    credentialId: z.uuid().optional(),
    details: Details.default({}),
  })
  .openapi('NewUserRequest')
export type NewRequest = z.output<typeof NewRequest>

export const RequestChange = z
  .object({ credentialId: z.uuid().optional(), details: Details })
  .openapi('UserRequestChange')
export type RequestChange = z.output<typeof RequestChange>

export const Return = z
  .object({
    fields: z
      .array(z.object({ field: line, reason: line }))
      .min(1)
      .max(20),
    reason: line.optional(),
  })
  .openapi('UserRequestReturn')
export type Return = z.output<typeof Return>

export const Reason = z.object({ reason: line }).openapi('UserRequestReason')

export const BulkDecision = z
  .object({ ids: z.array(z.uuid()).min(1).max(200), step: z.enum(['review', 'approve']) })
  .openapi('UserRequestBulkDecision')
export type BulkDecision = z.output<typeof BulkDecision>

/** A PKCS#10 as DER in base64, or as PEM. */
export const Key = z
  .object({
    request: z.string().trim().min(1).max(20_000),
    carrier: z.object({
      serial: z
        .string()
        .trim()
        .regex(/^[A-Za-z0-9._-]{1,64}$/),
      model: z.string().trim().min(1).max(80),
      kind: z.enum(['ukey', 'software']),
    }),
    authorityId: z.uuid().optional(),
  })
  .openapi('UserRequestKey')
export type Key = z.output<typeof Key>

export const RequestsQuery = z.object({
  state: z.enum(REQUEST_STATES).optional(),
  kind: z.enum(REQUEST_KINDS).optional(),
  staffId: z.uuid().optional(),
  batchId: z.uuid().optional(),
  /** Part of the person's name, or the beginning of the request's number. */
  search: z.string().trim().max(60).optional(),
  isOwn: z.enum(['true', 'false']).optional(),
  cursor: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type RequestsQuery = z.output<typeof RequestsQuery>
