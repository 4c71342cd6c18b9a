// A private key of the service leaves it: asked for by one operator, approved by another, fetched once by who asked.

import { z } from '@hono/zod-openapi'
import { eq } from 'drizzle-orm'
import { targetOf } from '#core/targets/catalogue.ts'
import { KEY_IN_PACKAGE } from '#core/targets/target.ts'
import type { Tx } from '#db/database.ts'
import { certificates } from '#db/schema/certificates.ts'
import { type ApprovalKind, type ApprovalRow, openFor, propose, takeApproval } from '#features/approvals/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { type AskKeyExport, PACKAGED } from './inputs.ts'
import { sealedKeyOf } from './sealed-key.ts'

const DAY_MS = 24 * 3_600_000

const Packaged = z.strictObject({ certificateId: z.uuid(), ...PACKAGED })
const KeyExport = z.strictObject({
  package: Packaged,
  subject: z.string(),
  serial: z.string(),
  sha256: z.string(),
})
type KeyExport = z.output<typeof KeyExport>

export const keyExportKind: ApprovalKind<KeyExport> = {
  id: 'key-export',
  requesters: ['operator'],
  deciders: ['operator'],
  lifetimeMs: DAY_MS,
  request: KeyExport,
  describe: ({ package: { target, format, version }, subject, serial, sha256 }) => [
    { code: 'approvals.key-export.what', params: { subject, serial, sha256 } },
    { code: 'approvals.key-export.where', params: { target: `${target} ${version}`.trim(), format } },
    { code: 'approvals.key-export.once' },
  ],
  isForEmergencies: () => true,
  effect: { when: 'on-use', withinMs: DAY_MS },
}

/** @throws AppError `not-found`; `forbidden` where the key is born in the device; `precondition` where it is not here; `conflict` where the same waits already */
export async function askKeyExport(ctx: Ctx, certificateId: string, input: AskKeyExport): Promise<ApprovalRow> {
  const { why, ...packaged } = input
  return ctx.db.transaction(async (tx) => {
    const [row] = await tx.select().from(certificates).where(eq(certificates.id, certificateId))
    if (!row) throw new AppError('not-found', 'certificates.not-found')
    if (targetOf(packaged.target)?.keyOrigin === 'device' || KEY_IN_PACKAGE[packaged.format] === 'never')
      throw new AppError('forbidden', 'package.key-export-forbidden')
    if (!(await sealedKeyOf(tx, row))) throw new AppError('precondition', 'package.key-not-here')
    const { subject, serial, sha256 } = row
    return propose(tx, ctx, keyExportKind, {
      object: { type: 'certificate', id: certificateId },
      subject,
      request: { package: { certificateId, ...packaged }, subject, serial, sha256 },
      reason: why,
    })
  })
}

/** Those that wait or may be used. */
export function openKeyExports(ctx: Ctx, certificateId: string): Promise<ApprovalRow[]> {
  return openFor(ctx, keyExportKind, certificateId)
}

/** The approval in hand, if it is for this very package. @throws AppError `precondition` for another one, and as `takeApproval` */
export async function approvedExport(tx: Tx, ctx: Ctx, id: string, wanted: z.output<typeof Packaged>) {
  const used = await takeApproval(tx, ctx, keyExportKind, id)
  const approved = used.approved.request.package
  const isSame = (['certificateId', 'target', 'format', 'version'] as const).every(
    (part) => approved[part] === wanted[part],
  )
  if (!isSame) throw new AppError('precondition', 'package.key-export-other')
  return used
}
