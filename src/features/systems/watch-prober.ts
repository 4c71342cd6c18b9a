// 探测器断网: when our own way out is cut, every target is unknown and nobody would hear of anything. That is one finding, of our own.

import { and, desc, eq, inArray, ne, notInArray, type SQL, sql } from 'drizzle-orm'
import type { Reason } from '#core/checks/check.ts'
import { PROBE_KINDS } from '#core/checks/probe-result.ts'
import { OFFLINE_CODE } from '#core/checks/reach.ts'
import { checkStates, nodeChecks } from '#db/schema/systems.ts'
import { recordSighting } from '#features/tickets/index.ts'
import type { Ctx } from '#src/context.ts'
import { OWN_SYSTEM } from './own-system.ts'

const NODE = { id: 'zhengxun-prober', name: '探测器' }
const CHECK = { id: 'zhengxun-prober.network', title: { zh: '探测器断网', en: 'The prober is cut off' } }
const ON_NETWORK = PROBE_KINDS.filter((kind) => kind !== 'disk')
/** Answers with the cable unplugged. */
const LOOPBACK = '127\\.|localhost|\\[::1\\]'

/** Opens the finding when the last word of the network was that nobody can be reached, and ends it when somebody was. */
export async function watchProber(ctx: Ctx): Promise<void> {
  const isOffline = sql`${checkStates.reasons} @> ${JSON.stringify([{ code: OFFLINE_CODE }])}::jsonb`
  const cutAt = await newest(ctx, isOffline)
  const reachedAt = await newest(
    ctx,
    and(
      notInArray(checkStates.verdict, ['unknown', 'skipped']),
      sql`not ${isOffline}`,
      sql`${nodeChecks.target} !~ ${LOOPBACK}`,
    ),
  )
  const isCut = cutAt !== undefined && (reachedAt === undefined || reachedAt < cutAt)
  const reason: Reason = { code: OFFLINE_CODE, verdict: 'fail', citation: '运维规则：探测失败与服务故障分开' }
  const { id, name } = OWN_SYSTEM
  await ctx.db.transaction((tx) =>
    recordSighting(tx, { system: { id, name }, node: NODE, check: CHECK, reasons: isCut ? [reason] : [], at: ctx.now }),
  )
}

async function newest({ db }: Ctx, where: SQL | undefined): Promise<number | undefined> {
  const [state] = await db
    .select({ at: checkStates.at })
    .from(checkStates)
    .innerJoin(nodeChecks, eq(nodeChecks.id, checkStates.checkId))
    .where(and(inArray(nodeChecks.kind, [...ON_NETWORK]), ne(nodeChecks.target, ''), where))
    .orderBy(desc(checkStates.at))
    .limit(1)
  return state?.at
}
