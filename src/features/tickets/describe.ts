// A person writes down what a finding was: 问题、现象、原因分析、解决方法.

import { eq } from 'drizzle-orm'
import { findings } from '#db/schema/findings.ts'
import { lockAudit, recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { FindingDescription } from './inputs.ts'
import { type Finding, findingFrom } from './list.ts'

/** Only the fields given change. @throws AppError `not-found` */
export async function describeFinding(ctx: Ctx, id: number, description: FindingDescription): Promise<Finding> {
  return ctx.db.transaction(async (tx) => {
    await lockAudit(tx)
    const given = Object.fromEntries(Object.entries(description).filter(([, text]) => text !== undefined))
    const [row] = await tx.update(findings).set(given).where(eq(findings.id, id)).returning()
    if (!row) throw new AppError('not-found', 'findings.not-found', { id })
    await recordAudit(tx, ctx, {
      action: 'finding.described',
      object: { type: 'finding', id: String(id) },
      detail: given,
    })
    return findingFrom(row)
  })
}
