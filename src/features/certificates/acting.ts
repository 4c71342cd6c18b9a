// Who acts, as rows keep it.

import { type Actor, AppError } from '#src/context.ts'

/** Account id or name of the job. @throws AppError `unauthenticated` */
export function actorId(actor: Actor): string {
  if (actor.type === 'account') return actor.accountId
  if (actor.type === 'system') return actor.name
  throw new AppError('unauthenticated', 'app.sign-in-required')
}
