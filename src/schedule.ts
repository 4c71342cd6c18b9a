// What the service does on its own, as a table. A job must be safe to run twice, and on several instances at once.

import {
  planRounds,
  type RunOptions,
  runDueRound,
  runFirstInspection,
  settleOverdueRounds,
} from '#features/inspections/index.ts'
import type { Ctx } from './context.ts'

export interface Job {
  name: string
  /** Five fields, Asia/Shanghai. Every job also runs once at start, in this order. */
  cron: string
  run(ctx: Ctx, options: RunOptions): Promise<unknown>
}

export const TIME_ZONE = 'Asia/Shanghai'

export const JOBS: readonly Job[] = [
  { name: 'plan-rounds', cron: '7 * * * *', run: (ctx) => planRounds(ctx) },
  { name: 'settle-rounds', cron: '* * * * *', run: (ctx) => settleOverdueRounds(ctx) },
  {
    name: 'run-rounds',
    cron: '* * * * *',
    run: async (ctx, options) => {
      while (await runDueRound(ctx, options));
    },
  },
]

/** Once in the life of an estate, right after it was filled. */
export const FIRST_JOB: Job = {
  name: 'first-inspection',
  cron: '',
  run: (ctx, options) => runFirstInspection(ctx, options),
}
