// Verifies an uploaded object with the trust material of the house and keeps the report.

import type { Ctx } from '#src/context.ts'
import { type DigestedFile, digested } from './material.ts'
import { placedFiles, placedHouse, requestOf, type VerificationOrder } from './request.ts'
import { requireAnchorsTaken } from './rules.ts'
import { type Judged, saveVerification, type Verified } from './save.ts'

/**
 * Under the default policy verification is strict: a certificate without a revocation answer is INDETERMINATE, and a second engine is asked.
 * @throws AppError `bad-input` or `limit` for files that cannot be taken, `not-found` for an unknown policy; a broken object is a report, not an error
 */
export async function verifyUpload(ctx: Ctx, order: VerificationOrder): Promise<Verified> {
  const judged = await judgeOrder(ctx, order)
  return ctx.db.transaction((tx) => saveVerification(tx, ctx, judged))
}

/** The judgement, not saved yet. */
export async function judgeOrder(ctx: Ctx, order: VerificationOrder): Promise<Judged & { files: DigestedFile[] }> {
  const supplied = placedFiles(order)
  const house = await placedHouse(ctx, order.policy)
  requireAnchorsTaken(house.policy, order.anchors ?? [])
  const files = [...house.files, ...supplied]
  const asked = { format: order.format ?? 'auto', policy: house.policy }
  const at = order.at ?? ctx.now
  const report = await ctx.ports.verifier.verify(requestOf(files, asked, at, order.password))
  return { files: await digested(ctx, files, report), asked, at, report }
}
