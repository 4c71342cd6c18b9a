import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { judgedFrom, runProbe } from '#adapters/probes/run.ts'
import { createVantage } from '#adapters/probes/vantage.ts'

const server = createServer((socket) => socket.end())
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
afterAll(() => new Promise((resolve) => server.close(resolve)))
const { port } = server.address() as AddressInfo

/** Names that resolve; a cut cable takes the name server away, and so every name. */
let known: Set<string>
const lookup = async (host: string) => {
  if (!known.has(host)) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
  return ['127.0.0.1']
}
let clock = 0
const prober = (isOwn?: (address: string) => boolean) => {
  const egress = createEgress({ allow: [{ cidr: '127.0.0.0/8' }] }, lookup)
  const vantage = createVantage(egress, () => clock, isOwn)
  const deps = {
    egress: vantage.egress,
    primitives: nodePrimitives,
    now: Date.now,
    monotonicMs: () => clock,
    pause: async () => {},
  }
  return async (host: string) =>
    judgedFrom(vantage, await runProbe({ kind: 'tcp', target: `${host}:${port}`, confirmTries: 2 }, deps))
}

describe('a prober whose network is cut (F14)', () => {
  beforeEach(() => {
    known = new Set(['a.test', 'b.test', 'c.test', 'd.test'])
    clock = 0
  })

  it('says of every target that it does not know, and that it is itself', async () => {
    const probe = prober(() => false)
    for (const host of known) expect(await probe(host)).toMatchObject({ verdict: 'pass' })
    known.clear()
    for (const host of ['a.test', 'd.test', 'new.test']) {
      const { verdict, reasons } = await probe(host)
      expect(verdict, host).toBe('unknown')
      expect(reasons.map((reason) => `${reason.code} ${reason.verdict}`)).toEqual([
        'tcp.unreachable unknown',
        'probe.offline unknown',
      ])
    }
  })

  it('says that a target is down while another one that answered before still does', async () => {
    const probe = prober(() => false)
    for (const host of known) await probe(host)
    known.delete('a.test')
    known.delete('b.test')
    expect(await probe('a.test')).toMatchObject({ verdict: 'fail', reasons: [{ code: 'tcp.unreachable' }] })
  })

  it('judges again once the network is back', async () => {
    const probe = prober(() => false)
    await probe('a.test')
    known.clear()
    expect((await probe('a.test')).verdict).toBe('unknown')
    known.add('a.test')
    clock += 10_000
    expect((await probe('a.test')).verdict).toBe('pass')
    expect((await probe('gone.test')).verdict).toBe('fail')
  })

  it('learns nothing from its own machine, nor before anybody has answered', async () => {
    const probe = prober()
    await probe('a.test')
    known.clear()
    expect((await probe('b.test')).verdict).toBe('fail')
    expect((await prober(() => false)('b.test')).verdict).toBe('fail')
  })
})
