// How the trail is kept at this moment: what is signed, what lies outside, and what somebody must look after.

import { gt } from 'drizzle-orm'
import type { Reason } from '#core/checks/check.ts'
import type { Instant } from '#core/verdict.ts'
import { auditCheckpoints, auditCopies, auditLog } from '#db/schema/audit.ts'
import type { Ctx } from '#src/context.ts'
import { lastCheckpoint, lastRow } from './checkpoint.ts'
import { fingerprintOf } from './checkpoint-rules.ts'
import type { ChainHead } from './rules.ts'
import type { TrailBreak } from './trail.ts'
import { verifyTail } from './verify.ts'

/** A checkpoint is due after a minute; by then somebody should know that none came. */
export const LATE_AFTER_MS = 5 * 60_000
const TAIL_ROWS = 5_000
const CITATION = '安全决定 10：审计检查点须送出库外'

export interface PlaceStanding {
  name: string
  kind: string
  /** Of the last checkpoint it took; 0: none. */
  seq: number
  /** Checkpoints it has not taken. */
  behind: number
  takenAt: Instant | null
  failingSince: Instant | null
  error: string | null
}

export interface TrailStanding {
  head: ChainHead | undefined
  checkpoint: { seq: number; at: Instant; key: string } | undefined
  /** Rows behind the last checkpoint. */
  unsigned: number
  /** Of the rows behind the last checkpoint, the first that is not what was written. */
  broken: TrailBreak | undefined
  places: PlaceStanding[]
}

export async function trailStanding(ctx: Pick<Ctx, 'db' | 'ports'>): Promise<TrailStanding> {
  const [head, checkpoint] = [await lastRow(ctx.db), await lastCheckpoint(ctx.db)]
  const tail = checkpoint && (await verifyTail(ctx.db, checkpoint, TAIL_ROWS))
  return {
    head: head && { seq: head.seq, hash: head.hash },
    checkpoint: checkpoint && {
      seq: checkpoint.seq,
      at: checkpoint.at,
      key: fingerprintOf(checkpoint.publicKey),
    },
    unsigned: await ctx.db.$count(auditLog, gt(auditLog.seq, checkpoint?.seq ?? 0)),
    broken: tail?.broken,
    places: await placeStandings(ctx),
  }
}

async function placeStandings({ db, ports }: Pick<Ctx, 'db' | 'ports'>): Promise<PlaceStanding[]> {
  const states = new Map((await db.select().from(auditCopies)).map((state) => [state.place, state]))
  return Promise.all(
    ports.auditOutside.places.map(async ({ name, kind }) => {
      const state = states.get(name)
      const seq = state?.seq ?? 0
      return {
        name,
        kind,
        seq,
        behind: await db.$count(auditCheckpoints, gt(auditCheckpoints.seq, seq)),
        takenAt: state?.takenAt ?? null,
        failingSince: state?.failingSince ?? null,
        error: state?.error ?? null,
      }
    }),
  )
}

/** Empty: the trail is signed, unbroken where it was looked at, and every place has its copies. */
export function trailReasons(standing: TrailStanding, now: Instant): Reason[] {
  const { broken, checkpoint, unsigned } = standing
  const reasons: Reason[] = []
  if (broken)
    reasons.push({ code: 'audit.trail-broken', verdict: 'fail', citation: CITATION, params: { seq: broken.seq } })
  if (checkpoint && unsigned > 0 && now - checkpoint.at > LATE_AFTER_MS)
    reasons.push({ code: 'audit.checkpoint-late', verdict: 'fail', citation: CITATION, params: { rows: unsigned } })
  return reasons
}

/** Empty: the place takes what it is given. */
export function placeReasons({ name, behind, failingSince, error }: PlaceStanding, now: Instant): Reason[] {
  if (behind === 0 || failingSince === null || now - failingSince < LATE_AFTER_MS) return []
  const params = { place: name, behind, words: error ?? '' }
  return [{ code: 'audit.copy-behind', verdict: 'fail', citation: CITATION, params }]
}
