// When a target could not be asked at all: whose fault that is, and how it is reported
// (operations rule: what the prober cannot judge is `unknown`, never a failure and never a pass).

import type { ProbeVerdict, Reason } from './check.ts'
import type { ProbeKind } from './probe-result.ts'

/** What stands before the dot in the reason codes of a kind. */
export const CODE_PREFIX: Readonly<Record<ProbeKind, string>> = {
  tls: 'tls',
  tcp: 'tcp',
  http: 'http',
  ocsp: 'ocsp',
  crl: 'crl',
  tsa: 'tsa',
  seal: 'seal',
  signing: 'sign',
  authentication: 'auth',
  ra: 'ra',
  postgresql: 'pg',
  disk: 'disk',
}

interface Outcome {
  code: (prefix: string) => string
  verdict: Exclude<ProbeVerdict, 'pass'>
}

const unreachable = (prefix: string) => (prefix === 'tcp' ? 'tcp.refused' : `${prefix}.unreachable`)
const timeout = (prefix: string) => `${prefix}.timeout`
const malformed = (prefix: string) => `${prefix}.response-malformed`

/** Who answered "no" is at fault; where nobody answered, the fault may as well be ours. */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  'connection-refused': { code: unreachable, verdict: 'fail' },
  'host-unreachable': { code: (prefix) => `${prefix}.unreachable`, verdict: 'fail' },
  'name-unknown': { code: (prefix) => `${prefix}.unreachable`, verdict: 'fail' },
  'network-unreachable': { code: (prefix) => `${prefix}.unreachable`, verdict: 'unknown' },
  'resolver-failed': { code: (prefix) => `${prefix}.unreachable`, verdict: 'unknown' },
  'connect-timeout': { code: timeout, verdict: 'unknown' },
  'answer-timeout': { code: timeout, verdict: 'fail' },
  'connection-reset': { code: (prefix) => `${prefix}.connection-broken`, verdict: 'fail' },
  'protocol-error': { code: malformed, verdict: 'fail' },
  'body-too-large': { code: malformed, verdict: 'fail' },
  'too-many-redirects': { code: malformed, verdict: 'fail' },
  'tls-failed': { code: () => 'probe.peer-untrusted', verdict: 'fail' },
  'policy-refused': { code: () => 'probe.target-refused', verdict: 'unknown' },
  'url-malformed': { code: () => 'probe.target-malformed', verdict: 'unknown' },
  'scheme-refused': { code: () => 'probe.target-malformed', verdict: 'unknown' },
}

/**
 * The reason for a target that gave no answer to judge.
 * @param problem a word of the egress module; an unknown one is a malformed answer
 */
export function reachReason(kind: ProbeKind, problem: string, host: string, port: number): Reason {
  const { code, verdict } = OUTCOMES[problem] ?? { code: malformed, verdict: 'fail' as const }
  return {
    code: code(CODE_PREFIX[kind]),
    verdict,
    citation: '运维规则：探测失败与服务故障分开',
    params: { host, port, problem },
  }
}

export const OFFLINE_CODE = 'probe.offline'
/** No connection came about. */
const NOT_REACHED: ReadonlySet<unknown> = new Set([
  'host-unreachable',
  'name-unknown',
  'network-unreachable',
  'resolver-failed',
  'connect-timeout',
])

export function isNotReached({ params }: Reason): boolean {
  return NOT_REACHED.has(params?.problem)
}

/** The reasons of a prober that reaches nobody at all: what it could not reach it cannot judge, whatever was said. */
export function offlineReasons(reasons: readonly Reason[]): Reason[] {
  const unknown = reasons.map((reason) => (isNotReached(reason) ? { ...reason, verdict: 'unknown' as const } : reason))
  return [...unknown, { code: OFFLINE_CODE, verdict: 'unknown', citation: '运维规则：探测失败与服务故障分开' }]
}
