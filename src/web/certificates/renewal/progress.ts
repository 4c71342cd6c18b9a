// How far a renewal is, told by what the product holds: requests, certificates and runs. Nothing is remembered by the browser.

import type { LineageRequest, RenewedLineage, RunSummary } from './shapes.ts'

export const STAGES = ['why', 'key', 'order', 'reply', 'compare', 'packages', 'deploy'] as const
export type Stage = (typeof STAGES)[number]

export interface Progress {
  /** The request worked on; none: it has yet to be made. */
  request: LineageRequest | undefined
  certificateId: string | undefined
  /** The run that brings the certificate out, open or over. */
  run: RunSummary | undefined
  isRenewed: boolean
  done: ReadonlySet<Stage>
  /** Where to go on. */
  next: Stage
}

/** @param chosen id of a request, `new` for none, or empty: the newest */
export function progressOf(lineage: RenewedLineage, requests: readonly LineageRequest[], chosen: string): Progress {
  const request = chosen === 'new' ? undefined : (requests.find(({ id }) => id === chosen) ?? requests[0])
  const certificateId = request?.certificateId ?? undefined
  const run = lineage.runs.find((one) => one.state !== 'cancelled' && one.certificateId === (certificateId ?? ''))
  const isRenewed = run?.state === 'proved'
  const done = new Set<Stage>([
    ...(request ? (['why', 'key'] as const) : []),
    ...(certificateId ? (['order', 'reply'] as const) : []),
    ...(run ? (['compare', 'packages'] as const) : []),
    ...(isRenewed ? (['deploy'] as const) : []),
  ])
  return { request, certificateId, run, isRenewed, done, next: nextOf(request, certificateId, run) }
}

function nextOf(request: LineageRequest | undefined, certificateId: string | undefined, run: RunSummary | undefined) {
  if (!request) return 'why'
  if (!certificateId) return 'order'
  return run ? 'deploy' : 'compare'
}
