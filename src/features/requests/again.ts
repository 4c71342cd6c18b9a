// A request whose issuing failed has ended. The same is drafted once more, with its evidence: nobody types and scans it twice.

import { randomUUID } from 'node:crypto'
import type { Tx } from '#db/database.ts'
import { userRequestMaterials } from '#db/schema/requests.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { createIn } from './create.ts'
import type { Desk } from './desk.ts'
import { materialsIn, recordMaterial } from './materials.ts'
import { requirePerson, type UserRequest } from './rules.ts'
import { lockedRequest } from './step.ts'

/** @throws AppError `precondition` for one that did not fail, and as createRequest for what cannot be asked for any more */
export async function askAgain(ctx: Ctx, desk: Desk, id: string): Promise<UserRequest> {
  return ctx.db.transaction(async (tx) => {
    const failed = await lockedRequest(tx, id)
    if (failed.state !== 'failed')
      throw new AppError('precondition', 'requests.step-impossible', { step: 'again', state: failed.state })
    const { kind, staffId, credentialId, details } = failed
    const draft = await createIn(tx, ctx, desk, { kind, staffId, details, ...(credentialId && { credentialId }) })
    await copyMaterials(tx, ctx, failed, draft)
    return draft
  })
}

/** The sealed file is one; both requests name it. */
async function copyMaterials(tx: Tx, ctx: Ctx, from: UserRequest, to: UserRequest): Promise<void> {
  const addedBy = requirePerson(ctx.actor).name
  for (const { name, mediaType, sizeBytes, sha256, secretId } of await materialsIn(tx, from.id)) {
    const copy = { id: randomUUID(), requestId: to.id, name, mediaType, sizeBytes, sha256, secretId }
    const [row] = await tx
      .insert(userRequestMaterials)
      .values({ ...copy, addedBy, addedAt: ctx.now })
      .returning()
    if (row) await recordMaterial(tx, ctx, 'added', to, row)
  }
}
