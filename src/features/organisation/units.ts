// 市中心 / 区 / 街道网点: who belongs where.

import { randomUUID } from 'node:crypto'
import { and, asc, count, eq, sql } from 'drizzle-orm'
import type { Db, Tx } from '#db/database.ts'
import { districts } from '#db/schema/districts.ts'
import { orgUnits, staff } from '#db/schema/organisation.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { NewOutlet, UnitChange } from './inputs.ts'
import { type OrgUnit, requireAccount, requireOpenUnit, requireOutlet } from './rules.ts'
import { unitIn } from './staff.ts'

export interface UnitLine extends OrgUnit {
  districtName: string
  /** Who work there now. */
  people: number
}

/** Those of the own district; from the centre all, in the order of the districts. */
export async function listUnits(ctx: Ctx): Promise<UnitLine[]> {
  const rows = await ctx.db
    .select({ unit: orgUnits, districtName: districts.name, people: peopleOf(ctx.db) })
    .from(orgUnits)
    .innerJoin(districts, eq(districts.id, orgUnits.districtId))
    .orderBy(asc(districts.position), asc(orgUnits.tier), asc(orgUnits.name))
  return rows.map(({ unit, districtName, people }) => ({ ...unit, districtName, people }))
}

const peopleOf = (db: Db | Tx) => db.$count(staff, and(eq(staff.unitId, orgUnits.id), eq(staff.state, 'active')))

/** A street outlet below the centre of a district, or of the municipality. @throws AppError */
export async function openOutlet(ctx: Ctx, { parentId, name }: NewOutlet): Promise<OrgUnit> {
  requireAccount(ctx.actor)
  return ctx.db.transaction(async (tx) => {
    const parent = requireOpenUnit(await unitIn(tx, parentId))
    if (parent.tier === 'outlet') throw new AppError('precondition', 'organisation.outlet-below-outlet')
    const values = { id: randomUUID(), districtId: parent.districtId, parentId, tier: 'outlet' as const, name }
    const [unit] = await tx
      .insert(orgUnits)
      .values({ ...values, state: 'active', createdAt: ctx.now })
      .onConflictDoNothing()
      .returning()
    if (!unit) throw new AppError('conflict', 'organisation.unit-named', { name })
    await recordAudit(tx, ctx, { action: 'unit.opened', object: { type: 'unit', id: unit.id }, detail: values })
    return unit
  })
}

/** Another name, or closed: not while people work there. @throws AppError */
export async function changeUnit(ctx: Ctx, id: string, change: UnitChange): Promise<OrgUnit> {
  requireAccount(ctx.actor)
  return ctx.db.transaction(async (tx) => {
    const before = await unitIn(tx, id)
    requireOutlet(before)
    if (change.state === 'closed') await requireEmpty(tx, before)
    const [unit] = await tx.update(orgUnits).set(change).where(eq(orgUnits.id, id)).returning()
    if (!unit) throw new AppError('not-found', 'organisation.unit-unknown')
    await recordAudit(tx, ctx, {
      action: 'unit.changed',
      object: { type: 'unit', id },
      detail: { before: { name: before.name, state: before.state }, after: { name: unit.name, state: unit.state } },
    })
    return unit
  })
}

async function requireEmpty(tx: Tx, { id, name }: OrgUnit): Promise<void> {
  const [found] = await tx
    .select({ people: count() })
    .from(staff)
    .where(and(eq(staff.unitId, id), eq(staff.state, 'active')))
  const people = found?.people ?? 0
  if (people > 0) throw new AppError('precondition', 'organisation.unit-not-empty', { name, count: people })
}

export interface TransferTarget {
  id: string
  districtId: string
  districtName: string
  name: string
}

/** Every open unit of the city, by name: where people are is each district's own, that there is an office is not. */
export async function transferTargets(db: Db | Tx): Promise<TransferTarget[]> {
  const { rows } = await db.execute<{ id: string; district_id: string; district_name: string; name: string }>(
    sql`select id, district_id, district_name, name from transfer_targets()`,
  )
  return rows.map(({ id, district_id, district_name, name }) => ({
    ...{ id, name },
    districtId: district_id,
    districtName: district_name,
  }))
}
