// Adopts a certificate that was found: into a lineage, with its key's record and the places where it is to be served.

import { recordAudit } from '#features/audit/index.ts'
import type { Ctx } from '#src/context.ts'
import { bindInLineage } from './bind.ts'
import { lockLineage, openLineage } from './create.ts'
import type { AdoptCertificate } from './inputs.ts'
import { joinLineage, newestOf } from './join.ts'
import { settleUnknown } from './unknown.ts'

export interface Adoption {
  lineageId: string
  bindingIds: string[]
}

/**
 * The first certificate of a lineage is its active one: it is in use already. A later one is issued until it was proved on every binding.
 * @throws AppError as `createLineage`, `addCertificate` and `bindCertificate`
 */
export async function adoptCertificate(ctx: Ctx, certificateId: string, input: AdoptCertificate): Promise<Adoption> {
  const { lineageId, lineage: opened, key, bindings } = input
  return ctx.db.transaction(async (tx) => {
    const lineage = opened ? await openLineage(tx, ctx, opened) : await lockLineage(tx, lineageId ?? '')
    const isFirst = (await newestOf(tx, lineage.id)) === undefined
    await joinLineage(tx, ctx, lineage, { certificateId, key }, isFirst ? 'active' : 'issued')
    await settleUnknown(tx, ctx, certificateId, { state: 'adopted' })
    const bindingIds: string[] = []
    for (const binding of bindings)
      bindingIds.push((await bindInLineage(tx, ctx, lineage, { ...binding, certificateId })).id)
    await recordAudit(tx, ctx, {
      action: 'certificate.adopted',
      object: { type: 'certificate', id: certificateId },
      detail: { lineageId: lineage.id, name: lineage.name, bindings: bindingIds },
    })
    return { lineageId: lineage.id, bindingIds }
  })
}
