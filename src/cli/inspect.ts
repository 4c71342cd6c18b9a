// `inspect run | status`: an extra round now, or how the rounds of the day stand.

import { hostname } from 'node:os'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { createProber } from '#adapters/probes/run.ts'
import { findRound, type RoundLine, requestExtraRound, runDueRound, today } from '#features/inspections/index.ts'
import type { Ctx } from '#src/context.ts'
import type { Ports } from '#src/ports.ts'
import { systemClock } from '#src/schedule.node.ts'
import { readAction } from './action.ts'
import { withDatabase, withDatabaseUrl } from './database.ts'
import { type Command, EXIT, type Io } from './io.ts'

const USAGE = 'usage: zhengxun inspect run | status [--json]\n'
const POLL_MS = 500
/** A running service claims what is due within a second or two; after this long, none runs. */
const CLAIM_WAIT_MS = 5_000
const ROUND_WAIT_MS = 300_000

/** Whoever sits at the terminal may ask any machine this one can reach. */
const ANYWHERE = { allow: [{ cidr: '0.0.0.0/0' }, { cidr: '::/0' }] }

/** `run` ends with 1 when the round found something abnormal, with 2 when something could not be checked. */
export const runInspect: Command = async (argv, io) => {
  const read = readAction(argv, ['run', 'status'])
  if (!read) {
    io.err(USAGE)
    return EXIT.usage
  }
  return withDatabaseUrl(({ url }) =>
    withDatabase(url, { poolSize: 4, applicationName: 'zhengxun inspect' }, async (db) => {
      const ctx = () => contextOn(db)
      const id = read.action === 'run' ? await runNow(ctx) : undefined
      const { rounds, findings } = await today(ctx())
      const shown = rounds.filter(({ round }) => id === undefined || round.id === id)
      report(shown, findings.open, read.isJson, io)
      return id === undefined ? EXIT.ok : exitOf(shown)
    }),
  )
}

function contextOn(db: Ctx['db']): Ctx {
  const prober = createProber({
    egress: createEgress(ANYWHERE),
    primitives: nodePrimitives,
    now: Date.now,
    monotonicMs: () => performance.now(),
    pause: (ms) => systemClock.pause(ms),
    instance: hostname(),
  })
  // A round asks nothing else of the outside world.
  const ports = { primitives: nodePrimitives, prober } as Partial<Ports> as Ports
  return { db, ports, now: Date.now(), actor: { type: 'system', name: 'command line' }, requestId: 'inspect' }
}

/** The running service takes the round; when none runs, this process does. */
async function runNow(ctx: () => Ctx): Promise<string> {
  const id = await requestExtraRound(ctx(), { planId: 'extra' })
  if ((await waitWhile(ctx, id, ['planned'], CLAIM_WAIT_MS)) === 'planned')
    await runDueRound(ctx(), { clock: systemClock, owner: `${hostname()}/inspect/${process.pid}` })
  await waitWhile(ctx, id, ['planned', 'running'], ROUND_WAIT_MS)
  return id
}

async function waitWhile(ctx: () => Ctx, id: string, states: readonly string[], limitMs: number): Promise<string> {
  const from = performance.now()
  for (;;) {
    const { state } = await findRound(ctx().db, id)
    if (!states.includes(state) || performance.now() - from > limitMs) return state
    await systemClock.pause(POLL_MS)
  }
}

function exitOf(shown: readonly RoundLine[]): number {
  const counts = shown.map(({ progress }) => progress.counts)
  if (counts.some((one) => one.abnormal > 0)) return EXIT.failed
  return counts.some((one) => one.unchecked > 0) ? EXIT.unknown : EXIT.ok
}

function report(shown: readonly RoundLine[], findings: number, isJson: boolean, io: Io): void {
  const lines = shown.map(({ round: { id, planId: plan, date, slot, state }, progress }) => ({
    id,
    plan,
    date,
    slot,
    state,
    items: progress.total,
    done: progress.done,
    counts: progress.counts,
    findings: progress.counts.abnormal + progress.counts.warning,
  }))
  if (isJson) io.out(`${JSON.stringify({ rounds: lines, openFindings: findings })}\n`)
  else
    for (const { plan, date, slot, state, done, items, counts } of lines)
      io.out(
        `${date} ${plan} ${slot}: ${state} ${done}/${items} 正常 ${counts.normal} 警告 ${counts.warning} 异常 ${counts.abnormal} 未检 ${counts.unchecked}\n`,
      )
}
