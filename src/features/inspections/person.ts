// Whoever writes down, signs or reviews is a person.

import { type AccountActor, AppError, type Ctx } from '#src/context.ts'

/** @throws AppError `unauthenticated`: a job never signs or judges in a person's name. */
export function person(ctx: Ctx): AccountActor {
  if (ctx.actor.type !== 'account') throw new AppError('unauthenticated', 'app.sign-in-required')
  return ctx.actor
}
