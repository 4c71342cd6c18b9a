// People as they are looked for: by part of a name, by the beginning of a staff number, by unit; and by a document's number, which no address holds.

import { and, asc, eq, ilike, or, type SQL, sql } from 'drizzle-orm'
import { orgUnits, staff } from '#db/schema/organisation.ts'
import type { Ctx } from '#src/context.ts'
import { identityDigest, requireIdentity } from './identity.ts'
import type { IdentityLookup, StaffQuery } from './inputs.ts'
import type { Staff } from './rules.ts'

export interface StaffLine {
  staff: Staff
  unitName: string
}

/** `personId`: whom a person with accounts is. */
type StaffWish = StaffQuery & { personId?: string | undefined }

export async function listStaff(
  ctx: Ctx,
  { search, unitId, districtId, state, personId, cursor, limit }: StaffWish,
): Promise<{ items: StaffLine[]; nextCursor: string | null }> {
  const rows = await lines(ctx)
    .where(
      and(
        search ? found(search) : undefined,
        unitId === undefined ? undefined : eq(staff.unitId, unitId),
        districtId === undefined ? undefined : eq(staff.districtId, districtId),
        state === undefined ? undefined : eq(staff.state, state),
        personId === undefined ? undefined : eq(staff.personId, personId),
        cursor === undefined ? undefined : after(cursor),
      ),
    )
    .orderBy(asc(staff.staffNumber), asc(staff.id))
    .limit(limit + 1)
  const items = rows.slice(0, limit)
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.staff.id ?? null) : null }
}

/** Whoever of the own district has this document, the active one first. @throws AppError `bad-input` */
export async function findByIdentity(ctx: Ctx, lookup: IdentityLookup): Promise<StaffLine[]> {
  const digest = await identityDigest(ctx.db, ctx, requireIdentity(lookup, ctx.now))
  return lines(ctx).where(eq(staff.identityDigest, digest)).orderBy(asc(staff.state), asc(staff.id)).limit(20)
}

/** @throws nothing: an unknown one is no line */
export async function staffLine(ctx: Ctx, id: string): Promise<StaffLine | undefined> {
  const [line] = await lines(ctx).where(eq(staff.id, id))
  return line
}

function lines(ctx: Ctx) {
  return ctx.db
    .select({ staff, unitName: orgUnits.name })
    .from(staff)
    .innerJoin(orgUnits, eq(orgUnits.id, staff.unitId))
    .$dynamic()
}

function found(search: string): SQL | undefined {
  const plain = search.replace(/[\\%_]/g, '\\$&')
  return or(ilike(staff.name, `%${plain}%`), ilike(staff.staffNumber, `${plain}%`))
}

function after(cursor: string): SQL {
  return sql`(${staff.staffNumber}, ${staff.id}) > (select s.staff_number, s.id from staff s where s.id = ${cursor})`
}
