import { describe, expect, it } from 'vitest'
import { BUREAU_HOURS, workCalendar } from '#core/sla/calendar.ts'
import { dueAt, readClock } from '#core/sla/clock.ts'
import { STATE_COUNCIL_YEARS } from '#core/sla/state-council.ts'
import { MODEL_START, type ModelTicket, slowly } from './minute-model.ts'

const TICKETS = Number(process.env.ZHENGXUN_SLA_TICKETS ?? 2_000)
const SEED = Number(process.env.ZHENGXUN_SLA_SEED ?? 20_250_301)
const calendar = workCalendar(STATE_COUNCIL_YEARS)

/** xorshift32: the same tickets for the same seed. */
function dice(seed: number): (below: number) => number {
  let state = seed | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** A third of the tickets end within a minute of their due time. */
function randomTicket(roll: (below: number) => number): ModelTicket {
  const kind = (['wall', 'working-time', 'working-days'] as const)[roll(3)] ?? 'wall'
  const received = roll((366 + 365 + 275) * 1440)
  const amount = kind === 'working-days' ? 1 + roll(10) : [15, 30, 60, 120, 240, 1 + roll(3_000)][roll(6)]
  const pauses = Array.from({ length: roll(4) }, () => {
    const from = received - 600 + roll(14 * 1440)
    return { from, to: from + 1 + roll([90, 1_440, 6 * 1_440][roll(3)] ?? 90) }
  })
  const ticket: ModelTicket = {
    kind,
    amount: amount ?? 15,
    reading: roll(2) === 0 ? 'A' : 'B',
    bound: roll(2) === 0 ? 'below' : 'within',
    received,
    done: received + roll(21 * 1440),
    pauses,
  }
  const { due } = slowly(ticket)
  return due >= 0 && roll(3) === 0 ? { ...ticket, done: Math.max(received, due - 1 + roll(3)) } : ticket
}

describe('the clock engine and a minute-by-minute model', () => {
  it(`agree on ${TICKETS.toLocaleString('en')} random tickets of 2024–2026 (F17)`, { timeout: 300_000 }, () => {
    const roll = dice(SEED)
    const instant = (minute: number) => MODEL_START + minute * 60_000
    const differences: unknown[] = []
    const seen = { kept: 0, broken: 0, atTheMinute: 0, paused: 0 }
    for (let number = 0; number < TICKETS; number++) {
      const ticket = randomTicket(roll)
      const slow = slowly(ticket)
      const terms = { calendar, hours: BUREAU_HOURS, reading: ticket.reading }
      const pauses = ticket.pauses.map(({ from, to }) => ({ from: instant(from), to: instant(to) }))
      const rule = { allowance: { kind: ticket.kind, amount: ticket.amount }, bound: ticket.bound }
      const run = { startedAt: instant(ticket.received), stoppedAt: instant(ticket.done), pauses }
      const due = dueAt(run.startedAt, rule.allowance, terms, pauses)
      const read = readClock(run, rule, terms, instant(20 * 1440 + Math.max(ticket.done, slow.due)))
      const fast = { due: due === null ? -1 : (due - MODEL_START) / 60_000, used: read.usedMs / 60_000 }
      if (fast.due !== slow.due || fast.used !== slow.used || (read.state === 'kept') !== slow.isKept)
        differences.push({ ticket, slow, fast, state: read.state })
      seen[slow.isKept ? 'kept' : 'broken']++
      if (slow.due === ticket.done) seen.atTheMinute++
      if (ticket.pauses.length > 0) seen.paused++
    }
    expect(differences.slice(0, 3)).toEqual([])
    // The tickets must have been worth comparing.
    expect(Math.min(seen.kept, seen.broken, seen.paused)).toBeGreaterThan(TICKETS / 5)
    expect(seen.atTheMinute).toBeGreaterThan(TICKETS / 20)
  })
})
