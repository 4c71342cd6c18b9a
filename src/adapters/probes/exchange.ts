// One HTTP question and answer of a probe, written down: phases, request and response as evidence, and the status judged.

import { unexpectedStatus } from '#core/checks/http.ts'
import type { FetchRequest, FetchResponse } from '../egress/fetch.ts'
import type { ProbeDeps } from './probe.ts'
import type { Recorder } from './recorder.ts'

export interface Exchange extends FetchRequest {
  /** Names the pair in the evidence. */
  name: string
  /** Media type a request body is kept and sent under. */
  requestType?: string
  /** Statuses whose body can be judged. Default 200. */
  expect?: readonly number[]
}

/** The answer, or nothing when its status says there is none to judge: the reason is then in the recorder. Rejects with `EgressError`. */
export async function exchange(
  { name, requestType, expect = [200], ...request }: Exchange,
  recorder: Recorder,
  { egress }: ProbeDeps,
): Promise<FetchResponse | undefined> {
  const headers = requestType ? { 'content-type': requestType, ...request.headers } : request.headers
  if (request.body) recorder.keep(`${name} request`, requestType ?? 'application/octet-stream', request.body)
  const response = await egress.fetch({ ...request, ...(headers ? { headers } : {}) })
  recorder.phases(response.phasesMs)
  const mediaType = response.headers['content-type'] ?? 'application/octet-stream'
  recorder.keep(name, mediaType, response.body)
  if (expect.includes(response.status)) return response
  recorder.reasons([unexpectedStatus(response.status, expect.join('/'))])
  return undefined
}

/** Time the server took, connecting included, name resolution left out. */
export function latencyMs({ phasesMs }: FetchResponse): number {
  return phasesMs.tcp + phasesMs.tls + phasesMs.app
}

/** `body` as a JSON object; `undefined` when it is none. */
export function jsonOf({ body }: FetchResponse): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

export function jsonBody(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}
