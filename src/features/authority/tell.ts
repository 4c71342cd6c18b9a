// Tells authorities outside what was revoked here (CMP rr): each certificate once, again only where they did not answer.

import { and, asc, eq, isNull } from 'drizzle-orm'
import { authorities, authorityCertificates, authorityRevocations, authorityTellings } from '#db/schema/authority.ts'
import { recordAudit } from '#features/audit/index.ts'
import { getConnection, openConnection } from '#features/issuers/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { REVOCATION_REASONS, type RevocationReason } from '#src/issuing-ports.ts'

const AT_MOST = 100

/** A job. What one of them refuses is written down as refused, and is a person's to take up. */
export async function tellRevocations(ctx: Ctx): Promise<void> {
  const rows = await ctx.db
    .select({
      revocation: authorityRevocations,
      certificate: authorityCertificates.certificate,
      connectionId: authorities.connectionId,
    })
    .from(authorityRevocations)
    .innerJoin(authorities, eq(authorities.id, authorityRevocations.authorityId))
    .innerJoin(authorityCertificates, eq(authorityCertificates.id, authorityRevocations.certificateId))
    .leftJoin(authorityTellings, eq(authorityTellings.position, authorityRevocations.position))
    .where(
      and(eq(authorities.kind, 'cmp'), eq(authorityRevocations.kind, 'revoked'), isNull(authorityTellings.position)),
    )
    .orderBy(asc(authorityRevocations.position))
    .limit(AT_MOST)
  for (const { revocation, certificate, connectionId } of rows) {
    if (!certificate || connectionId === null) continue
    const said = await tell(ctx, connectionId, certificate, reasonOf(revocation.reason))
    // Away: the next turn asks again.
    if (said === 'away') continue
    await ctx.db.transaction(async (tx) => {
      const { position, serial } = revocation
      await tx.insert(authorityTellings).values({ position, at: ctx.now, problem: said }).onConflictDoNothing()
      await recordAudit(tx, ctx, {
        action: said === null ? 'credential.revocation-taken' : 'credential.revocation-refused',
        object: { type: 'authority', id: revocation.authorityId },
        detail: { serial, reason: revocation.reason, problem: said },
      })
    })
  }
}

async function tell(ctx: Ctx, connectionId: string, certificate: Uint8Array, reason: RevocationReason) {
  try {
    await (await openConnection(ctx, await getConnection(ctx, connectionId))).revoke({ certificate, reason })
    return null
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error.kind === 'unavailable' || error.kind === 'limit' ? 'away' : error.code
  }
}

/** What a subscriber may ask for; what is the house's own affair is not told. */
function reasonOf(reason: string): RevocationReason {
  return reason in REVOCATION_REASONS ? (reason as RevocationReason) : 'unspecified'
}
