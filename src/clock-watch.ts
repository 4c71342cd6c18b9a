// Notices that the wall clock was set: it moved otherwise than the time that went by (reference: deadlines go by the wall clock,
// intervals by the monotonic one; a jump of more than two seconds is recorded).

import type { Instant } from '#core/verdict.ts'

/** Below this it is the clock being slewed, or a second that was late. */
export const JUMP_MS = 2_000
/** What cannot be taken back waits for so long after a jump: a clock that was set wrong is usually set back. */
export const STEADY_AFTER_MS = 10 * 60_000

export interface ClockJump {
  /** Where the wall clock would stand, and where it stands. */
  expected: Instant
  found: Instant
}

export class ClockWatch {
  #wall: Instant
  #monotonicMs: number
  #jumpedAtMs: number | undefined

  constructor(wall: Instant, monotonicMs: number) {
    this.#wall = wall
    this.#monotonicMs = monotonicMs
  }

  /** The jump since the last look, if there was one. */
  look(wall: Instant, monotonicMs: number): ClockJump | undefined {
    const expected = Math.round(this.#wall + monotonicMs - this.#monotonicMs)
    this.#wall = wall
    this.#monotonicMs = monotonicMs
    if (Math.abs(wall - expected) <= JUMP_MS) return undefined
    this.#jumpedAtMs = monotonicMs
    return { expected, found: wall }
  }

  isSteady(monotonicMs: number): boolean {
    return this.#jumpedAtMs === undefined || monotonicMs - this.#jumpedAtMs >= STEADY_AFTER_MS
  }
}
