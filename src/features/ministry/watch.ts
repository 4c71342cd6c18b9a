// The exchange with the ministry is watched like any system: what was not handed over, not answered or answered wrongly is a finding.

import { asc, desc, eq, gt } from 'drizzle-orm'
import type { Reason } from '#core/checks/check.ts'
import type { Instant } from '#core/verdict.ts'
import { credentialEvents } from '#db/schema/credentials.ts'
import { ministryCopies } from '#db/schema/ministry.ts'
import { OWN_SYSTEM, recordSighting } from '#features/tickets/index.ts'
import type { Ctx } from '#src/context.ts'
import type { MinistryCopy } from './copy.ts'

const CITATION = '招标文件 3.6.1：工作人员证书的备份数据同步给人社部'
const NODE = { id: 'zhengxun-ministry', name: '人社部同步' }
const CHECK = {
  id: 'ministry.copies',
  title: { zh: '人社部同步与回执', en: 'Copies to the ministry, and their receipts' },
}

/** Whether a copy waits for somebody: its answer is late, or did not hold. */
export function isPressing({ state, madeAt }: Pick<MinistryCopy, 'state' | 'madeAt'>, now: Instant): boolean {
  return state === 'refused' || (state === 'waiting' && now - madeAt > NOT_ANSWERED_AFTER_MS)
}

const HOUR_MS = 3_600_000
/** A day and its night's job. */
export const NOT_COPIED_AFTER_MS = 36 * HOUR_MS
export const NOT_ANSWERED_AFTER_MS = 24 * HOUR_MS

export interface MinistryStanding {
  /** The oldest event of a credential that stands in no copy. */
  uncopiedSince: Instant | null
  /** The oldest copy without an answer. */
  waiting: Pick<MinistryCopy, 'sequence' | 'madeAt'> | null
  refused: Pick<MinistryCopy, 'sequence' | 'problem'> | null
}

export async function ministryStanding({ db }: Pick<Ctx, 'db'>): Promise<MinistryStanding> {
  const { state, sequence } = ministryCopies
  const oldest = (wanted: MinistryCopy['state']) =>
    db.select().from(ministryCopies).where(eq(state, wanted)).orderBy(asc(sequence)).limit(1)
  const [last] = await db.select().from(ministryCopies).orderBy(desc(sequence)).limit(1)
  const [uncopied] = await db
    .select({ at: credentialEvents.at })
    .from(credentialEvents)
    .where(gt(credentialEvents.position, last?.toPosition ?? 0))
    .orderBy(asc(credentialEvents.position))
    .limit(1)
  const [[waiting], [refused]] = [await oldest('waiting'), await oldest('refused')]
  return { uncopiedSince: uncopied?.at ?? null, waiting: waiting ?? null, refused: refused ?? null }
}

/** Empty: all is where it belongs. */
export function ministryReasons({ uncopiedSince, waiting, refused }: MinistryStanding, now: Instant): Reason[] {
  const fail = (code: string, params?: Reason['params']): Reason => ({
    code,
    verdict: 'fail',
    citation: CITATION,
    ...(params && { params }),
  })
  return [
    ...(uncopiedSince !== null && now - uncopiedSince > NOT_COPIED_AFTER_MS ? [fail('ministry.not-copied')] : []),
    ...(waiting && now - waiting.madeAt > NOT_ANSWERED_AFTER_MS
      ? [fail('ministry.not-answered', { sequence: waiting.sequence })]
      : []),
    ...(refused ? [fail('ministry.answered-wrongly', { sequence: refused.sequence })] : []),
  ]
}

export async function watchMinistry(ctx: Ctx): Promise<void> {
  if (!ctx.ports.ministry.settings) return
  const reasons = ministryReasons(await ministryStanding(ctx), ctx.now)
  await ctx.db.transaction((tx) =>
    recordSighting(tx, { system: OWN_SYSTEM, node: NODE, check: CHECK, reasons, at: ctx.now }),
  )
}
