// Proposes a change of what is trusted. Nothing takes effect by it: another person decides.

import { randomUUID } from 'node:crypto'
import { and, eq, gt } from 'drizzle-orm'
import { trustChanges } from '#db/schema/trust.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { loadMaterial } from './materials.ts'
import { type Preview, previewOf } from './preview.ts'
import { type MaterialKind, type ReadMaterial, readMaterial, type UploadedFile } from './read.ts'
import {
  type AnchorUsage,
  type Change,
  type ChangeAction,
  type MaterialRow,
  PROPOSAL_LIFETIME_MS,
  purposeOf,
  requirePerson,
} from './rules.ts'

export interface Proposal {
  action: ChangeAction
  kind: MaterialKind
  /** What is to be added; a replacement without a file keeps the content and changes the usage. */
  file?: UploadedFile
  /** Of anchors; default `all`, or as it was. */
  usage?: AnchorUsage
  /** What is to end. */
  materialId?: string
  reason: string
}

export interface Proposed {
  change: Change
  preview: Preview
}

/** @throws AppError `bad-input` for what cannot be proposed, `not-found`, `conflict` where it is so already or waits already */
export async function proposeChange(ctx: Ctx, proposal: Proposal): Promise<Proposed> {
  const actor = requirePerson(ctx.actor)
  const target = await targetOf(ctx, proposal)
  const material = await materialOf(ctx, proposal, target)
  const usage = usageOf(proposal, target)
  requireDifference(proposal, material, usage, target)
  const preview = await previewOf(ctx, material)
  if (preview.duplicateOf !== undefined && preview.duplicateOf !== target?.id)
    throw new AppError('conflict', 'trust.exists')
  const { kind, sha256, sm3, subject, issuer, validFrom, validUntil, content } = material
  const row = {
    id: randomUUID(),
    action: proposal.action,
    ...{ kind, sha256, sm3, subject, issuer, validFrom, validUntil, usage },
    purpose: target && proposal.action === 'remove' ? target.purpose : purposeOf(material),
    content: proposal.action === 'remove' ? null : content,
    materialId: target?.id ?? null,
    reason: proposal.reason,
    state: 'pending' as const,
    proposedAt: ctx.now,
    expiresAt: ctx.now + PROPOSAL_LIFETIME_MS,
    proposedBy: actor.accountId,
    proposedPerson: actor.personId,
    proposedName: actor.name,
    warnings: preview.warnings,
  }
  return { change: await save(ctx, row), preview }
}

async function targetOf(ctx: Ctx, { action, kind, materialId }: Proposal): Promise<MaterialRow | undefined> {
  if (action === 'add') {
    if (materialId !== undefined) throw new AppError('bad-input', 'trust.target-needless')
    return undefined
  }
  if (materialId === undefined) throw new AppError('bad-input', 'trust.target-required')
  const target = await loadMaterial(ctx, materialId)
  if (target.removedAt !== null) throw new AppError('conflict', 'trust.material-removed')
  if (target.kind !== kind) throw new AppError('bad-input', 'trust.target-other-kind')
  return target
}

async function materialOf(ctx: Ctx, proposal: Proposal, target: MaterialRow | undefined): Promise<ReadMaterial> {
  const kept = target && { name: target.subject, bytes: target.content }
  const file = proposal.action === 'remove' ? kept : (proposal.file ?? (proposal.usage && kept))
  if (!file) throw new AppError('bad-input', 'trust.file-required')
  const material = await readMaterial(proposal.kind, file, ctx.ports.primitives)
  if (target && material.kind === 'policy' && material.subject !== target.subject)
    throw new AppError('bad-input', 'trust.target-other-policy', { id: target.subject })
  return material
}

function usageOf({ kind, usage }: Proposal, target: MaterialRow | undefined): AnchorUsage | null {
  if (kind === 'anchor') return usage ?? target?.usage ?? 'all'
  if (usage !== undefined) throw new AppError('bad-input', 'trust.usage-needless')
  return null
}

function requireDifference(
  { action }: Proposal,
  { sha256 }: ReadMaterial,
  usage: AnchorUsage | null,
  target: MaterialRow | undefined,
): void {
  if (action === 'replace' && target && target.sha256 === sha256 && target.usage === usage)
    throw new AppError('conflict', 'trust.nothing-changes')
}

async function save(ctx: Ctx, row: typeof trustChanges.$inferInsert & { id: string }): Promise<Change> {
  const { id, action, kind, sha256, subject, usage = null, purpose = null, materialId = null, reason } = row
  return ctx.db.transaction(async (tx) => {
    const same = and(eq(trustChanges.action, action), eq(trustChanges.kind, kind), eq(trustChanges.sha256, sha256))
    const [waiting] = await tx
      .select({ id: trustChanges.id })
      .from(trustChanges)
      .where(and(same, eq(trustChanges.state, 'pending'), gt(trustChanges.expiresAt, ctx.now)))
    if (waiting) throw new AppError('conflict', 'trust.proposed-already')
    const [kept] = await tx.insert(trustChanges).values(row).returning()
    if (!kept) throw new Error('the proposal was not kept')
    await recordAudit(tx, ctx, {
      action: 'trust-change.proposed',
      object: { type: 'trust-change', id },
      detail: { action, kind, sha256, subject, usage, purpose, materialId, reason },
    })
    const { content: _, ...change } = kept
    return change
  })
}
