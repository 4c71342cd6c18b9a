// Opens a run: what is to be shown, where, and step by step what has to be done and proved (部署执行单).

import { randomUUID } from 'node:crypto'
import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { certificates } from '#db/schema/certificates.ts'
import { bindingSightings, deploymentBindings, deploymentRuns, deploymentSteps } from '#db/schema/deployments.ts'
import { keyRecords, lineageCertificates } from '#db/schema/lineages.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { actorId } from '../acting.ts'
import type { BindingRow } from '../lineages/bind.ts'
import { type LineageRow, lockLineage } from '../lineages/create.ts'
import { requireIn } from '../lineages/join.ts'
import { markCompromised } from '../lineages/keys.ts'
import type { OpenEmergency, OpenRun, Withdraw } from './inputs.ts'
import { mayDeploy, type RunKind, type RunRow, stepsOf } from './rules.ts'

/** A renewal or a first deployment. @throws AppError `not-found` · `conflict` while another run is open · `precondition` */
export async function openRun(ctx: Ctx, lineageId: string, input: OpenRun): Promise<RunRow> {
  return ctx.db.transaction(async (tx) => {
    const lineage = await lockLineage(tx, lineageId)
    const bindings = await chosen(tx, lineageId, input.bindingIds)
    await requireDeployable(tx, ctx, lineageId, input.certificateId)
    const { certificateId, reason } = input
    return saveRun(tx, ctx, lineage, { kind: 'installation', bindings, certificateId, reason, isRevoked: false })
  })
}

/**
 * A key is compromised: the record says so at once, and every binding of the lineage that has it is to be replaced. Bindings of other
 * lineages that share the key are found by `affectedBindings`.
 * @throws AppError as `openRun`
 */
export async function openEmergency(ctx: Ctx, lineageId: string, input: OpenEmergency): Promise<RunRow> {
  return ctx.db.transaction(async (tx) => {
    const lineage = await lockLineage(tx, lineageId)
    const compromised = await requireIn(tx, lineageId, input.compromisedId)
    await markCompromised(tx, ctx, compromised.keyId, input.reason)
    const affected = await affectedBindings(tx, compromised.keyId)
    const bindings = affected.filter((one) => one.lineageId === lineageId)
    if (input.certificateId !== undefined) await requireDeployable(tx, ctx, lineageId, input.certificateId)
    return saveRun(tx, ctx, lineage, {
      kind: 'emergency',
      bindings,
      ...(input.certificateId !== undefined && { certificateId: input.certificateId }),
      replacesId: input.compromisedId,
      reason: input.reason,
      isRevoked: true,
    })
  })
}

/** The site is given up: every binding is to show nothing of it. @throws AppError as `openRun` */
export async function openWithdrawal(ctx: Ctx, lineageId: string, input: Withdraw): Promise<RunRow> {
  return ctx.db.transaction(async (tx) => {
    const lineage = await lockLineage(tx, lineageId)
    const bindings = await chosen(tx, lineageId, undefined)
    const [replaced] = bindings.flatMap(({ certificateId }) => (certificateId === null ? [] : [certificateId]))
    return saveRun(tx, ctx, lineage, {
      kind: 'withdrawal',
      bindings,
      ...(replaced !== undefined && { replacesId: replaced }),
      reason: input.reason,
      isRevoked: input.isRevoked,
    })
  })
}

/** Every binding, of whatever lineage, that must show a certificate of this key or was last seen to show one. */
export async function affectedBindings(tx: Tx | Ctx['db'], keyId: string): Promise<BindingRow[]> {
  const held = await tx
    .select({ id: lineageCertificates.certificateId, sha256: certificates.sha256 })
    .from(lineageCertificates)
    .innerJoin(certificates, eq(certificates.id, lineageCertificates.certificateId))
    .where(eq(lineageCertificates.keyId, keyId))
  if (held.length === 0) return []
  const shown = tx
    .select({ id: bindingSightings.bindingId })
    .from(bindingSightings)
    .where(
      inArray(
        bindingSightings.seenSha256,
        held.map(({ sha256 }) => sha256),
      ),
    )
  const rows = await tx
    .select()
    .from(deploymentBindings)
    .where(isNull(deploymentBindings.removedAt))
    .orderBy(deploymentBindings.nodeName, deploymentBindings.id)
  const seen = new Set((await shown).map(({ id }) => id))
  const ids = new Set(held.map(({ id }) => id))
  return rows.filter(({ id, certificateId }) => seen.has(id) || (certificateId !== null && ids.has(certificateId)))
}

async function chosen(tx: Tx, lineageId: string, wanted: readonly string[] | undefined): Promise<BindingRow[]> {
  const rows = await tx
    .select()
    .from(deploymentBindings)
    .where(and(eq(deploymentBindings.lineageId, lineageId), isNull(deploymentBindings.removedAt)))
    .orderBy(deploymentBindings.nodeName, deploymentBindings.id)
  if (rows.length === 0) throw new AppError('precondition', 'run.no-binding')
  if (!wanted) return rows
  const picked = rows.filter(({ id }) => wanted.includes(id))
  if (picked.length < new Set(wanted).size) throw new AppError('bad-input', 'run.binding-elsewhere')
  return picked
}

/** @throws AppError `precondition` */
export async function requireDeployable(tx: Tx, ctx: Ctx, lineageId: string, certificateId: string): Promise<void> {
  const held = await requireIn(tx, lineageId, certificateId)
  const [row] = await tx
    .select({
      notBefore: certificates.notBefore,
      notAfter: certificates.notAfter,
      compromisedAt: keyRecords.compromisedAt,
    })
    .from(certificates)
    .innerJoin(keyRecords, eq(keyRecords.id, held.keyId))
    .where(eq(certificates.id, certificateId))
  if (!row || !mayDeploy({ ...row, state: held.state }, ctx.now))
    throw new AppError('precondition', 'run.certificate-not-in-force')
  if (row.compromisedAt !== null) throw new AppError('precondition', 'run.same-key')
}

interface Plan {
  kind: RunKind
  bindings: readonly BindingRow[]
  certificateId?: string
  replacesId?: string
  reason: string
  isRevoked: boolean
}

async function saveRun(tx: Tx, ctx: Ctx, lineage: LineageRow, plan: Plan): Promise<RunRow> {
  const { kind, bindings, certificateId, replacesId, reason, isRevoked } = plan
  const [run] = await tx
    .insert(deploymentRuns)
    .values({
      id: randomUUID(),
      lineageId: lineage.id,
      kind,
      certificateId: certificateId ?? null,
      replacesId: replacesId ?? null,
      reason,
      state: 'open',
      openedBy: actorId(ctx.actor),
      openedAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning()
  if (!run) throw new AppError('conflict', 'run.already-open')
  await saveSteps(tx, run.id, bindings, plan)
  if (kind === 'withdrawal' || certificateId !== undefined) await expectOn(tx, bindings, certificateId ?? null)
  await recordAudit(tx, ctx, {
    action: 'run.opened',
    object: { type: 'run', id: run.id },
    detail: {
      lineageId: lineage.id,
      kind,
      certificateId,
      replacesId,
      reason,
      isRevoked,
      bindings: bindings.map(({ id }) => id),
    },
  })
  return run
}

async function saveSteps(
  tx: Tx,
  runId: string,
  bindings: readonly BindingRow[],
  { kind, isRevoked }: Plan,
): Promise<void> {
  const ids = bindings.map(({ id }) => id)
  const steps = stepsOf(kind, ids, isRevoked).map((step, position) => ({
    ...step,
    runId,
    position,
    state: 'waiting' as const,
    // What the binding had to show before: a cancelled run gives it back.
    evidence: [{ before: bindings.find(({ id }) => id === step.bindingId)?.certificateId ?? null }],
  }))
  if (steps.length > 0) await tx.insert(deploymentSteps).values(steps)
}

/** From here on these bindings must show this certificate. */
export async function expectOn(
  tx: Tx,
  bindings: readonly Pick<BindingRow, 'id'>[],
  certificateId: string | null,
): Promise<void> {
  const ids = bindings.map(({ id }) => id)
  if (ids.length > 0)
    await tx.update(deploymentBindings).set({ certificateId }).where(inArray(deploymentBindings.id, ids))
}
