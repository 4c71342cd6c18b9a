// An account as the actor of a request: its person and its roles, as they were sealed.

import type { AccountActor } from '#src/context.ts'
import { type Seeing, wholeRights } from './rights/whole.ts'

/** @throws AppError `not-found` when there is no such account; `forbidden` when its rights were altered behind the service's back */
export async function actorOf(
  seeing: Seeing,
  accountId: string,
  session: Pick<AccountActor, 'sessionId' | 'address' | 'assurance'>,
): Promise<AccountActor> {
  const { personId, name, roles, districtId } = await wholeRights(seeing, accountId)
  const district = districtId !== null && { districtId }
  return { type: 'account', accountId, personId, name, roles: [...roles], ...district, ...session }
}
