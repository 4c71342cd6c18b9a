import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import type { ProbeDeps } from '#adapters/probes/probe.ts'
import { runProbe } from '#adapters/probes/run.ts'
import { previousOf } from '#core/checks/previous.ts'
import type { ProbeRequest, ProbeResult } from '#core/checks/probe-result.ts'
import { reasonText } from '#core/messages/reason-text.ts'
import { faultsOf } from '#lab/faults.ts'
import { probeRequestsFor } from '#lab/probe-requests.ts'
import { withLaboratory } from '../../lab/laboratory.ts'
import { LABORATORY_SERVICES } from './services.ts'

const world = withLaboratory()

const deps: ProbeDeps = {
  egress: createEgress({ allow: [{ cidr: '127.0.0.0/8' }] }),
  primitives: nodePrimitives,
  now: Date.now,
  monotonicMs: () => performance.now(),
  pause: async () => undefined,
}

const ROUNDS = 20

/** What a fault brings with it; anything else found beside it would be a false alarm. */
const CONSEQUENCES: Readonly<Record<string, readonly string[]>> = {
  'tls.nodes-differ': ['tls.answers-differ'],
  'tls.leaf-expiring': ['tls.nodes-differ', 'tls.answers-differ'],
  'tls.leaf-expired': ['tls.nodes-differ', 'tls.answers-differ'],
  'tls.leaf-not-yet-valid': ['tls.nodes-differ', 'tls.answers-differ'],
  'tls.untrusted': ['tls.nodes-differ', 'tls.answers-differ'],
  'tls.name-mismatch': ['tls.nodes-differ', 'tls.answers-differ'],
  'tls.self-signed': ['tls.nodes-differ', 'tls.answers-differ'],
  'tls.weak-key': ['tls.nodes-differ', 'tls.answers-differ'],
  'tls.weak-signature': ['tls.nodes-differ', 'tls.answers-differ'],
  'crl.revoked-canary-missing': ['crl.serial-vanished'],
  // Two probes at once are given the same challenge: one uses up the other's.
  'auth.challenge-repeats': ['auth.valid-refused', 'auth.replay-accepted'],
  // Every other connection through the address before a pair ends at the node that hangs.
  ...Object.fromEntries(['tls', 'tsa', 'seal', 'sign', 'auth'].map((prefix) => [`${prefix}.timeout`, ['tcp.timeout']])),
  'tcp.refused': ['auth.unreachable'],
  'tcp.timeout': ['auth.timeout'],
}

/** Everything that looks at a service: its own probes, and those of the address before it. */
function requestsFor(name: string): ProbeRequest[] {
  const service = world.lab.service(name)
  const front = world.lab.services.find(({ kind, system }) => kind === 'virtual-address' && system === service.system)
  const services = front && front !== service ? [service, front] : [service]
  return services.flatMap((one) => probeRequestsFor(world.lab, one))
}

async function round(requests: readonly ProbeRequest[], before: readonly ProbeResult[] = []): Promise<ProbeResult[]> {
  return Promise.all(
    requests.map((request, index) => {
      const last = before[index]
      const previous = last && previousOf(last)
      const settings = { ...request.settings, ...(previous ? { previous } : {}) }
      return runProbe({ ...request, settings, timeoutMs: 3_000 }, deps)
    }),
  )
}

const told = (results: readonly ProbeResult[]) =>
  results.flatMap(({ kind, target, reasons }) => reasons.map(({ code, params }) => ({ kind, target, code, params })))

describe('the healthy laboratory', () => {
  it(`gives no finding over ${ROUNDS} rounds`, async () => {
    let last: ProbeResult[] = []
    const { services } = world.lab
    const requests = services.flatMap((service) => probeRequestsFor(world.lab, service))
    for (let i = 0; i < ROUNDS; i++) {
      last = await round(requests, last)
      expect(told(last)).toEqual([])
    }
    expect(last.length).toBeGreaterThanOrEqual(services.length)
    expect(last.every(({ verdict }) => verdict === 'pass')).toBe(true)
  }, 180_000)
})

describe.each(LABORATORY_SERVICES)('$name', ({ name, kind }) => {
  it.each(faultsOf(kind))('is found with %s, and healthy again without it', async (fault) => {
    const requests = requestsFor(name)
    const before = await round(requests)
    await world.lab.setFault(name, fault, true)
    const faulty = await round(requests, before)
    const found = told(faulty)
    const codes = new Set(found.map(({ code }) => code))
    expect([...codes]).toContain(fault)
    expect([...codes].filter((code) => code !== fault && !CONSEQUENCES[fault]?.includes(code))).toEqual([])
    for (const reason of found) {
      const { problem, symptom, remedy } = reasonText(reason)
      expect(problem.zh).not.toBe(reason.code)
      for (const text of [problem, symptom, remedy]) expect(`${text.zh}${text.en}`).not.toMatch(/[{}]|undefined/)
    }
    await world.lab.setFault(name, fault, false)
    expect(told(await round(requests))).toEqual([])
  })
})
