// What a sighting does to the findings of a check: opens, attaches, recovers. Pure.

import type { Reason } from '#core/checks/check.ts'

export const FINDING_STATES = ['open', 'recovered', 'closed'] as const
export type FindingState = (typeof FINDING_STATES)[number]

/** Same system, same check, same reason: the same finding, however often it is seen. */
export function fingerprint(systemId: string, checkId: string, code: string): string {
  return `${systemId}|${checkId}|${code}`
}

type Fault = Reason & { verdict: 'warn' | 'fail' }

/** What is worth a finding: warnings and failures, one a code, the gravest of each. What nobody could judge is no finding. */
export function faults(reasons: readonly Reason[]): Fault[] {
  const worst = new Map<string, Fault>()
  for (const reason of reasons) {
    if (!isFault(reason)) continue
    const known = worst.get(reason.code)
    if (!known || (known.verdict === 'warn' && reason.verdict === 'fail')) worst.set(reason.code, reason)
  }
  return [...worst.values()]
}

function isFault(reason: Reason): reason is Fault {
  return reason.verdict === 'warn' || reason.verdict === 'fail'
}

/** A check that could not be judged proves no recovery. */
export function provesRecovery(reasons: readonly Reason[]): boolean {
  return reasons.every(isFault)
}

/** Decided in a list of their own, where one click adopts or dismisses them: a ticket with clocks would only be paper. */
const DECIDED_ELSEWHERE: ReadonlySet<string> = new Set(['lineage.certificate-unknown'])

export function needsTicket({ code }: { code: string }): boolean {
  return !DECIDED_ELSEWHERE.has(code)
}
