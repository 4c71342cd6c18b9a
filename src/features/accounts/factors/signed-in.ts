import { type AccountActor, AppError, type Ctx } from '#src/context.ts'

/** Whose own security this is about. @throws AppError `unauthenticated` */
export function signedInAccount({ actor }: Ctx): AccountActor {
  if (actor.type !== 'account') throw new AppError('unauthenticated', 'app.sign-in-required')
  return actor
}
