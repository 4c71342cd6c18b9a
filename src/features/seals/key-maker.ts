// The register's row of a key that makes seals, and who made the key: that person neither asks for its certificate nor for its end.

import { eq } from 'drizzle-orm'
import type { Db, Tx } from '#db/database.ts'
import { accounts } from '#db/schema/accounts.ts'
import { certificateRequests } from '#db/schema/certificates.ts'
import { requirePerson } from '#features/approvals/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { PURPOSE } from './make.ts'

/** @throws AppError `not-found` for what is no key of the seal maker, `precondition` for one that is not SM2 */
export async function keyRequest(db: Db | Tx, id: string) {
  const [row] = await db.select().from(certificateRequests).where(eq(certificateRequests.id, id))
  if (row?.purpose !== PURPOSE || row.keyId === null) throw new AppError('not-found', 'signing.key-not-found')
  if (row.algorithm !== 'sm2')
    throw new AppError('precondition', 'seal-requests.maker-not-sm2', { key: row.commonName })
  return row
}

/** The name of the key, and who made it. @throws AppError `forbidden` where that is who asks now, and as `keyRequest` */
export async function demandOtherThanKeyMaker(
  tx: Tx,
  ctx: Ctx,
  keyRequestId: string,
): Promise<{ key: string; keyMakerPerson: string }> {
  const { personId } = requirePerson(ctx.actor)
  const { commonName, createdBy } = await keyRequest(tx, keyRequestId)
  const [account] = await tx.select({ personId: accounts.personId }).from(accounts).where(eq(accounts.id, createdBy))
  if (!account) throw new AppError('precondition', 'seal-requests.maker-key-of-nobody', { key: commonName })
  if (account.personId === personId) throw new AppError('forbidden', 'seal-requests.maker-key-yours')
  return { key: commonName, keyMakerPerson: account.personId }
}
