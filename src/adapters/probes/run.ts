// Runs one probe of any kind: never rejects, always ends in time, and turns whatever went wrong into a reason.

import { probeVerdict, type Reason } from '#core/checks/check.ts'
import type { ProbeKind, ProbeRequest, ProbeResult } from '#core/checks/probe-result.ts'
import { CODE_PREFIX, isNotReached, offlineReasons, reachReason } from '#core/checks/reach.ts'
import type { Prober } from '#src/ports.ts'
import { EgressError } from '../egress/error.ts'
import { authenticationProbe } from './authentication.ts'
import { crlProbe } from './crl.ts'
import { diskProbe } from './disk.ts'
import { httpProbe } from './http.ts'
import { ocspProbe } from './ocsp.ts'
import { postgresqlProbe } from './postgresql.ts'
import type { Probe, ProbeDeps, Task } from './probe.ts'
import { raProbe } from './ra.ts'
import { Recorder } from './recorder.ts'
import { SettingsError } from './settings.ts'
import { sealProbe, signingProbe } from './signature-service.ts'
import { tcpProbe } from './tcp.ts'
import { tlsProbe } from './tls.ts'
import { tsaProbe } from './tsa.ts'
import { createVantage, type Vantage } from './vantage.ts'

const DEFAULT_TIMEOUT_MS = 10_000
/** An exchange that ends at its own limit names its reason; the limit of the whole probe comes after. */
const SLACK_MS = 1_000

const PROBES: Readonly<Record<ProbeKind, Probe>> = {
  tls: tlsProbe,
  ocsp: ocspProbe,
  crl: crlProbe,
  authentication: authenticationProbe,
  ra: raProbe,
  tsa: tsaProbe,
  seal: sealProbe,
  signing: signingProbe,
  tcp: tcpProbe,
  http: httpProbe,
  postgresql: postgresqlProbe,
  disk: diskProbe,
}

/** Long enough for a restart to end, short enough for the answer to be waited for. */
const CONFIRM_PAUSE_MS = 5_000

/** The result of the last try: a failure is confirmed by as many tries as the request asks for, anything else ends them. */
export async function runProbe(request: ProbeRequest, deps: ProbeDeps): Promise<ProbeResult> {
  const tries = request.confirmTries ?? 1
  for (let tried = 1; ; tried++) {
    const result = await tryOnce(request, deps)
    const named = deps.instance === undefined ? result : { ...result, instance: deps.instance }
    if (result.verdict !== 'fail' || tried >= tries) {
      return tried === 1 ? named : { ...named, measured: { ...named.measured, tries: tried } }
    }
    await deps.pause(CONFIRM_PAUSE_MS)
  }
}

/** One try. `unknown` only when we could not judge. */
async function tryOnce(request: ProbeRequest, deps: ProbeDeps): Promise<ProbeResult> {
  const recorder = new Recorder(request, deps.now(), () => deps.monotonicMs())
  const probe = PROBES[request.kind]
  if (!probe) {
    recorder.reasons([
      { code: 'probe.kind-unavailable', verdict: 'unknown', citation: '', params: { kind: request.kind } },
    ])
    return recorder.result(`${request.kind}/0`)
  }
  const task: Task = {
    ...request,
    settings: request.settings ?? {},
    timeoutMs: request.timeoutMs ?? DEFAULT_TIMEOUT_MS,
  }
  const failure = await within(task.timeoutMs * probe.exchanges + SLACK_MS, probe.run(task, recorder, deps)).catch(
    (error: unknown) => error ?? new Error('rejected without a reason'),
  )
  if (failure) recorder.reasons([reasonOf(request, failure)])
  return recorder.result(probe.id)
}

/** The prober as the port of the house. */
export function createProber(deps: ProbeDeps): Prober {
  const vantage = createVantage(deps.egress, deps.monotonicMs)
  return { run: async (request) => judgedFrom(vantage, await runProbe(request, { ...deps, egress: vantage.egress })) }
}

/** A target that cannot be reached is down, unless it is we who reach nobody. */
export async function judgedFrom(vantage: Pick<Vantage, 'isCut'>, result: ProbeResult): Promise<ProbeResult> {
  if (!result.reasons.some(isNotReached) || !(await vantage.isCut())) return result
  const reasons = offlineReasons(result.reasons)
  return { ...result, reasons, verdict: probeVerdict(reasons) }
}

class Overrun extends Error {}

async function within(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const overrun = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Overrun()), limitMs)
  })
  try {
    await Promise.race([work, overrun])
  } finally {
    clearTimeout(timer)
  }
}

const CITATION = '运维规则：探测失败与服务故障分开'

function reasonOf({ kind, target }: ProbeRequest, error: unknown): Reason {
  if (error instanceof EgressError) return reachReason(kind, error.problem, error.host, error.port)
  if (error instanceof SettingsError) {
    const params = { field: error.field, problem: error.message }
    return { code: 'probe.settings-invalid', verdict: 'unknown', citation: CITATION, params }
  }
  if (error instanceof Overrun) {
    return { code: `${CODE_PREFIX[kind]}.timeout`, verdict: 'unknown', citation: CITATION, params: { target } }
  }
  const params = { target, problem: error instanceof Error ? error.name : 'error' }
  return { code: 'probe.internal-error', verdict: 'unknown', citation: CITATION, params }
}
