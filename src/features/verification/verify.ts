// Verifies an uploaded object with the trust material of the house and keeps the report.

import { randomUUID } from 'node:crypto'
import { toHex } from '#core/bytes/hex.ts'
import type { ReportJson } from '#core/verification-report.ts'
import { verifications } from '#db/schema/verification.ts'
import { recordAudit } from '#features/audit/index.ts'
import { askedBy, houseMaterial } from '#features/trust/index.ts'
import type { Actor, Ctx } from '#src/context.ts'
import type { ReceivedFile } from '#src/ports.ts'
import { requireContent, requireUsable, storable, type UploadedFile } from './rules.ts'

export interface VerificationOrder {
  file: UploadedFile
  /** Detached content, or the data a timestamp is for. */
  content?: ReceivedFile
  query?: UploadedFile
  /** Trusted for this verification only; the report names them. */
  anchors?: readonly UploadedFile[]
  intermediates?: readonly UploadedFile[]
  /** Revocation evidence: nothing is fetched for a document. */
  crls?: readonly UploadedFile[]
  ocsps?: readonly UploadedFile[]
  /** What to ask for, by name; absent: the default policy. */
  policy?: string
}

export interface Verified {
  id: string
  report: ReportJson
}

/**
 * Under the default policy verification is strict: a certificate without a revocation answer is INDETERMINATE, and a second engine is asked.
 * @throws AppError `bad-input` or `limit` for files that cannot be taken, `not-found` for an unknown policy; a broken object is a report, not an error
 */
export async function verifyUpload(ctx: Ctx, order: VerificationOrder): Promise<Verified> {
  const { file, content, query, anchors = [], intermediates = [], crls = [], ocsps = [] } = order
  const single = [file, query].flatMap((one) => (one ? [one] : []))
  if (content) requireContent(content)
  for (const one of [...single, ...anchors, ...intermediates, ...crls, ...ocsps]) requireUsable(one)
  const house = await houseMaterial(ctx, order.policy)
  const report = await ctx.ports.verifier.verify({
    object: file,
    format: 'auto',
    ...(content && { content }),
    ...(query && { query }),
    anchors: [...house.anchors, ...anchors],
    tsaAnchors: [...house.tsaAnchors, ...anchors],
    certificateAnchors: [...house.certificateAnchors, ...anchors],
    intermediates: [...house.intermediates, ...intermediates],
    crls: [...house.crls, ...crls],
    ocsps: [...house.ocsps, ...ocsps],
    at: ctx.now,
    ...askedBy(house.policy),
  })
  return save(ctx, { ...file, name: storable(file.name) }, storable(report))
}

async function save(ctx: Ctx, file: UploadedFile, report: ReportJson): Promise<Verified> {
  const id = randomUUID()
  const sha256 = toHex(await ctx.ports.primitives.digest('sha256', file.bytes))
  const { kind, verdict, indication, subIndication = null, technical } = report
  await ctx.db.transaction(async (tx) => {
    await tx.insert(verifications).values({
      id,
      createdAt: ctx.now,
      ...actorColumns(ctx.actor),
      fileName: file.name,
      sha256,
      kind,
      verdict,
      indication,
      subIndication,
      technical,
      report,
    })
    await recordAudit(tx, ctx, {
      action: 'verification.made',
      object: { type: 'verification', id },
      detail: { fileName: file.name, sha256, kind, verdict, indication, subIndication },
    })
  })
  return { id, report }
}

export function actorColumns(actor: Actor): { actorId: string; actorName: string } {
  if (actor.type === 'account') return { actorId: actor.accountId, actorName: actor.name }
  return actor.type === 'system' ? { actorId: actor.name, actorName: actor.name } : { actorId: '', actorName: '' }
}
