import { describe, expect, it } from 'vitest'
import { DOWN_CODES, type PlacedCause, type PlacedNode, raisedParentsOf } from '#core/notices/parents.ts'

const node = (id: string, change: Partial<PlacedNode> = {}): PlacedNode => ({
  id,
  systemId: 'a',
  role: 'application',
  behind: null,
  ...change,
})
const NODES: PlacedNode[] = [
  node('core-switch', { role: 'network', systemId: 'network' }),
  node('rack-switch', { role: 'network', systemId: 'network', behind: 'core-switch' }),
  node('seal', { behind: 'rack-switch' }),
  node('lonely'),
  node('ring-a', { behind: 'ring-b' }),
  node('ring-b', { behind: 'ring-a' }),
  node('ca-main', { role: 'ca', systemId: 'card' }),
  node('ca-standby', { role: 'ca', systemId: 'card' }),
  node('ra', { role: 'ra', systemId: 'card' }),
  node('front', { role: 'front-end', systemId: 'card' }),
  node('ocsp', { role: 'ocsp', systemId: 'mobile' }),
]
const found = (nodeId: string, change: Partial<PlacedCause> = {}): PlacedCause => ({
  cause: `${nodeId}|${change.code ?? 'tcp.refused'}|${change.layer ?? 'application'}`,
  nodeId,
  layer: 'application',
  kind: 'tcp',
  code: 'tcp.refused',
  ...change,
})
const parents = (child: PlacedCause, ...down: PlacedCause[]) => raisedParentsOf(child, NODES, down)

describe('a cause', () => {
  const core = found('core-switch')

  it('hangs on every node on its way, however far', () => {
    expect(parents(found('seal'), core)).toEqual([core.cause])
    expect(parents(found('rack-switch'), core)).toEqual([core.cause])
  })

  it('hangs on what carries it there, not on its disk, its database or its backup', () => {
    const manual = { kind: 'manual', code: 'inspections.manual-abnormal' }
    for (const layer of ['network', 'application'])
      expect(parents(found('seal'), found('core-switch', { ...manual, layer })).length, layer).toBe(1)
    for (const layer of ['os', 'database', 'backup', null])
      expect(parents(found('seal'), found('core-switch', { ...manual, layer })), `${layer}`).toEqual([])
  })

  it('hangs on none that is not on its way, nor on what stands behind it', () => {
    expect(parents(found('lonely'), core)).toEqual([])
    expect(parents(core, found('seal'), found('rack-switch'))).toEqual([])
    expect(parents(found('seal'))).toEqual([])
  })

  it('hangs on the network of its own node, and the network on nothing of it', () => {
    const network = found('lonely', { layer: 'network' })
    const service = found('lonely', { code: 'http.status-unexpected' })
    expect(parents(service, network)).toEqual([network.cause])
    expect(parents(network, service)).toEqual([])
    expect(parents(service, found('lonely', { code: 'tcp.refused' }))).toEqual([])
  })

  it('is never its own parent, and a register that names a ring does not hold it for ever', () => {
    expect(parents(core, core)).toEqual([])
    expect(parents(found('ring-a'), found('ring-a'))).toEqual([])
    expect(parents(found('ring-a'), found('ring-b'))).toEqual([found('ring-b').cause])
  })
})

describe('what needs a CA', () => {
  const [main, standby] = [found('ca-main'), found('ca-standby', { code: 'inspections.manual-abnormal' })]

  it('hangs on it when every CA of its system is down', () => {
    expect(parents(found('ra'), main, standby)).toEqual([main.cause, standby.cause])
    expect(parents(found('ca-main', { kind: 'crl', code: 'crl.stale' }), main, standby).length).toBe(2)
  })

  it('speaks for itself while one is up, in another system, or when it needs none', () => {
    expect(parents(found('ra'), main)).toEqual([])
    expect(parents(found('ocsp'), main, standby)).toEqual([])
    expect(parents(found('front'), main, standby)).toEqual([])
    const list = found('ca-main', { kind: 'crl', code: 'crl.unreachable' })
    expect(parents(found('ra'), list, standby)).toEqual([])
  })
})

describe('down', () => {
  it.each(['tls.unreachable', 'tsa.timeout', 'tcp.refused', 'http.connection-broken', 'inspections.manual-abnormal'])(
    'is %s',
    (code) => expect(DOWN_CODES.test(code)).toBe(true),
  )
  it.each(['tls.leaf-expires-soon', 'probe.target-refused.not', 'tcp.slow', 'inspections.manual-warning'])(
    'is not %s',
    (code) => expect(DOWN_CODES.test(code)).toBe(false),
  )
  it('is not a target our own policy refuses', () => expect(DOWN_CODES.test('probe.target-refused')).toBe(false))
})
