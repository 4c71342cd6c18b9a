// What a person of the house may do with requests, whichever of their accounts they use. Nobody gives themself a duty.

import { asc, eq } from 'drizzle-orm'
import type { Db, Tx } from '#db/database.ts'
import { persons } from '#db/schema/accounts.ts'
import { type DUTIES, personDuties } from '#db/schema/organisation.ts'
import { lockAudit, recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { requireAccount } from './rules.ts'

export type Duty = (typeof DUTIES)[number]

/** Empty: nobody limited this person, and the roles alone decide. */
export async function dutiesOf(db: Db | Tx, personId: string): Promise<Duty[]> {
  const rows = await db
    .select({ duty: personDuties.duty })
    .from(personDuties)
    .where(eq(personDuties.personId, personId))
  return rows.map(({ duty }) => duty).sort()
}

/** @throws AppError `forbidden` for the own ones, `not-found` */
export async function assignDuties(ctx: Ctx, personId: string, duties: readonly Duty[]): Promise<Duty[]> {
  const actor = requireAccount(ctx.actor)
  if (actor.personId === personId) throw new AppError('forbidden', 'organisation.own-duties')
  return ctx.db.transaction(async (tx) => {
    await lockAudit(tx)
    const [person] = await tx.select().from(persons).where(eq(persons.id, personId)).orderBy(asc(persons.id))
    if (!person) throw new AppError('not-found', 'organisation.person-unknown')
    const before = await dutiesOf(tx, personId)
    await tx.delete(personDuties).where(eq(personDuties.personId, personId))
    const rows = [...new Set(duties)].map((duty) => ({
      personId,
      duty,
      assignedBy: actor.accountId,
      assignedAt: ctx.now,
    }))
    if (rows.length > 0) await tx.insert(personDuties).values(rows)
    const after = await dutiesOf(tx, personId)
    await recordAudit(tx, ctx, {
      action: 'person.duties-assigned',
      object: { type: 'person', id: personId },
      detail: { name: person.name, before, after },
    })
    return after
  })
}
