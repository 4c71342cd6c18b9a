// One instance of the service reduced to its rounds, made to be killed or stopped: claims what is due and runs it.
// argv: database URL, how far its clock is ahead (ms), the point at which it kills itself (of points.ts; absent: none),
// and how often that point is passed first. Says `begin` when it has claimed and `end` when nothing is due.

import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import type { ProbeRequest } from '#core/checks/probe-result.ts'
import { openDatabase } from '#db/open.node.ts'
import { runDueRound } from '#features/inspections/index.ts'
import type { Ctx } from '#src/context.ts'
import type { Ports } from '#src/ports.ts'
import { systemClock } from '#src/schedule.node.ts'
import { dieAt } from './dying.ts'
import { POINTS } from './points.ts'

const [url = '', ahead = '0', pointName = '', passes = '0', probeMs = '5'] = process.argv.slice(2)
const point = POINTS.find(({ name }) => name === pointName)
const clock = { ...systemClock, now: () => Date.now() + Number(ahead) }
const die = dieAt(point, Number(passes))

const { db, close } = openDatabase(url, { poolSize: 4, applicationName: 'round-child' })
let hasBegun = false

async function probe({ kind, target }: ProbeRequest) {
  if (!hasBegun) process.stdout.write('begin\n')
  hasBegun = true
  if (point?.when === 'in-probe') die()
  await systemClock.pause(Number(probeMs))
  const nothing = { reasons: [], measured: {}, thresholds: {}, evidence: [], phasesMs: {} }
  return { kind, target, verdict: 'pass' as const, startedAt: clock.now(), durationMs: 10, probe: 'test/1', ...nothing }
}

const ports = { primitives: nodePrimitives, prober: { run: probe } } as Partial<Ports> as Ports
const actor = { type: 'system', name: 'round-child' } as const
const ctx = (): Ctx => ({ db, ports, actor, now: clock.now(), requestId: 'round-child' })
while (await runDueRound(ctx(), { clock, owner: `child-${process.pid}`, concurrency: 4 }));
process.stdout.write('end\n')
await close()
