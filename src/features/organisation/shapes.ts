// People of the lists as the API writes them.

import { z } from '@hono/zod-openapi'
import { IDENTITY_KINDS } from '#core/persons/identity-number.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { type StaffLine, staffLine } from './list.ts'

export const StaffShape = z
  .object({
    id: z.string(),
    districtId: z.string(),
    unitId: z.string(),
    unitName: z.string(),
    name: z.string(),
    staffNumber: z.string(),
    identityKind: z.enum(IDENTITY_KINDS),
    identityMasked: z.string(),
    mobileMasked: z.string().nullable(),
    state: z.enum(['active', 'left']),
    personId: z.string().nullable().openapi({ description: 'The person with accounts here, where it is one' }),
    createdAt: z.iso.datetime(),
    leftAt: z.iso.datetime().nullable(),
  })
  .openapi('Staff')

/** For who says which accounts are whose: nothing of documents and telephones. */
export const StaffSideShape = StaffShape.pick({
  ...{ id: true, name: true, staffNumber: true, unitName: true, state: true, personId: true },
}).openapi('StaffSide')

export function staffSideOf({ staff, unitName }: StaffLine): z.input<typeof StaffSideShape> {
  const { id, name, staffNumber, state, personId } = staff
  return { id, name, staffNumber, unitName, state, personId }
}

export function staffOf({ staff, unitName }: StaffLine): z.input<typeof StaffShape> {
  const { id, districtId, unitId, name, staffNumber, identityKind, identityMasked, mobileMasked, state } = staff
  return {
    ...{ id, districtId, unitId, unitName, name, staffNumber, identityKind, identityMasked, mobileMasked, state },
    personId: staff.personId,
    createdAt: new Date(staff.createdAt).toISOString(),
    leftAt: staff.leftAt === null ? null : new Date(staff.leftAt).toISOString(),
  }
}

/** @throws AppError `not-found` */
export async function shownStaff(ctx: Ctx, id: string): Promise<z.input<typeof StaffShape>> {
  const line = await staffLine(ctx, id)
  if (!line) throw new AppError('not-found', 'organisation.staff-unknown')
  return staffOf(line)
}
