// People of a unit: registered, changed, gone. What a change of name or district takes is a request (features/requests).

import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { maskIdentity, maskMobile } from '#core/persons/identity-number.ts'
import type { Db, Tx } from '#db/database.ts'
import { orgUnits, staff } from '#db/schema/organisation.ts'
import { lockAudit, recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { type Identity, identityDigest, keepIdentity, keepMobile, requireIdentity } from './identity.ts'
import type { NewStaff, StaffChange } from './inputs.ts'
import { type OrgUnit, requireAccount, requireActive, requireOpenUnit, type Staff } from './rules.ts'

/** Of the own district. @throws AppError `not-found` */
export async function getStaff(ctx: Pick<Ctx, 'db'>, id: string): Promise<Staff> {
  return staffIn(ctx.db, id)
}

/** The same inside a transaction. @throws AppError `not-found` */
export async function staffIn(db: Db | Tx, id: string): Promise<Staff> {
  const [row] = await db.select().from(staff).where(eq(staff.id, id))
  if (!row) throw new AppError('not-found', 'organisation.staff-unknown')
  return row
}

/** @throws AppError `not-found`, also for one of another district */
export async function unitIn(db: Db | Tx, id: string): Promise<OrgUnit> {
  const [unit] = await db.select().from(orgUnits).where(eq(orgUnits.id, id))
  if (!unit) throw new AppError('not-found', 'organisation.unit-unknown')
  return unit
}

/** @throws AppError `bad-input` for a number that cannot be, `conflict` for a person or a staff number on a list already */
export async function createStaff(ctx: Ctx, input: NewStaff): Promise<Staff> {
  requireAccount(ctx.actor)
  const identity = requireIdentity(input.identity, ctx.now)
  return ctx.db.transaction(async (tx) => {
    const unit = requireOpenUnit(await unitIn(tx, input.unitId))
    const digest = await identityDigest(tx, ctx, identity)
    const row = await insertStaff(tx, ctx, { ...input, unit, identity, digest })
    await recordAudit(tx, ctx, {
      action: 'staff.registered',
      object: { type: 'staff', id: row.id },
      detail: shown(row),
    })
    return row
  })
}

export interface StaffEntry {
  unit: OrgUnit
  name: string
  staffNumber: string
  identity: Identity
  digest: string
  mobile?: string | undefined
}

/** @throws AppError `conflict` */
export async function insertStaff(tx: Tx, ctx: Ctx, entry: StaffEntry): Promise<Staff> {
  const { unit, identity, mobile } = entry
  const values: typeof staff.$inferInsert = {
    id: randomUUID(),
    districtId: unit.districtId,
    unitId: unit.id,
    name: entry.name,
    staffNumber: entry.staffNumber,
    identityKind: identity.kind,
    identityDigest: entry.digest,
    identitySecretId: await keepIdentity(tx, ctx, identity.number),
    identityMasked: maskIdentity(identity.number),
    mobileMasked: mobile === undefined ? null : maskMobile(mobile),
    mobileSecretId: mobile === undefined ? null : await keepMobile(tx, ctx, mobile),
    state: 'active',
    personId: null,
    createdAt: ctx.now,
    changedAt: ctx.now,
  }
  const [row] = await orConflict(() => tx.transaction((inner) => inner.insert(staff).values(values).returning()))
  if (!row) throw new Error('the database stored a person and gave nothing back')
  return row
}

/** Every field that may change without a request. @throws AppError `not-found`, `precondition`, `conflict` */
export async function changeStaff(ctx: Ctx, id: string, change: StaffChange): Promise<Staff> {
  requireAccount(ctx.actor)
  return ctx.db.transaction(async (tx) => {
    const before = await lockActive(tx, id)
    if (change.unitId !== undefined) await requireSameDistrict(tx, before, change.unitId)
    const { mobile, unitId, staffNumber } = change
    const kept = mobile ? { mobileSecretId: await keepMobile(tx, ctx, mobile) } : { mobileSecretId: null }
    const phone = mobile === undefined ? {} : { mobileMasked: mobile ? maskMobile(mobile) : null, ...kept }
    const row = await updateStaff(tx, id, {
      ...(unitId !== undefined && { unitId }),
      ...(staffNumber !== undefined && { staffNumber }),
      ...phone,
      changedAt: ctx.now,
    })
    await recordAudit(tx, ctx, {
      action: 'staff.changed',
      object: { type: 'staff', id },
      detail: { before: shown(before), after: shown(row) },
    })
    return row
  })
}

/**
 * Which person with accounts somebody of the list is. Not for those who keep the lists: a certificate for them would sign in as that person.
 * @throws AppError `not-found`, `conflict` for a person who is somebody else
 */
export async function linkPerson(ctx: Ctx, id: string, personId: string | null): Promise<Staff> {
  requireAccount(ctx.actor)
  return ctx.db.transaction(async (tx) => {
    const before = await lockActive(tx, id)
    const row = await updateStaff(tx, id, { personId, changedAt: ctx.now })
    await recordAudit(tx, ctx, {
      action: 'staff.person-linked',
      object: { type: 'staff', id },
      detail: { before: before.personId, after: personId },
    })
    return row
  })
}

/** In the transaction of what else leaving takes (features/requests/leaving.ts). @throws AppError `not-found`, `precondition` */
export async function leaveIn(tx: Tx, ctx: Ctx, id: string, reason: string): Promise<Staff> {
  requireAccount(ctx.actor)
  await lockActive(tx, id)
  const row = await updateStaff(tx, id, { state: 'left', leftAt: ctx.now, changedAt: ctx.now })
  await recordAudit(tx, ctx, {
    action: 'staff.left',
    object: { type: 'staff', id },
    detail: { ...shown(row), reason },
  })
  return row
}

/** For an approved request, in its transaction: another name. */
export async function renameStaff(tx: Tx, ctx: Ctx, id: string, name: string): Promise<Staff> {
  await lockActive(tx, id)
  return updateStaff(tx, id, { name, changedAt: ctx.now })
}

/** For an approved request, in its transaction: another unit, also of another district. @throws AppError `conflict` for a staff number taken there */
export async function moveStaff(tx: Tx, ctx: Ctx, id: string, unitId: string): Promise<Staff> {
  await lockActive(tx, id)
  const unit = requireOpenUnit(await unitIn(tx, unitId))
  return updateStaff(tx, id, { unitId: unit.id, districtId: unit.districtId, changedAt: ctx.now })
}

/** Nobody changes the person until the transaction ends. @throws AppError `not-found`, `precondition` for somebody who has left */
export async function lockActive(tx: Tx, id: string): Promise<Staff> {
  return requireActive(await lockedStaff(tx, id))
}

/** After the trail's turn. @throws AppError `not-found` */
async function lockedStaff(tx: Tx, id: string): Promise<Staff> {
  await lockAudit(tx)
  const [row] = await tx.select().from(staff).where(eq(staff.id, id)).for('update')
  if (!row) throw new AppError('not-found', 'organisation.staff-unknown')
  return row
}

async function updateStaff(tx: Tx, id: string, values: Partial<typeof staff.$inferInsert>): Promise<Staff> {
  const update = (inner: Tx) => inner.update(staff).set(values).where(eq(staff.id, id)).returning()
  const [row] = await orConflict(() => tx.transaction(update))
  if (!row) throw new AppError('not-found', 'organisation.staff-unknown')
  return row
}

/** Another district takes a request that the centre approves. */
async function requireSameDistrict(tx: Tx, { districtId }: Staff, unitId: string): Promise<void> {
  const unit = requireOpenUnit(await unitIn(tx, unitId))
  if (unit.districtId !== districtId) throw new AppError('precondition', 'organisation.other-district')
}

const CONFLICTS: Readonly<Record<string, string>> = {
  staff_number: 'organisation.number-taken',
  staff_identity: 'organisation.identity-known',
  staff_person: 'organisation.person-taken',
  staff_person_id_persons_id_fk: 'organisation.person-unknown',
}

async function orConflict<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { constraint } = ((error as { cause?: unknown }).cause ?? {}) as { constraint?: string }
    const code = constraint === undefined ? undefined : CONFLICTS[constraint]
    if (code === undefined) throw error
    throw new AppError('conflict', code)
  }
}

/** What an audit row may say of a person: no number that is not masked. */
function shown({
  name,
  staffNumber,
  districtId,
  unitId,
  identityKind,
  identityMasked,
  mobileMasked,
  state,
  personId,
}: Staff) {
  return { name, staffNumber, districtId, unitId, identityKind, identityMasked, mobileMasked, state, personId }
}
