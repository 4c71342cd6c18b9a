// Verifies an uploaded object against the trust anchors of the house and keeps the report.

import { randomUUID } from 'node:crypto'
import { toHex } from '#core/bytes/hex.ts'
import type { ReportJson } from '#core/verification-report.ts'
import { trustAnchors, verifications } from '#db/schema/verification.ts'
import { recordAudit } from '#features/audit/index.ts'
import type { Actor, Ctx } from '#src/context.ts'
import { requireUsable, storable, type UploadedFile } from './rules.ts'

export interface VerificationOrder {
  file: UploadedFile
  /** Detached content, or the data a timestamp is for. */
  content?: UploadedFile
  query?: UploadedFile
  /** Trusted for this verification only; the report names them. */
  anchors?: readonly UploadedFile[]
  intermediates?: readonly UploadedFile[]
  /** Revocation evidence: nothing is fetched for a document. */
  crls?: readonly UploadedFile[]
  ocsps?: readonly UploadedFile[]
}

export interface Verified {
  id: string
  report: ReportJson
}

/**
 * Interactive verification is strict: a certificate without a revocation answer is INDETERMINATE, and a second engine is asked.
 * @throws AppError `bad-input` or `limit` for files that cannot be taken; a broken object is a report, not an error
 */
export async function verifyUpload(ctx: Ctx, order: VerificationOrder): Promise<Verified> {
  const { file, content, query, anchors = [], intermediates = [], crls = [], ocsps = [] } = order
  const single = [file, content, query].flatMap((one) => (one ? [one] : []))
  for (const one of [...single, ...anchors, ...intermediates, ...crls, ...ocsps]) requireUsable(one)
  const house = await ctx.db.select().from(trustAnchors)
  const houseFor = (usage: 'documents' | 'timestamps') =>
    house
      .filter((anchor) => anchor.usage === 'all' || anchor.usage === usage)
      .map((anchor) => ({ name: anchor.subject, bytes: anchor.der }))
  const report = await ctx.ports.verifier.verify({
    object: file,
    format: 'auto',
    ...(content && { content }),
    ...(query && { query }),
    anchors: [...houseFor('documents'), ...anchors],
    tsaAnchors: [...houseFor('timestamps'), ...anchors],
    intermediates,
    crls,
    ocsps,
    at: ctx.now,
    requireRevocation: true,
    crossCheck: true,
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
