// What carries a time in it that others will rely on is not made while our own clock is known to be wrong.

import { AppError, type Ctx } from './context.ts'

/** A clock nobody checks, or of which too little is known, stops nothing: that is a finding, not a refusal. @throws AppError `unavailable` */
export function demandRightClock({ ports }: Pick<Ctx, 'ports'>): void {
  const { state, offsetMs = 0 } = ports.ownClock.standing()
  if (state === 'wrong')
    throw new AppError('unavailable', 'app.clock-wrong', { seconds: (Math.abs(offsetMs) / 1000).toFixed(1) })
}
