// How far a renewal is, told by what the product holds: requests, certificates and runs. Nothing is remembered by the browser.

import type { LineageBinding } from '../../contract.ts'
import type { LineageRequest, RenewedLineage, RunSummary } from './shapes.ts'

export const STAGES = ['why', 'key', 'order', 'reply', 'compare', 'packages', 'deploy'] as const
export type Stage = (typeof STAGES)[number]

export interface Progress {
  /** The request worked on; none: it has yet to be made. */
  request: LineageRequest | undefined
  certificateId: string | undefined
  /** The run that brings the certificate out, open or over. */
  run: RunSummary | undefined
  /** Bindings that are to show no certificate of this renewal yet: another key's, or forgotten. */
  rest: readonly LineageBinding[]
  /** Proved, and nothing is left. */
  isRenewed: boolean
  done: ReadonlySet<Stage>
  /** Where to go on. */
  next: Stage
}

export interface StageProps {
  lineage: RenewedLineage
  requests: readonly LineageRequest[]
  progress: Progress
  /** The address of a stage. */
  at: (stage: Stage, request?: string) => string
}

/** @param chosen id of a request, `new` for none, or empty: the newest */
export function progressOf(lineage: RenewedLineage, requests: readonly LineageRequest[], chosen: string): Progress {
  const request = chosen === 'new' ? undefined : (requests.find(({ id }) => id === chosen) ?? requests[0])
  const certificateId = request?.certificateId ?? undefined
  const run = lineage.runs.find((one) => one.state !== 'cancelled' && one.certificateId === (certificateId ?? ''))
  const rest = restOf(lineage, requests, request)
  const isRenewed = run?.state === 'proved' && rest.length === 0
  const done = new Set<Stage>([
    ...(request ? (['why', 'key'] as const) : []),
    ...(certificateId ? (['order', 'reply'] as const) : []),
    ...(run ? (['compare', 'packages'] as const) : []),
    ...(isRenewed ? (['deploy'] as const) : []),
  ])
  return { request, certificateId, run, rest, isRenewed, done, next: nextOf(request, certificateId, run) }
}

function nextOf(request: LineageRequest | undefined, certificateId: string | undefined, run: RunSummary | undefined) {
  if (!request) return 'why'
  if (!certificateId) return 'order'
  return run ? 'deploy' : 'compare'
}

/** A renewal may need several keys: requests that replace the same certificate belong to one renewal. */
function restOf(
  lineage: RenewedLineage,
  requests: readonly LineageRequest[],
  request: LineageRequest | undefined,
): LineageBinding[] {
  const fresh = requests.filter(({ replacesId }) => replacesId === request?.replacesId).map((one) => one.certificateId)
  const prints = lineage.certificates
    .filter(({ certificateId }) => fresh.includes(certificateId))
    .map((one) => one.sha256)
  return lineage.bindingMatrix.filter(({ expectedSha256 }) => !prints.includes(expectedSha256 ?? ''))
}

/** The certificate a renewal starts from: the active one, else what the bindings must show, else the newest. */
export function inUse({
  certificates,
  bindingMatrix,
}: RenewedLineage): RenewedLineage['certificates'][number] | undefined {
  const expected = new Set(bindingMatrix.map(({ expectedSha256 }) => expectedSha256))
  return (
    certificates.find(({ state }) => state === 'active') ??
    certificates.find(({ sha256 }) => expected.has(sha256)) ??
    certificates[0]
  )
}
