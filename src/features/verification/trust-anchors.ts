// The certificates verifications trust: listed, added, removed, each change audited.

import { randomUUID } from 'node:crypto'
import { asc, eq } from 'drizzle-orm'
import { toHex } from '#core/bytes/hex.ts'
import { unarmoured } from '#core/formats.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { nameText } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { trustAnchors } from '#db/schema/verification.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { requireUsable, type UploadedFile } from './rules.ts'
import { actorColumns } from './verify.ts'

export type AnchorUsage = 'all' | 'documents' | 'timestamps'

export interface TrustAnchor {
  id: string
  sha256: string
  subject: string
  notAfter: number
  usage: AnchorUsage
  addedAt: number
  addedBy: string
}

export async function listTrustAnchors(ctx: Ctx): Promise<TrustAnchor[]> {
  const rows = await ctx.db.select().from(trustAnchors).orderBy(asc(trustAnchors.subject), asc(trustAnchors.id))
  return rows.map(({ der: _, ...anchor }) => anchor)
}

/**
 * Takes every certificate of a file; those trusted already are passed over.
 * @returns the anchors added
 * @throws AppError `bad-input` when the file holds something that is no certificate, or nothing new
 */
export async function addTrustAnchors(ctx: Ctx, file: UploadedFile, usage: AnchorUsage): Promise<TrustAnchor[]> {
  requireUsable(file)
  const certificates = unarmoured(file.bytes).map(requireCertificate)
  return ctx.db.transaction(async (tx) => {
    const added: TrustAnchor[] = []
    for (const certificate of certificates) {
      const row = await rowOf(ctx, certificate, usage)
      const [kept] = await tx.insert(trustAnchors).values(row).onConflictDoNothing().returning({ id: trustAnchors.id })
      if (!kept) continue
      const { der: _, ...anchor } = row
      added.push(anchor)
      const { sha256, subject } = row
      await recordAudit(tx, ctx, {
        action: 'trust-anchor.added',
        object: { type: 'trust-anchor', id: row.id },
        detail: { sha256, subject, usage },
      })
    }
    if (added.length === 0) throw new AppError('conflict', 'verification.anchor-exists')
    return added
  })
}

function requireCertificate(der: Uint8Array): Certificate {
  const certificate = parseCertificate(der)
  if (!certificate.ok) throw new AppError('bad-input', 'verification.anchor-unreadable', { ...certificate.error })
  return certificate.value
}

async function rowOf(ctx: Ctx, certificate: Certificate, usage: AnchorUsage) {
  return {
    id: randomUUID(),
    sha256: toHex(await ctx.ports.primitives.digest('sha256', certificate.raw)),
    der: certificate.raw,
    subject: nameText(certificate.subject),
    notAfter: certificate.notAfter,
    usage,
    addedAt: ctx.now,
    addedBy: actorColumns(ctx.actor).actorName,
  }
}

/** @throws AppError `not-found` */
export async function removeTrustAnchor(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [removed] = await tx.delete(trustAnchors).where(eq(trustAnchors.id, id)).returning()
    if (!removed) throw new AppError('not-found', 'verification.anchor-not-found')
    const { sha256, subject, usage } = removed
    await recordAudit(tx, ctx, {
      action: 'trust-anchor.removed',
      object: { type: 'trust-anchor', id },
      detail: { sha256, subject, usage },
    })
  })
}
