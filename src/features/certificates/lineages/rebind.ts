// Corrects what is on record of a place where a certificate is installed.

import { and, eq, isNull, ne } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { bindingSightings, deploymentBindings } from '#db/schema/deployments.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { runningLineages } from '../watching/placements.ts'
import { type BindingRow, demandTarget, placeTaken, settleBinding } from './bind.ts'
import { lockLineage } from './create.ts'
import type { BindingInput } from './inputs.ts'
import { requireIn } from './join.ts'

/**
 * Where the place itself changes, what was seen at the old one says nothing any more and is forgotten.
 * @throws AppError as `bindCertificate`; `precondition` while an open run is about to prove it
 */
export async function changeBinding(ctx: Ctx, id: string, input: BindingInput): Promise<BindingRow> {
  demandTarget(input.targetKind)
  return ctx.db.transaction(async (tx) => {
    const before = await lockBinding(tx, id)
    await lockLineage(tx, before.lineageId)
    await refuseInRun(tx, before.lineageId)
    if (input.certificateId !== undefined) await requireIn(tx, before.lineageId, input.certificateId)
    const after = valuesOf(before, input)
    if (await isTakenByAnother(tx, before, after)) throw placeTaken(after)
    if (isElsewhere(before, after)) {
      await tx.delete(bindingSightings).where(eq(bindingSightings.bindingId, id))
      await settleBinding(tx, ctx, before)
    }
    const [row] = await tx.update(deploymentBindings).set(after).where(eq(deploymentBindings.id, id)).returning()
    await recordAudit(tx, ctx, {
      action: 'binding.changed',
      object: { type: 'binding', id },
      detail: { before: valuesOf(before, {}), after },
    })
    return row ?? before
  })
}

type Changed = Omit<BindingRow, 'id' | 'lineageId' | 'createdBy' | 'createdAt' | 'removedAt'>

/** Absent version, node and virtual address are none; an absent certificate stays what it was. */
function valuesOf(before: BindingRow, input: Partial<BindingInput>): Changed {
  const { id: _, lineageId: __, createdBy: ___, createdAt: ____, removedAt: _____, ...kept } = before
  if (Object.keys(input).length === 0) return kept
  const { certificateId, targetVersion = null, nodeId = null, vip = null, ...place } = input
  return { ...kept, ...place, targetVersion, nodeId, vip, certificateId: certificateId ?? kept.certificateId }
}

const PLACE = ['address', 'port', 'serverName', 'startTls', 'vip'] as const

function isElsewhere(before: Changed, after: Changed): boolean {
  return PLACE.some((field) => before[field] !== after[field])
}

async function isTakenByAnother(tx: Tx, before: BindingRow, { address, port, serverName }: Changed): Promise<boolean> {
  const rows = await tx
    .select({ id: deploymentBindings.id })
    .from(deploymentBindings)
    .where(
      and(
        eq(deploymentBindings.address, address),
        eq(deploymentBindings.port, port),
        eq(deploymentBindings.serverName, serverName),
        ne(deploymentBindings.id, before.id),
        isNull(deploymentBindings.removedAt),
      ),
    )
  return rows.length > 0
}

async function refuseInRun(tx: Tx, lineageId: string): Promise<void> {
  const running = await runningLineages(tx, [lineageId])
  if (running.has(lineageId)) throw new AppError('precondition', 'binding.run-open')
}

async function lockBinding(tx: Tx, id: string): Promise<BindingRow> {
  const [row] = await tx
    .select()
    .from(deploymentBindings)
    .where(and(eq(deploymentBindings.id, id), isNull(deploymentBindings.removedAt)))
    .for('update')
  if (!row) throw new AppError('not-found', 'binding.not-found')
  return row
}
