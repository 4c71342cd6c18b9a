import { type Actor, AppError } from '#src/context.ts'

/** Account id, or the name of the job. */
export function actorId(actor: Actor): string {
  if (actor.type === 'account') return actor.accountId
  if (actor.type === 'system') return actor.name
  throw new AppError('unauthenticated', 'app.sign-in-required')
}

export function actorName(actor: Actor): string {
  return actor.type === 'anonymous' ? '' : actor.name
}
