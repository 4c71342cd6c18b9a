// A full round: 600 items over 100 systems, a tenth of the targets silent until the 10 s limit, through the real prober on loopback.
// Wall time, no yardstick: the goal is 120 s at most.

import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import { performance } from 'node:perf_hooks'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { createProber } from '#adapters/probes/run.ts'
import { requestExtraRound, runDueRound } from '#features/inspections/index.ts'
import { LAYERS, type Register, saveRegister } from '#features/systems/index.ts'
import { systemClock } from '#src/schedule.node.ts'
import type { Bench } from './judges.ts'
import { measurement } from './measurement.ts'
import { onScratch, type Scratch } from './scratch.ts'

const SYSTEMS = 100
const ITEMS_A_SYSTEM = 6
const ITEMS = SYSTEMS * ITEMS_A_SYSTEM
const ONE_IN_SILENT = 10

const benchInspectionRound: Bench = () =>
  onScratch(async (scratch) => {
    const web = createServer((_, response) => response.end('ok'))
    // It takes the connection and never says a word.
    const silent = createTcpServer()
    try {
      const seconds = await timedRound(scratch, { web: await opened(web), silent: await opened(silent) })
      const told = `${ITEMS} items over ${SYSTEMS} systems, ${ITEMS / ONE_IN_SILENT} targets silent: ${seconds.toFixed(1)} s, no yardstick`
      return measurement('inspection-round', told, ITEMS / seconds)
    } finally {
      web.closeAllConnections()
      web.close()
      silent.close()
    }
  })

export const ROUND_BENCHES: Readonly<Record<string, Bench>> = { 'inspection-round': benchInspectionRound }

async function opened(server: Server | TcpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

async function timedRound({ ctx }: Scratch, ports: { web: number; silent: number }): Promise<number> {
  const prober = createProber({
    egress: createEgress({ allow: [{ cidr: '127.0.0.0/8' }] }),
    primitives: nodePrimitives,
    now: Date.now,
    monotonicMs: () => performance.now(),
    pause: (ms) => systemClock.pause(ms),
    instance: 'bench',
  })
  await ctx.db.transaction((tx) => saveRegister(tx, registerOf(ports)))
  const now = () => ({ ...ctx, ports: { ...ctx.ports, prober }, now: Date.now() })
  await requestExtraRound(now(), { planId: 'extra' })
  const begun = performance.now()
  const ran = await runDueRound(now(), { clock: systemClock, owner: 'bench' })
  if (ran?.outcome !== 'finished') throw new Error('bench: the round did not finish')
  return (performance.now() - begun) / 1_000
}

function registerOf(ports: { web: number; silent: number }): Register {
  return {
    systems: Array.from({ length: SYSTEMS }, (_, system) => ({
      ...{ id: `system-${system}`, name: `系统 ${system}`, group: '测量', contractItem: '3.6.1', owner: null },
      environment: 'production' as const,
      nodes: [nodeOf(system, ports)],
    })),
  }
}

function nodeOf(system: number, ports: { web: number; silent: number }): Register['systems'][number]['nodes'][number] {
  return {
    ...{
      id: `node-${system}`,
      name: `节点 ${system}`,
      os: null,
      address: '127.0.0.1',
      warrantyUntil: null,
      behind: null,
    },
    ...{ role: 'application', form: 'software', seedLine: null, riskAcceptance: null, standIn: null },
    checks: Array.from({ length: ITEMS_A_SYSTEM }, (_, item) => {
      const number = system * ITEMS_A_SYSTEM + item
      const isSilent = number % ONE_IN_SILENT === 0
      return {
        id: `check-${number}`,
        kind: isSilent || number % 3 === 0 ? ('http' as const) : ('tcp' as const),
        layer: LAYERS[number % LAYERS.length] ?? 'network',
        title: { zh: `检查 ${number}`, en: `Check ${number}` },
        target: targetOf(number, isSilent, ports),
        settings: {},
        enabled: true,
        mustMeasure: false,
      }
    }),
  }
}

function targetOf(number: number, isSilent: boolean, { web, silent }: { web: number; silent: number }): string {
  if (isSilent) return `http://127.0.0.1:${silent}/`
  return number % 3 === 0 ? `http://127.0.0.1:${web}/` : `127.0.0.1:${web}`
}
