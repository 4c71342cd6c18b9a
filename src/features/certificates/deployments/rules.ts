// Pure rules of runs: which steps a run has, and when it is over.

import type { Instant } from '#core/verdict.ts'
import type { deploymentRuns, deploymentSteps, RUN_STEPS } from '#db/schema/deployments.ts'

export type RunRow = typeof deploymentRuns.$inferSelect
export type StepRow = typeof deploymentSteps.$inferSelect
export type StepKind = (typeof RUN_STEPS)[number]
export type RunKind = RunRow['kind']

export interface PlannedStep {
  kind: StepKind
  bindingId: string | null
}

/** What people do on the machines and at the CA; the other steps are measured. */
export const STEPS_OF_PEOPLE: ReadonlySet<StepKind> = new Set<StepKind>(['revoke', 'install', 'remove'])

/** In an emergency the CA is told first: until it is, whoever holds the key can go on. */
export function stepsOf(kind: RunKind, bindingIds: readonly string[], isRevoked: boolean): PlannedStep[] {
  const each = (step: StepKind): PlannedStep[] => bindingIds.map((bindingId) => ({ kind: step, bindingId }))
  const once = (step: StepKind): PlannedStep => ({ kind: step, bindingId: null })
  const told = isRevoked ? [once('revoke')] : []
  const confirmed = isRevoked ? [once('confirm-crl'), once('confirm-ocsp')] : []
  const work = kind === 'withdrawal' ? each('remove') : each('install')
  return [...told, ...work, ...each('verify'), ...confirmed]
}

/** What is measured decides; a person's word that a step is done proves nothing by itself. The revocation is a person's to bring about. */
export function isRunProved(steps: readonly Pick<StepRow, 'kind' | 'state'>[]): boolean {
  const measured = steps.filter(({ kind }) => !STEPS_OF_PEOPLE.has(kind))
  return measured.length > 0 && measured.every(({ state }) => state === 'done')
}

/** A certificate may be deployed that is valid now and was not taken out of use. */
export function mayDeploy(
  { notBefore, notAfter, state }: { notBefore: Instant; notAfter: Instant; state: string },
  now: Instant,
): boolean {
  return (state === 'issued' || state === 'active') && notBefore <= now && now < notAfter
}

/** Of a step that verifies, as `verifyRun` writes it. */
type Evidence = StepRow['evidence'][number]

/** How far the places of a run are: nobody asked, none shows what it must, some do, all do. */
export type RunStanding = 'unasked' | 'none' | 'half' | 'all'

interface ProofStep {
  nodeName: string
  evidence: readonly Evidence[]
}

const places = ({ evidence }: ProofStep) => evidence.filter((one) => 'place' in one)
const isRight = ({ seen, expected }: Evidence) => seen === expected

export function standingOfRun(steps: readonly ProofStep[]): RunStanding {
  const seen = steps.flatMap(places)
  const right = seen.filter(isRight).length
  if (seen.length === 0) return 'unasked'
  if (right === seen.length) return 'all'
  return right === 0 ? 'none' : 'half'
}

/** Nodes, and addresses before them, that were asked and do not show what they must: a node behind an old one is not to blame for it. */
export function behindIn(steps: readonly ProofStep[]): string[] {
  const names = steps.flatMap((step) =>
    places(step)
      .filter((one) => !isRight(one))
      .map(({ via, place }) => (via === 'vip' ? `VIP ${place}` : step.nodeName)),
  )
  return [...new Set(names)]
}
