// Who is called when nobody answers: a ladder by minutes since the fault was told, before the 15 minutes of the contract are over. House rule.

import type { Instant } from '../verdict.ts'

const MINUTE_MS = 60_000

/** 值班 · 值班第二人 · 负责人 · 甲方. */
export const RUNGS = ['on-duty', 'second', 'owner', 'customer'] as const
export type Rung = (typeof RUNGS)[number]

export const LADDER: readonly { rung: Rung; afterMs: number }[] = [
  { rung: 'on-duty', afterMs: 0 },
  { rung: 'second', afterMs: 5 * MINUTE_MS },
  { rung: 'owner', afterMs: 10 * MINUTE_MS },
  { rung: 'customer', afterMs: 14 * MINUTE_MS },
]

export interface ToldFault {
  at: Instant
  answeredAt: Instant | null
  called: readonly Rung[]
}

/** Once everybody was called, the call is repeated until somebody answers. */
export const REPEAT_MS = 60 * MINUTE_MS

/** Rungs that are due and were not called yet, lowest first. Who answers stops the climb, for this cause only. */
export function dueRungs({ at, answeredAt, called }: ToldFault, now: Instant): Rung[] {
  if (answeredAt !== null) return []
  return LADDER.filter(({ rung, afterMs }) => at + afterMs <= now && !called.includes(rung)).map(({ rung }) => rung)
}

/** Undefined when the ladder is climbed, or somebody has answered. */
export function nextRungAt({ at, answeredAt, called }: ToldFault): Instant | undefined {
  const next = answeredAt === null ? LADDER.find(({ rung }) => !called.includes(rung)) : undefined
  return next && at + next.afterMs
}
