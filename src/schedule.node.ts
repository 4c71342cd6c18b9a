// Runs the table of jobs in a Node process. node-cron is only the tick: what is due is decided by rows in the database.

import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import cron from 'node-cron'
import type { RunOptions } from '#features/inspections/index.ts'
import type { Log } from '#http/deps.ts'
import { ClockWatch } from './clock-watch.ts'
import type { Ctx } from './context.ts'
import { type Job, recordClockJump, TIME_ZONE } from './schedule.ts'

export interface Schedule {
  /** No further tick; waits for what is running, `graceMs` at most. What is cut off is taken up by the next instance. */
  stop(graceMs: number): Promise<void>
}

/** Most often asked jobs are not left to the tick: it loses a run whose second finds the event loop blocked. */
const EVERY_MINUTE = '* * * * *'
const ASK_EVERY_MS = 1_000

export const systemClock: RunOptions['clock'] = {
  now: Date.now,
  pause: async (durationMs, signal) => {
    await sleep(durationMs, undefined, signal ? { signal } : {}).catch(() => undefined)
  },
}

/** Runs `first` in its order at once, then each job of the table at its times, never the same one twice at a time. */
export function startSchedule(
  jobs: readonly Job[],
  first: readonly Job[],
  ctxOf: (jobName: string) => Ctx,
  log: Pick<Log, 'error'>,
  clock: RunOptions['clock'] = systemClock,
  monotonicMs: () => number = () => performance.now(),
): Schedule {
  const options: RunOptions = { clock, owner: `${hostname()}/${randomUUID()}` }
  const running = new Map<string, Promise<void>>()
  const run = async ({ name, run: work }: Job) => {
    try {
      await work(ctxOf(name), options)
    } catch (error) {
      log.error({ job: name, error }, 'job failed')
    }
  }
  const begin = (job: Job): Promise<void> => {
    const under = running.get(job.name)
    if (under) return under
    const work = run(job).finally(() => running.delete(job.name))
    running.set(job.name, work)
    return work
  }
  const isAsked = (job: Job) => job.cron === EVERY_MINUTE
  const ticks = jobs
    .filter((job) => !isAsked(job))
    .map((job) => cron.schedule(job.cron, () => void begin(job), { name: job.name, timezone: TIME_ZONE }))
  const start = (async () => {
    for (const job of first) await begin(job)
  })()
  // What is due is asked every second: a blocked loop delays a round by as long as it blocks.
  const watch = new ClockWatch(clock.now(), monotonicMs())
  const asking = setInterval(() => {
    const jump = watch.look(clock.now(), monotonicMs())
    if (jump) {
      log.error({ ...jump }, 'the clock was set')
      void recordClockJump(ctxOf('clock'), jump).catch((error: unknown) => log.error({ error }, 'not recorded'))
    }
    const isSteady = watch.isSteady(monotonicMs())
    for (const job of jobs.filter(isAsked)) if (isSteady || !job.needsSteadyClock) void begin(job)
  }, ASK_EVERY_MS)
  return {
    stop: async (graceMs) => {
      clearInterval(asking)
      for (const tick of ticks) await tick.stop()
      await Promise.race([Promise.all([start, ...running.values()]), sleep(graceMs, undefined, { ref: false })])
    },
  }
}
