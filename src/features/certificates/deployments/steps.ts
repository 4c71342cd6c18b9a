// What people do in a run: mark a step, name the replacement once it was issued, give the run up.

import { and, eq, isNotNull } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { deploymentRuns, deploymentSteps } from '#db/schema/deployments.ts'
import { lineageCertificates } from '#db/schema/lineages.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { actorId } from '../acting.ts'
import { lockLineage } from '../lineages/create.ts'
import type { MarkStep } from './inputs.ts'
import { expectOn, requireDeployable } from './open.ts'
import { type RunRow, STEPS_OF_PEOPLE, type StepRow } from './rules.ts'

/** @throws AppError `not-found`, `precondition` for a closed run */
export async function lockRun(tx: Tx, id: string): Promise<RunRow> {
  const [run] = await tx.select().from(deploymentRuns).where(eq(deploymentRuns.id, id)).for('update')
  if (!run) throw new AppError('not-found', 'run.not-found')
  if (run.state !== 'open') throw new AppError('precondition', 'run.closed')
  return run
}

export function stepsIn(tx: Tx | Ctx['db'], runId: string): Promise<StepRow[]> {
  return tx.select().from(deploymentSteps).where(eq(deploymentSteps.runId, runId)).orderBy(deploymentSteps.position)
}

/** @throws AppError `not-found`, `precondition` for a closed run or a step the service measures */
export async function markStep(ctx: Ctx, runId: string, position: number, { state, note }: MarkStep): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const run = await lockRun(tx, runId)
    const step = (await stepsIn(tx, runId)).find((one) => one.position === position)
    if (!step) throw new AppError('not-found', 'run.step-not-found')
    if (!STEPS_OF_PEOPLE.has(step.kind)) throw new AppError('precondition', 'run.step-is-measured')
    const isDone = state !== 'waiting'
    await tx
      .update(deploymentSteps)
      .set({
        state,
        note: note ?? step.note,
        doneBy: isDone ? actorId(ctx.actor) : null,
        doneAt: isDone ? ctx.now : null,
      })
      .where(and(eq(deploymentSteps.runId, runId), eq(deploymentSteps.position, position)))
    if (step.kind === 'revoke' && state === 'done') await noteRevocation(tx, ctx, run)
    await recordAudit(tx, ctx, {
      action: 'run.step-marked',
      object: { type: 'run', id: runId },
      detail: { position, kind: step.kind, bindingId: step.bindingId, before: step.state, after: state, note },
    })
  })
}

/** The CA was told. That the world knows is measured by the steps at the end. */
async function noteRevocation(tx: Tx, ctx: Ctx, { replacesId, kind }: RunRow): Promise<void> {
  if (replacesId === null) return
  const revocationReason = kind === 'emergency' ? 'keyCompromise' : 'cessationOfOperation'
  await tx
    .update(lineageCertificates)
    .set({ state: 'revoked', revokedAt: ctx.now, revocationReason })
    .where(eq(lineageCertificates.certificateId, replacesId))
}

/** The replacement of an emergency is often issued after the run was opened. @throws AppError `precondition` */
export async function setRunCertificate(ctx: Ctx, runId: string, certificateId: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const run = await lockRun(tx, runId)
    if (run.kind === 'withdrawal' || run.certificateId !== null) throw new AppError('precondition', 'run.closed')
    if (certificateId === run.replacesId) throw new AppError('precondition', 'run.certificate-same')
    await requireDeployable(tx, ctx, run.lineageId, certificateId)
    await tx.update(deploymentRuns).set({ certificateId }).where(eq(deploymentRuns.id, runId))
    await expectOn(tx, await boundIn(tx, runId), certificateId)
    await recordAudit(tx, ctx, {
      action: 'run.certificate-set',
      object: { type: 'run', id: runId },
      detail: { certificateId },
    })
  })
}

async function boundIn(tx: Tx, runId: string): Promise<{ id: string; before: string | null }[]> {
  const rows = await tx
    .select()
    .from(deploymentSteps)
    .where(
      and(eq(deploymentSteps.runId, runId), eq(deploymentSteps.kind, 'verify'), isNotNull(deploymentSteps.bindingId)),
    )
  return rows.map(({ bindingId, evidence }) => {
    const before = evidence.find((one) => 'before' in one)?.before
    return { id: bindingId ?? '', before: typeof before === 'string' ? before : null }
  })
}

/** What the bindings had to show before the run they must show again. What was revoked stays revoked. @throws AppError as `lockRun` */
export async function cancelRun(ctx: Ctx, runId: string, reason: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const run = await lockRun(tx, runId)
    await lockLineage(tx, run.lineageId)
    for (const { id, before } of await boundIn(tx, runId)) await expectOn(tx, [{ id }], before)
    await tx.update(deploymentRuns).set({ state: 'cancelled', closedAt: ctx.now }).where(eq(deploymentRuns.id, runId))
    await recordAudit(tx, ctx, { action: 'run.cancelled', object: { type: 'run', id: runId }, detail: { reason } })
  })
}
