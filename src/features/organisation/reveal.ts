// Opens the number of a document: for the time of a piece of work, or for a person's eyes, which is written down.

import type { Tx } from '#db/database.ts'
import { recordAudit } from '#features/audit/index.ts'
import type { Ctx } from '#src/context.ts'
import type { Identity } from './identity.ts'
import { requireAccount } from './rules.ts'
import { staffIn } from './staff.ts'

/** @throws AppError `not-found` for one of another district, `unavailable` when it cannot be unsealed */
export async function useIdentity<T>(
  ctx: Ctx,
  tx: Tx,
  staffId: string,
  work: (identity: Identity) => Promise<T>,
): Promise<T> {
  const { identityKind: kind, identitySecretId } = await staffIn(tx, staffId)
  return ctx.ports.secrets.use(tx, identitySecretId, 'identity-number', (secret) =>
    work({ kind, number: new TextDecoder().decode(secret) }),
  )
}

/** For the review page: who looked at whose number, and why, is on the trail before it is shown. @throws AppError */
export async function revealIdentity(ctx: Ctx, staffId: string, reason: string): Promise<Identity> {
  requireAccount(ctx.actor)
  return ctx.db.transaction((tx) =>
    useIdentity(ctx, tx, staffId, async (identity) => {
      await recordAudit(tx, ctx, {
        action: 'staff.identity-shown',
        object: { type: 'staff', id: staffId },
        detail: { kind: identity.kind, reason },
      })
      return identity
    }),
  )
}
