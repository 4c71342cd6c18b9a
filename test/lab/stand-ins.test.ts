import { expect, it } from 'vitest'
import { tenderRegister } from '#features/systems/index.ts'
import type { ServiceKind } from '#lab/faults.ts'
import { STAND_INS } from '#lab/stand-ins.ts'
import { withLaboratory } from './laboratory.ts'

const world = withLaboratory()

/** What a machine of that role must be played by; a virtual address plays whatever stands behind it. */
const KIND_OF_ROLE: Record<string, ServiceKind> = {
  authentication: 'authentication',
  timestamp: 'timestamp-authority',
  seal: 'seal-server',
  'load-balancer': 'virtual-address',
  ra: 'registration-authority',
  site: 'virtual-address',
  signing: 'virtual-address',
  ca: 'crl-point',
  ocsp: 'ocsp-responder',
}

it('lets only services that exist play only machines of the tender, each of the right trade', () => {
  const nodes = tenderRegister().systems.flatMap((system) => system.nodes)
  const played = nodes.filter(({ id }) => STAND_INS[id])
  expect(played).toHaveLength(Object.keys(STAND_INS).length)
  for (const { id, role } of played) {
    expect([id, world.lab.service(STAND_INS[id] ?? '').kind]).toEqual([id, KIND_OF_ROLE[role]])
  }
})
