// Proves a run: every binding is asked again, what each place showed is kept as evidence, and the run ends when all of it is proved.

import { and, eq, inArray, notInArray } from 'drizzle-orm'
import { placementState } from '#core/renewal/deployment.ts'
import type { Tx } from '#db/database.ts'
import { certificates } from '#db/schema/certificates.ts'
import { deploymentBindings, deploymentRuns, deploymentSteps } from '#db/schema/deployments.ts'
import { certificateLineages, lineageCertificates } from '#db/schema/lineages.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { RevocationWord } from '#src/ports.ts'
import { settleBinding } from '../lineages/bind.ts'
import { loadLineage } from '../lineages/create.ts'
import { placementsOf, type WatchedBinding, watchedBindings } from '../watching/placements.ts'
import { judgeAndTell, watchLineage } from '../watching/watch.ts'
import { isRunProved, type RunRow, type StepRow } from './rules.ts'
import { lockRun, stepsIn } from './steps.ts'

export interface Verified {
  isProved: boolean
  /** Names of the nodes that do not show what they must. */
  behind: string[]
}

/** The network is asked before the transaction opens. @throws AppError `not-found`, `precondition` for a closed run */
export async function verifyRun(ctx: Ctx, runId: string): Promise<Verified> {
  const [run] = await ctx.db.select().from(deploymentRuns).where(eq(deploymentRuns.id, runId))
  if (!run) throw new AppError('not-found', 'run.not-found')
  if (run.state !== 'open') throw new AppError('precondition', 'run.closed')
  await watchLineage(ctx, run.lineageId)
  const words = await revocationWords(ctx, run)
  return ctx.db.transaction(async (tx) => {
    const locked = await lockRun(tx, runId)
    const watched = await watchedBindings(tx, [run.lineageId])
    const steps = (await stepsIn(tx, runId)).map((step) => measured(step, locked, watched, words, ctx.now))
    for (const step of steps) await saveMeasured(tx, step)
    if (words) await keepConfirmations(tx, ctx, run, words)
    const behind = behindIn(steps, watched)
    const isProved = isRunProved(steps)
    if (isProved) await closeRun(tx, ctx, locked)
    await recordAudit(tx, ctx, {
      action: isProved ? 'run.proved' : 'run.verified',
      object: { type: 'run', id: runId },
      detail: { behind, steps: steps.map(({ position, kind, state }) => ({ position, kind, state })) },
    })
    await judgeAndTell(tx, ctx, await loadLineage(tx, run.lineageId))
    return { isProved, behind }
  })
}

type Words = Record<'crl' | 'ocsp', RevocationWord>

/** Asked only where the run has to wait for it. */
async function revocationWords(ctx: Ctx, run: RunRow): Promise<Words | undefined> {
  const steps = await stepsIn(ctx.db, run.id)
  if (run.replacesId === null || !steps.some(({ kind }) => kind === 'confirm-crl' || kind === 'confirm-ocsp'))
    return undefined
  const [held] = await ctx.db
    .select({ der: certificates.der, chain: lineageCertificates.chain })
    .from(lineageCertificates)
    .innerJoin(certificates, eq(certificates.id, lineageCertificates.certificateId))
    .where(eq(lineageCertificates.certificateId, run.replacesId))
  const [issuerId] = held?.chain ?? []
  if (!held || issuerId === undefined) return nobodyToAsk()
  const [issuer] = await ctx.db
    .select({ der: certificates.der })
    .from(certificates)
    .where(eq(certificates.id, issuerId))
  if (!issuer) return nobodyToAsk()
  return ctx.ports.revocationLookup.ask({ certificate: held.der, issuer: issuer.der, now: ctx.now })
}

function nobodyToAsk(): Words {
  const silent = { status: 'unknown', problem: 'issuer not known' } as const
  return { crl: silent, ocsp: silent }
}

function measured(
  step: StepRow,
  run: RunRow,
  watched: readonly WatchedBinding[],
  words: Words | undefined,
  now: number,
): StepRow {
  if (step.kind === 'verify') return verifiedStep(step, run, watched, now)
  if (step.kind !== 'confirm-crl' && step.kind !== 'confirm-ocsp') return step
  const source = step.kind === 'confirm-crl' ? 'crl' : 'ocsp'
  const word = words?.[source] ?? { status: 'unknown', problem: 'not asked' }
  const evidence = [{ source, status: word.status, problem: word.problem, at: new Date(now).toISOString() }]
  return {
    ...step,
    state: word.status === 'revoked' ? 'done' : 'waiting',
    evidence,
    doneAt: word.status === 'revoked' ? now : null,
  }
}

/** A run without its certificate yet has nothing to prove: its bindings stay open. */
function verifiedStep(step: StepRow, run: RunRow, watched: readonly WatchedBinding[], now: number): StepRow {
  const bound = watched.find(({ binding }) => binding.id === step.bindingId)
  const before = step.evidence.filter((one) => 'before' in one)
  // A binding that was removed meanwhile has nothing left to show.
  if (!bound)
    return { ...step, state: 'done', evidence: [...before, { removed: new Date(now).toISOString() }], doneAt: now }
  const states = placementsOf([bound]).map((placement) => placementState(placement, run.openedAt))
  const isAimless = run.kind !== 'withdrawal' && run.certificateId === null
  const isDone = !isAimless && states.every((state) => state === 'proved')
  const isWrong = states.includes('other') || states.includes('silent')
  const seen = bound.sightings.map(({ place, via, seenSha256, verdict, at }) => ({
    place,
    via,
    seen: seenSha256,
    expected: bound.expected,
    verdict,
    at: new Date(at).toISOString(),
  }))
  return {
    ...step,
    state: isDone ? 'done' : isWrong ? 'failed' : 'waiting',
    evidence: [...before, ...seen],
    doneAt: isDone ? now : null,
  }
}

async function saveMeasured(tx: Tx, { runId, position, state, evidence, doneAt }: StepRow): Promise<void> {
  await tx
    .update(deploymentSteps)
    .set({ state, evidence, doneAt })
    .where(and(eq(deploymentSteps.runId, runId), eq(deploymentSteps.position, position)))
}

function behindIn(steps: readonly StepRow[], watched: readonly WatchedBinding[]): string[] {
  const open = steps
    .filter(({ kind, state }) => kind === 'verify' && state !== 'done')
    .map(({ bindingId }) => bindingId)
  return watched.filter(({ binding }) => open.includes(binding.id)).map(({ binding }) => binding.nodeName)
}

async function keepConfirmations(tx: Tx, ctx: Ctx, { replacesId }: RunRow, { crl, ocsp }: Words): Promise<void> {
  if (replacesId === null) return
  const values = {
    ...(crl.status === 'revoked' && { seenInCrlAt: ctx.now }),
    ...(ocsp.status === 'revoked' && { seenInOcspAt: ctx.now }),
  }
  if (Object.keys(values).length > 0)
    await tx.update(lineageCertificates).set(values).where(eq(lineageCertificates.certificateId, replacesId))
}

/** The new certificate is the active one; what no binding must show any more is history. */
async function closeRun(tx: Tx, ctx: Ctx, run: RunRow): Promise<void> {
  await tx.update(deploymentRuns).set({ state: 'proved', closedAt: ctx.now }).where(eq(deploymentRuns.id, run.id))
  if (run.certificateId !== null)
    await tx
      .update(lineageCertificates)
      .set({ state: 'active' })
      .where(and(eq(lineageCertificates.certificateId, run.certificateId), eq(lineageCertificates.state, 'issued')))
  const wanted = await watchedBindings(tx, [run.lineageId])
  const kept = wanted.flatMap(({ binding }) => (binding.certificateId === null ? [] : [binding.certificateId]))
  const state = run.kind === 'withdrawal' ? 'withdrawn' : 'superseded'
  await tx
    .update(lineageCertificates)
    .set({ state })
    .where(
      and(
        eq(lineageCertificates.lineageId, run.lineageId),
        inArray(lineageCertificates.state, run.kind === 'withdrawal' ? ['active', 'issued'] : ['active']),
        kept.length > 0 ? notInArray(lineageCertificates.certificateId, kept) : undefined,
      ),
    )
  if (run.kind === 'withdrawal') await withdraw(tx, ctx, run.lineageId, wanted)
}

async function withdraw(tx: Tx, ctx: Ctx, lineageId: string, watched: readonly WatchedBinding[]): Promise<void> {
  for (const { binding } of watched) await settleBinding(tx, ctx, binding)
  await tx.update(certificateLineages).set({ state: 'withdrawn' }).where(eq(certificateLineages.id, lineageId))
  await tx.update(deploymentBindings).set({ removedAt: ctx.now }).where(eq(deploymentBindings.lineageId, lineageId))
}
