// How a source stands now: what a round's two items ask.

import { backupReason } from '#core/backups/layers.ts'
import type { Reason } from '#core/checks/check.ts'
import type { Ctx } from '#src/context.ts'
import { standingIn } from './drills.ts'
import { listSources, type SourceCheck } from './sources.ts'

/** A verdict this old says nothing about today. */
const STALE_AFTER_MS = 26 * 3_600_000

/** Of a source nobody registered nothing is known: an item of a register from elsewhere must not keep a round from ending. */
export async function sourceStanding(ctx: Ctx, sourceId: string, check: SourceCheck): Promise<Reason[]> {
  const source = (await listSources(ctx)).find((line) => line.source.id === sourceId)?.source
  if (!source) return [backupReason('unknown', 'presence.not-looked')]
  if (check === 'usability') return standingIn(ctx.db, sourceId, ctx.now)
  if (source.checkedAt === null || ctx.now - source.checkedAt > STALE_AFTER_MS)
    return [backupReason('unknown', 'presence.not-looked')]
  return source.completenessReasons
}
