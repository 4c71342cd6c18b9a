// What the service does on its own, as a table. A job must be safe to run twice, and on several instances at once.

import { performOutstanding } from '#features/approvals/index.ts'
import { alignAuditHash, checkpointAudit, copyCheckpoints, recordAudit } from '#features/audit/index.ts'
import { appointResponders, pruneCrls, publishCrls, tellRevocations, tendIssuances } from '#features/authority/index.ts'
import {
  backupStanding,
  beginBackup,
  beginDrill,
  completeBackup,
  completeDrill,
  dropOldBackups,
  endInterrupted,
  lookAtDueSources,
  requestDueDrills,
  runDrills,
} from '#features/backups/index.ts'
import { collectServedChains, runDiscoveries, watchLineages } from '#features/certificates/index.ts'
import {
  deliverKeptResults,
  planRounds,
  type RunOptions,
  runDueRound,
  runFirstInspection,
  settleOverdueRounds,
  stampArchive,
} from '#features/inspections/index.ts'
import { askRenewalInfo, dropOldProofs, runOrders } from '#features/issuers/index.ts'
import { rewrapKeys } from '#features/keys/index.ts'
import { copyAllToMinistry, takeReceipts, watchMinistry } from '#features/ministry/index.ts'
import { beat, escalate, runDeliveries, tellHeld } from '#features/notices/index.ts'
import { makeReports, orderDueReports } from '#features/reports/index.ts'
import { advanceRequests, remindOverdue, runRequestBatches } from '#features/requests/index.ts'
import { queueReissues } from '#features/seals/index.ts'
import { watchClock, watchProber } from '#features/systems/index.ts'
import { watchChannels, watchRights, watchTrail } from '#features/tickets/index.ts'
import { dropOldMaterial, revalidateWatched, runBatches } from '#features/verification/index.ts'
import { APPROVAL_KINDS } from './approval-kinds.ts'
import type { ClockJump } from './clock-watch.ts'
import type { Ctx } from './context.ts'
import { REQUEST_DESK } from './request-desk.ts'

export interface Job {
  name: string
  /** Five fields, Asia/Shanghai. */
  cron: string
  /** A server of the operator's own is backed up by its own means. */
  isForEmbeddedDatabase?: true
  /** What it does cannot be taken back: it waits while the clock was set a moment ago. */
  needsSteadyClock?: true
  run(ctx: Ctx, options: RunOptions): Promise<unknown>
}

export const TIME_ZONE = 'Asia/Shanghai'

export const JOBS: readonly Job[] = [
  { name: 'plan-rounds', cron: '7 * * * *', run: (ctx) => planRounds(ctx) },
  { name: 'settle-rounds', cron: '* * * * *', needsSteadyClock: true, run: (ctx) => settleOverdueRounds(ctx) },
  {
    name: 'run-rounds',
    cron: '* * * * *',
    run: async (ctx, options) => {
      // First: a round that is taken up again need not ask what was answered while the database was away.
      await deliverKeptResults(ctx)
      while (await runDueRound(ctx, options));
    },
  },
  { name: 'stamp-archive', cron: '*/5 * * * *', run: (ctx) => stampArchive(ctx) },
  { name: 'back-up', cron: '30 1 * * *', isForEmbeddedDatabase: true, run: backUpAndDrill },
  { name: 'drop-old-backups', cron: '10 4 * * *', isForEmbeddedDatabase: true, run: (ctx) => dropOldBackups(ctx) },
  { name: 'verify-batches', cron: '* * * * *', run: (ctx, { clock }) => runBatches(ctx, clock) },
  { name: 'revalidate', cron: '20 3 * * *', run: (ctx, { clock }) => revalidateWatched(ctx, clock) },
  { name: 'drop-old-material', cron: '50 3 * * *', run: (ctx) => dropOldMaterial(ctx) },
  { name: 'perform-approved', cron: '* * * * *', run: (ctx) => performOutstanding(ctx, APPROVAL_KINDS) },
  { name: 'issuer-orders', cron: '* * * * *', run: (ctx, { clock }) => runOrders(ctx, clock) },
  { name: 'tend-issuances', cron: '* * * * *', run: (ctx, { clock }) => tendIssuances(ctx, clock) },
  { name: 'tell-revocations', cron: '* * * * *', run: (ctx) => tellRevocations(ctx) },
  { name: 'appoint-responders', cron: '* * * * *', run: (ctx) => appointResponders(ctx) },
  { name: 'publish-crls', cron: '* * * * *', needsSteadyClock: true, run: (ctx) => publishCrls(ctx) },
  { name: 'prune-crls', cron: '35 2 * * *', run: (ctx) => pruneCrls(ctx) },
  { name: 'ask-renewal-info', cron: '17 * * * *', run: (ctx, { clock }) => askRenewalInfo(ctx, clock) },
  { name: 'drop-old-proofs', cron: '40 3 * * *', run: (ctx) => dropOldProofs(ctx) },
  { name: 'send-notices', cron: '* * * * *', run: (ctx, { clock }) => runDeliveries(ctx, clock) },
  // By the minute, not the second: it looks at all that a maintenance window holds back.
  { name: 'tell-held', cron: '*/1 * * * *', run: (ctx) => tellHeld(ctx) },
  { name: 'escalate', cron: '* * * * *', run: (ctx) => escalate(ctx) },
  { name: 'watch-channels', cron: '*/5 * * * *', run: (ctx) => watchChannels(ctx) },
  { name: 'checkpoint-audit', cron: '* * * * *', run: (ctx) => checkpointAudit(ctx) },
  { name: 'copy-checkpoints', cron: '* * * * *', run: (ctx) => copyCheckpoints(ctx) },
  { name: 'rewrap-keys', cron: '*/1 * * * *', run: (ctx) => rewrapKeys(ctx) },
  { name: 'watch-rights', cron: '23 * * * *', run: (ctx) => watchRights(ctx) },
  { name: 'watch-trail', cron: '*/2 * * * *', run: (ctx) => watchTrail(ctx) },
  { name: 'watch-prober', cron: '*/2 * * * *', run: (ctx) => watchProber(ctx) },
  { name: 'watch-clock', cron: '*/5 * * * *', run: (ctx) => watchClock(ctx) },
  { name: 'heartbeat', cron: '* * * * *', run: (ctx) => beat(ctx) },
  { name: 'collect-certificates', cron: '* * * * *', run: (ctx) => collectServedChains(ctx) },
  { name: 'discover-certificates', cron: '* * * * *', run: (ctx, { clock }) => runDiscoveries(ctx, clock) },
  { name: 'watch-lineages', cron: '*/30 * * * *', run: (ctx, { clock }) => watchLineages(ctx, clock) },
  { name: 'queue-seal-reissues', cron: '*/10 * * * *', run: (ctx) => queueReissues(ctx) },
  {
    name: 'submit-request-batches',
    cron: '* * * * *',
    run: (ctx, { clock }) => runRequestBatches(ctx, REQUEST_DESK, clock),
  },
  { name: 'advance-requests', cron: '* * * * *', run: (ctx) => advanceRequests(ctx, REQUEST_DESK) },
  { name: 'remind-overdue-requests', cron: '*/10 * * * *', run: (ctx) => remindOverdue(ctx) },
  { name: 'take-ministry-receipts', cron: '35 * * * *', run: (ctx) => takeReceipts(ctx) },
  { name: 'copy-to-ministry', cron: '40 2 * * *', needsSteadyClock: true, run: (ctx) => copyAllToMinistry(ctx) },
  { name: 'watch-ministry', cron: '45 * * * *', run: (ctx) => watchMinistry(ctx) },
  { name: 'order-reports', cron: '*/5 * * * *', run: (ctx) => orderDueReports(ctx) },
  { name: 'make-reports', cron: '* * * * *', run: (ctx, { clock }) => makeReports(ctx, clock) },
  { name: 'look-at-backups', cron: '* * * * *', run: (ctx, { clock }) => lookAtDueSources(ctx, clock) },
  { name: 'request-drills', cron: '*/10 * * * *', run: (ctx) => requestDueDrills(ctx) },
  { name: 'run-drills', cron: '* * * * *', run: (ctx, options) => runDrills(ctx, options) },
]

/** Once at every start, in this order, before the ticks matter: what a new estate lacks, and what fell due while the service was down. */
export const START_JOBS: readonly Job[] = [
  { name: 'sweep-drills', cron: '', run: ({ ports }) => ports.estateBackups.sweep() },
  { name: 'align-audit-hash', cron: '', run: (ctx) => alignAuditHash(ctx) },
  ...JOBS.filter(({ name }) => name === 'plan-rounds'),
  { name: 'end-interrupted-backups', cron: '', isForEmbeddedDatabase: true, run: (ctx) => endInterrupted(ctx) },
  {
    name: 'overdue-backup',
    cron: '',
    isForEmbeddedDatabase: true,
    run: async (ctx, options) => {
      const { completeness, usability } = await backupStanding(ctx)
      if (completeness.length + usability.length > 0) await backUpAndDrill(ctx, options)
    },
  },
  { name: 'first-inspection', cron: '', run: (ctx, options) => runFirstInspection(ctx, options) },
  ...JOBS.filter(({ name }) => name !== 'back-up' && name !== 'plan-rounds'),
]

/** The wall clock was set while the service ran: what is dated around that moment is read with this in mind. */
export async function recordClockJump(ctx: Ctx, { expected, found }: ClockJump): Promise<void> {
  await ctx.db.transaction((tx) =>
    recordAudit(tx, ctx, {
      action: 'clock.jumped',
      object: { type: 'clock', id: 'wall' },
      detail: {
        expected: new Date(expected).toISOString(),
        found: new Date(found).toISOString(),
        byMs: found - expected,
      },
    }),
  )
}

/** A backup proves nothing until it was restored: 完成性 and 可用性 in one go. */
async function backUpAndDrill(ctx: Ctx, { clock }: RunOptions): Promise<void> {
  const backup = await completeBackup(ctx, await beginBackup(ctx), clock.now)
  if (backup.state !== 'complete') throw new Error(`backup ${backup.id} failed: ${backup.error ?? ''}`)
  const drillId = await beginDrill({ ...ctx, now: clock.now() }, backup.id)
  await completeDrill({ ...ctx, now: clock.now() }, drillId, clock.now)
}
