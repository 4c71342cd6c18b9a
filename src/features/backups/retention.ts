// Which own backups may go. Pure. Days and months of Shanghai; house rule: 14 daily, 12 monthly.

import { civilDateOf } from '#core/calendar/civil.ts'
import type { Instant } from '#core/verdict.ts'

export interface KeptBackup {
  id: string
  startedAt: Instant
  /** Every byte was as sealed when it was last read. */
  isComplete: boolean
  /** A drill passed. */
  isUsable: boolean
  /** A drill runs on it. */
  isInUse: boolean
}

export const RETENTION = { days: 14, months: 12 }

/** Ids that may go. The newest backup, the newest complete one and the last usable one stay whatever their age. */
export function superfluous(backups: readonly KeptBackup[], { days, months } = RETENTION): string[] {
  const newestFirst = backups.toSorted((a, b) => b.startedAt - a.startedAt)
  const sound = newestFirst.filter(({ isComplete }) => isComplete)
  const kept = new Set<KeptBackup | undefined>([
    newestFirst[0],
    sound[0],
    sound.find(({ isUsable }) => isUsable),
    ...newestFirst.filter(({ isInUse }) => isInUse),
    ...newestOfEach(sound, days, ({ startedAt }) => civilDateOf(startedAt)),
    ...newestOfEach(sound, months, ({ startedAt }) => civilDateOf(startedAt).slice(0, 7)),
  ])
  return newestFirst.filter((one) => !kept.has(one)).map(({ id }) => id)
}

function newestOfEach(
  newestFirst: readonly KeptBackup[],
  count: number,
  periodOf: (backup: KeptBackup) => string,
): KeptBackup[] {
  const newest = new Map<string, KeptBackup>()
  for (const backup of newestFirst) if (!newest.has(periodOf(backup))) newest.set(periodOf(backup), backup)
  return [...newest.values()].slice(0, count)
}
