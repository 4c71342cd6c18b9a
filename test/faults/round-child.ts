// One instance of the service reduced to its rounds, made to be killed: claims what is due and runs it.
// argv: database URL, how far its clock is ahead (ms). Says `begin` when it has claimed and `end` when nothing is due.

import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import type { ProbeRequest } from '#core/checks/probe-result.ts'
import { openDatabase } from '#db/open.node.ts'
import { runDueRound } from '#features/inspections/index.ts'
import type { Ctx } from '#src/context.ts'
import type { Ports } from '#src/ports.ts'
import { systemClock } from '#src/schedule.node.ts'

const [url = '', ahead = '0'] = process.argv.slice(2)
const clock = { ...systemClock, now: () => Date.now() + Number(ahead) }
const { db, close } = openDatabase(url, { poolSize: 4, applicationName: 'round-child' })

let hasBegun = false

async function probe({ kind, target }: ProbeRequest) {
  if (!hasBegun) process.stdout.write('begin\n')
  hasBegun = true
  await systemClock.pause(10)
  const nothing = { reasons: [], measured: {}, thresholds: {}, evidence: [], phasesMs: {} }
  return { kind, target, verdict: 'pass' as const, startedAt: clock.now(), durationMs: 10, probe: 'test/1', ...nothing }
}

const ports = { primitives: nodePrimitives, prober: { run: probe } } as Partial<Ports> as Ports
const actor = { type: 'system', name: 'round-child' } as const
const ctx = (): Ctx => ({ db, ports, actor, now: clock.now(), requestId: 'round-child' })
while (await runDueRound(ctx(), { clock, owner: `child-${process.pid}`, concurrency: 4 }));
process.stdout.write('end\n')
await close()
