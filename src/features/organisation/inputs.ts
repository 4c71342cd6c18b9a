import { z } from '@hono/zod-openapi'
import { IDENTITY_KINDS, isMobile } from '#core/persons/identity-number.ts'
import { DUTIES } from '#db/schema/organisation.ts'

const line = z.string().trim().min(1).max(120)
/** Goes into the common name of a certificate: no control characters, nothing that breaks a distinguished name. */
export const PERSON_NAME = /^[\p{L}\p{M}][\p{L}\p{M} .·'’-]{0,63}$/u
export const STAFF_NUMBER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/

const name = z.string().trim().regex(PERSON_NAME, 'organisation.name-malformed')
const staffNumber = z.string().trim().regex(STAFF_NUMBER, 'organisation.number-malformed')
const mobile = z.string().trim().refine(isMobile, 'organisation.mobile-malformed')

/** Judged by readIdentity: the reason of a refusal is a code of its own. */
const identity = z.object({ kind: z.enum(IDENTITY_KINDS), number: z.string().trim().min(1).max(40) })

export const NewStaff = z
  .object({
    unitId: z.guid(),
    name,
    staffNumber,
    identity,
    mobile: mobile.optional(),
  })
  .openapi('NewStaff')
export type NewStaff = z.output<typeof NewStaff>

export const StaffChange = z
  .object({
    unitId: z.guid().optional(),
    staffNumber: staffNumber.optional(),
    mobile: mobile.nullable().optional(),
  })
  .refine((given) => Object.keys(given).length > 0, 'empty')
  .openapi('StaffChange')
export type StaffChange = z.output<typeof StaffChange>

/** Null: no longer known as a person with accounts. */
export const AccountSide = z.object({ personId: z.uuid().nullable() }).openapi('StaffAccountSide')

/** Of one person with accounts, or by name or staff number: nobody needs the whole list to find one. */
export const AccountSideQuery = z
  .object({
    personId: z.uuid().optional(),
    search: z.string().trim().min(1).max(60).optional(),
    cursor: z.uuid().optional(),
    limit: z.coerce.number().int().min(1).max(50).default(20),
  })
  .refine(({ personId, search }) => personId !== undefined || search !== undefined, 'empty')

export const Leaving = z.object({ reason: line }).openapi('StaffLeaving')

/** In the body, never in an address: addresses are logged everywhere. */
export const IdentityLookup = identity.openapi('StaffIdentityLookup')
export type IdentityLookup = z.output<typeof IdentityLookup>

export const Reveal = z.object({ reason: line }).openapi('StaffReveal')

export const StaffQuery = z.object({
  /** Part of a name, or the beginning of a staff number. */
  search: z.string().trim().max(60).optional(),
  unitId: z.guid().optional(),
  districtId: z.string().max(6).optional(),
  state: z.enum(['active', 'left']).optional(),
  cursor: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type StaffQuery = z.output<typeof StaffQuery>

/** Goes into certificates as OU, which has 64 characters (RFC 5280 A.1). */
const unitName = z.string().trim().min(1).max(64)

export const NewOutlet = z.object({ parentId: z.guid(), name: unitName }).openapi('NewOutlet')
export type NewOutlet = z.output<typeof NewOutlet>

export const UnitChange = z
  .object({ name: unitName.optional(), state: z.enum(['active', 'closed']).optional() })
  .refine((given) => Object.keys(given).length > 0, 'empty')
  .openapi('UnitChange')
export type UnitChange = z.output<typeof UnitChange>

export const Duties = z.object({ duties: z.array(z.enum(DUTIES)).max(DUTIES.length) }).openapi('PersonDuties')
