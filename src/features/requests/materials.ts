// Evidence of a request: scans and papers, sealed, hashed, and looked at by name.

import { randomUUID } from 'node:crypto'
import { and, asc, count, eq, isNull } from 'drizzle-orm'
import { toHex } from '#core/bytes/hex.ts'
import { safeFileName } from '#core/downloads/attachment.ts'
import type { Db, Tx } from '#db/database.ts'
import { userRequestMaterials } from '#db/schema/requests.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { EDITABLE, requirePerson, type UserRequest } from './rules.ts'
import { lockedRequest } from './step.ts'

export type Material = typeof userRequestMaterials.$inferSelect

/** A telephone's picture or a scan of some pages; a video does not fit. */
export const MAX_MATERIAL_BYTES = 8 * 1024 * 1024
export const MAX_MATERIALS = 12

const MAGIC: readonly [type: string, octets: readonly number[]][] = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
]

/** By the octets, whatever the name says. */
export function mediaTypeOf(bytes: Uint8Array): string | undefined {
  return MAGIC.find(([, octets]) => octets.every((octet, at) => bytes[at] === octet))?.[0]
}

/** @throws AppError `bad-input` for another type, `limit` for too many, `conflict` for the same file again, `precondition` once submitted */
export async function addMaterial(
  ctx: Ctx,
  requestId: string,
  file: { name: string; bytes: Uint8Array },
): Promise<Material> {
  const mediaType = mediaTypeOf(file.bytes)
  const name = safeFileName(file.name)
  if (mediaType === undefined) throw new AppError('bad-input', 'requests.material-type', { name })
  const sha256 = toHex(await ctx.ports.primitives.digest('sha256', file.bytes))
  return ctx.db.transaction(async (tx) => {
    const request = await ownEditable(tx, ctx, requestId)
    await requireRoom(tx, requestId)
    const secretId = await ctx.ports.secrets.keep(tx, { secret: file.bytes, purpose: 'request-material', now: ctx.now })
    const [row] = await tx
      .insert(userRequestMaterials)
      .values({
        ...{ id: randomUUID(), requestId, name, mediaType, sizeBytes: file.bytes.length, sha256, secretId },
        ...{ addedBy: requirePerson(ctx.actor).name, addedAt: ctx.now },
      })
      .onConflictDoNothing()
      .returning()
    if (!row) throw new AppError('conflict', 'requests.material-twice', { name })
    await recordMaterial(tx, ctx, 'added', request, row)
    return row
  })
}

/** While the request is with who asks. @throws AppError */
export async function removeMaterial(ctx: Ctx, requestId: string, id: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const request = await ownEditable(tx, ctx, requestId)
    const [row] = await tx
      .update(userRequestMaterials)
      .set({ removedAt: ctx.now })
      .where(and(isOne(requestId, id), isNull(userRequestMaterials.removedAt)))
      .returning()
    if (!row) throw new AppError('not-found', 'requests.material-unknown')
    await recordMaterial(tx, ctx, 'removed', request, row)
  })
}

/** The file itself, for whoever may see the request; who looked is on the trail first. @throws AppError `not-found`, `unavailable` */
export async function openMaterial(
  ctx: Ctx,
  requestId: string,
  id: string,
): Promise<{ material: Material; bytes: Uint8Array }> {
  requirePerson(ctx.actor)
  return ctx.db.transaction(async (tx) => {
    const [material] = await tx.select().from(userRequestMaterials).where(isOne(requestId, id))
    if (!material) throw new AppError('not-found', 'requests.material-unknown')
    await recordAudit(tx, ctx, {
      action: 'user-request-material.viewed',
      object: { type: 'user-request', id: requestId },
      detail: { material: id, sha256: material.sha256 },
    })
    const bytes = await ctx.ports.secrets.use(tx, material.secretId, 'request-material', async (secret) =>
      secret.slice(),
    )
    return { material, bytes }
  })
}

/** Those that are part of it now, in the order they came. */
export function materialsOf({ db }: Ctx, requestId: string): Promise<Material[]> {
  return materialsIn(db, requestId)
}

/** The same inside a transaction. */
export function materialsIn(db: Db | Tx, requestId: string): Promise<Material[]> {
  const { requestId: of, removedAt, addedAt, id } = userRequestMaterials
  return db
    .select()
    .from(userRequestMaterials)
    .where(and(eq(of, requestId), isNull(removedAt)))
    .orderBy(asc(addedAt), asc(id))
}

const isOne = (requestId: string, id: string) =>
  and(eq(userRequestMaterials.requestId, requestId), eq(userRequestMaterials.id, id))

async function ownEditable(tx: Tx, ctx: Ctx, requestId: string): Promise<UserRequest> {
  const actor = requirePerson(ctx.actor)
  const request = await lockedRequest(tx, requestId)
  if (request.requesterPerson !== actor.personId) throw new AppError('forbidden', 'requests.not-requester')
  if (!(EDITABLE as readonly string[]).includes(request.state))
    throw new AppError('precondition', 'requests.step-impossible', { step: 'materials', state: request.state })
  return request
}

async function requireRoom(tx: Tx, requestId: string): Promise<void> {
  const { requestId: of, removedAt } = userRequestMaterials
  const [found] = await tx
    .select({ kept: count() })
    .from(userRequestMaterials)
    .where(and(eq(of, requestId), isNull(removedAt)))
  if ((found?.kept ?? 0) >= MAX_MATERIALS)
    throw new AppError('limit', 'requests.materials-too-many', { max: MAX_MATERIALS })
}

export async function recordMaterial(
  tx: Tx,
  ctx: Ctx,
  what: 'added' | 'removed',
  request: UserRequest,
  row: Material,
): Promise<void> {
  await recordAudit(tx, ctx, {
    action: `user-request-material.${what}`,
    object: { type: 'user-request', id: request.id },
    detail: { material: row.id, name: row.name, sha256: row.sha256, sizeBytes: row.sizeBytes },
  })
}
