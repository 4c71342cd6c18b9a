// Says where a certificate of a lineage is installed. The hosts of a wildcard cannot be derived from its names, so people say them.

import { randomUUID } from 'node:crypto'
import { and, eq, isNull } from 'drizzle-orm'
import { TARGETS, targetOf } from '#core/targets/catalogue.ts'
import type { Tx } from '#db/database.ts'
import { bindingSightings, deploymentBindings } from '#db/schema/deployments.ts'
import { lineageCertificates } from '#db/schema/lineages.ts'
import { recordAudit } from '#features/audit/index.ts'
import { recordSighting } from '#features/tickets/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { actorId } from '../acting.ts'
import { type LineageRow, lockLineage } from './create.ts'
import type { BindingInput } from './inputs.ts'
import { requireIn } from './join.ts'
import { CERTIFICATES_SYSTEM } from './unknown.ts'

export type BindingRow = typeof deploymentBindings.$inferSelect

/** @throws AppError `not-found` · `bad-input` for a target without recipe · `precondition` for a certificate of another lineage · `conflict` for a place bound already */
export async function bindCertificate(ctx: Ctx, lineageId: string, input: BindingInput): Promise<BindingRow> {
  return ctx.db.transaction(async (tx) => {
    const lineage = await lockLineage(tx, lineageId)
    const row = await bindInLineage(tx, ctx, lineage, input)
    await recordAudit(tx, ctx, {
      action: 'binding.created',
      object: { type: 'binding', id: row.id },
      detail: { lineageId, ...input },
    })
    return row
  })
}

/** What was adopted from a probe is of a kind nobody has said yet. */
export const UNSPECIFIED_TARGET = 'unspecified'

/** Packages, recipes and runs are made for a kind: one nobody has a recipe for would be found out only then. @throws AppError `bad-input` */
export function demandTarget(kind: string): void {
  if (kind === UNSPECIFIED_TARGET || targetOf(kind)) return
  const known = [...TARGETS.map(({ id }) => id), UNSPECIFIED_TARGET].join(', ')
  throw new AppError('bad-input', 'binding.target-unknown', { kind, known })
}

/** @throws AppError as `bindCertificate` */
export async function bindInLineage(tx: Tx, ctx: Ctx, lineage: LineageRow, input: BindingInput): Promise<BindingRow> {
  const { certificateId, targetVersion, nodeId, vip, ...place } = input
  demandTarget(place.targetKind)
  if (certificateId !== undefined) await requireIn(tx, lineage.id, certificateId)
  const [row] = await tx
    .insert(deploymentBindings)
    .values({
      ...place,
      id: randomUUID(),
      lineageId: lineage.id,
      targetVersion: targetVersion ?? null,
      nodeId: nodeId ?? null,
      vip: vip ?? null,
      certificateId: certificateId ?? (await onlyActiveOf(tx, lineage.id)),
      createdBy: actorId(ctx.actor),
      createdAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning()
  if (!row) throw placeTaken(place)
  return row
}

export function placeTaken({
  address,
  port,
  serverName,
}: Pick<BindingRow, 'address' | 'port' | 'serverName'>): AppError {
  return new AppError('conflict', 'binding.place-taken', { address, port, serverName })
}

/** With two active certificates for two keys, a person has to say which one it is. */
async function onlyActiveOf(tx: Tx, lineageId: string): Promise<string | null> {
  const rows = await tx
    .select({ id: lineageCertificates.certificateId })
    .from(lineageCertificates)
    .where(and(eq(lineageCertificates.lineageId, lineageId), eq(lineageCertificates.state, 'active')))
  return rows.length === 1 ? (rows[0]?.id ?? null) : null
}

/** The place is no longer watched; what was seen there is forgotten, the record stays. @throws AppError `not-found` */
export async function removeBinding(ctx: Ctx, id: string, reason: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .update(deploymentBindings)
      .set({ removedAt: ctx.now })
      .where(and(eq(deploymentBindings.id, id), isNull(deploymentBindings.removedAt)))
      .returning()
    if (!row) throw new AppError('not-found', 'binding.not-found')
    await tx.delete(bindingSightings).where(eq(bindingSightings.bindingId, id))
    const { nodeName, address, port, serverName } = row
    await settleBinding(tx, ctx, row)
    await recordAudit(tx, ctx, {
      action: 'binding.removed',
      object: { type: 'binding', id },
      detail: { nodeName, address, port, serverName, reason },
    })
  })
}

/** What was open about the place ends with it. */
export async function settleBinding(tx: Tx, ctx: Ctx, { id, nodeName }: BindingRow): Promise<void> {
  await recordSighting(tx, {
    system: CERTIFICATES_SYSTEM,
    node: { id: `binding.${id}`, name: nodeName },
    check: { id: `binding.${id}`, title: BINDING_TITLE },
    reasons: [],
    at: ctx.now,
  })
}

export const BINDING_TITLE = { zh: '部署绑定', en: 'Deployment binding' }
