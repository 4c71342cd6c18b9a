// Requests as the API writes them.

import { z } from '@hono/zod-openapi'
import { IDENTITY_KINDS } from '#core/persons/identity-number.ts'
import { EXCEPTIONS } from './exceptions.ts'
import { Details } from './inputs.ts'
import type { RequestEvent, RequestLine } from './list.ts'
import type { Material } from './materials.ts'
import { REQUEST_KINDS, REQUEST_STATES } from './rules.ts'

const moment = z.iso.datetime()
const FieldReason = z.object({ field: z.string(), reason: z.string() })

export const RequestShape = z
  .object({
    id: z.string(),
    number: z.string(),
    kind: z.enum(REQUEST_KINDS),
    state: z.enum(REQUEST_STATES),
    districtId: z.string(),
    staff: z.object({
      id: z.string(),
      name: z.string(),
      staffNumber: z.string(),
      identityKind: z.enum(IDENTITY_KINDS),
      identityMasked: z.string(),
      state: z.enum(['active', 'left']),
    }),
    credentialId: z.string().nullable(),
    newCredentialId: z.string().nullable(),
    batchId: z.string().nullable(),
    details: Details,
    returned: z.array(FieldReason),
    reason: z.string().nullable(),
    requesterName: z.string(),
    reviewerName: z.string().nullable(),
    approverName: z.string().nullable(),
    createdAt: moment,
    submittedAt: moment.nullable(),
    reviewedAt: moment.nullable(),
    approvedAt: moment.nullable(),
    endedAt: moment.nullable(),
    dueAt: moment.nullable().openapi({ description: 'Until when the next decision is promised' }),
    isOverdue: z.boolean(),
    carrierSerial: z.string().nullable(),
    failureCode: z.string().nullable(),
    materials: z.number(),
    exceptions: z.array(z.enum(EXCEPTIONS)).openapi({ description: 'Why it wants a closer look' }),
  })
  .openapi('UserRequest')

export const MaterialShape = z
  .object({
    id: z.string(),
    name: z.string(),
    mediaType: z.string(),
    sizeBytes: z.number(),
    sha256: z.string(),
    addedBy: z.string(),
    addedAt: moment,
  })
  .openapi('UserRequestMaterial')

const EventShape = z
  .object({
    at: moment,
    step: z.string(),
    from: z.enum(REQUEST_STATES).nullable(),
    to: z.enum(REQUEST_STATES),
    actorName: z.string(),
    reason: z.string().nullable(),
  })
  .openapi('UserRequestEvent')

export const RequestDetailShape = RequestShape.extend({
  files: z.array(MaterialShape),
  events: z.array(EventShape),
  fields: z
    .array(z.object({ field: z.string(), title: z.object({ zh: z.string(), en: z.string() }) }))
    .openapi({ description: 'What may be wrong with it, for whoever returns it' }),
  steps: z.array(z.string()).openapi({ description: 'What who asks may do next with it' }),
}).openapi('UserRequestDetail')

const iso = (at: number) => new Date(at).toISOString()
const isoOrNull = (at: number | null) => (at === null ? null : iso(at))

export function requestOf(
  { request, staff, materials, exceptions }: RequestLine,
  now: number,
): z.input<typeof RequestShape> {
  const { id, number, kind, state, districtId, credentialId, newCredentialId, batchId, details, returned, reason } =
    request
  const { requesterName, reviewerName, approverName, carrierSerial, failureCode } = request
  const due = state === 'submitted' ? request.reviewDueAt : state === 'reviewed' ? request.approvalDueAt : null
  return {
    ...{ id, number, kind, state, districtId, credentialId, newCredentialId, batchId, details, returned, reason },
    ...{ requesterName, reviewerName, approverName, carrierSerial, failureCode, materials, exceptions },
    staff: {
      ...{ id: staff.id, name: staff.name, staffNumber: staff.staffNumber, state: staff.state },
      ...{ identityKind: staff.identityKind, identityMasked: staff.identityMasked },
    },
    createdAt: iso(request.createdAt),
    submittedAt: isoOrNull(request.submittedAt),
    reviewedAt: isoOrNull(request.reviewedAt),
    approvedAt: isoOrNull(request.approvedAt),
    endedAt: isoOrNull(request.endedAt),
    dueAt: isoOrNull(due),
    isOverdue: due !== null && due < now,
  }
}

export function materialOf({
  id,
  name,
  mediaType,
  sizeBytes,
  sha256,
  addedBy,
  addedAt,
}: Material): z.input<typeof MaterialShape> {
  return { id, name, mediaType, sizeBytes, sha256, addedBy, addedAt: iso(addedAt) }
}

export function eventOf({ at, step, from, to, actorName, reason }: RequestEvent): z.input<typeof EventShape> {
  return { at: iso(at), step, from, to, actorName, reason }
}
