// Takes in many files as one batch: what can be verified waits for its turn, what cannot is an item with its reason.

import { randomUUID } from 'node:crypto'
import { toHex } from '#core/bytes/hex.ts'
import type { Tx } from '#db/database.ts'
import { verificationBatches, verificationBatchFiles, verificationBatchItems } from '#db/schema/verification.ts'
import { recordAudit } from '#features/audit/index.ts'
import { houseMaterial } from '#features/trust/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { ReceivedFile } from '#src/ports.ts'
import { keepMaterials } from '../material.ts'
import type { MaterialField } from '../request.ts'
import {
  isHeld,
  MAX_FILE_BYTES,
  requireUsable,
  sizeOf,
  storable,
  type UploadedFile,
  watchedByDefault,
} from '../rules.ts'
import { actorColumns } from '../save.ts'
import { type BatchSource, type Handed, type PlannedItem, type Problem, planBatch } from './plan.ts'
import { isZip, openZip } from './unzip.ts'

export interface BatchOrder {
  /** Absent: that of the archive, or of the first file. */
  name?: string
  /** Several files, or one archive. */
  files: readonly ReceivedFile[]
  manifest?: UploadedFile
  /** For every item of the batch. */
  anchors?: readonly UploadedFile[]
  intermediates?: readonly UploadedFile[]
  crls?: readonly UploadedFile[]
  ocsps?: readonly UploadedFile[]
  policy?: string
  /** Absent: as for a single verification of the same person. */
  isWatched?: boolean
}

/** @throws AppError `bad-input` or `limit` for an archive or a manifest that cannot be read, `not-found` for an unknown policy */
export async function createBatch(ctx: Ctx, order: BatchOrder): Promise<{ id: string }> {
  const { policy } = order
  if (policy !== undefined) await houseMaterial(ctx, policy)
  const shared = sharedFiles(order)
  const items = await itemsOf(ctx, order)
  const sharedRows = await Promise.all(shared.map((one) => keep(ctx, one.field, one.file)))
  const kept: KeptItem[] = []
  // One at a time: the batch is larger than memory.
  for (const item of items) kept.push(await keepItem(ctx, item))
  const id = randomUUID()
  await ctx.db.transaction(async (tx) => {
    await tx.insert(verificationBatches).values({
      id,
      createdAt: ctx.now,
      ...actorColumns(ctx.actor),
      name: storable(order.name ?? order.files[0]?.name ?? '').slice(0, 255),
      state: kept.some(({ problem }) => !problem) ? 'waiting' : 'done',
      isWatched: order.isWatched ?? watchedByDefault(ctx.actor),
      policy: policy ?? null,
      finishedAt: kept.some(({ problem }) => !problem) ? null : ctx.now,
    })
    await saveItems(tx, id, kept, sharedRows)
    await recordAudit(tx, ctx, {
      action: 'verification-batch.created',
      object: { type: 'verification-batch', id },
      detail: { items: kept.length, refused: kept.filter(({ problem }) => problem).length, policy: policy ?? null },
    })
  })
  return { id }
}

function sharedFiles({ anchors = [], intermediates = [], crls = [], ocsps = [] }: BatchOrder) {
  const fields = Object.entries({ anchors, intermediates, crls, ocsps })
  const files = fields.flatMap(([field, of]) => of.map((file) => ({ field: field as MaterialField, file })))
  for (const { file } of files) requireUsable(file)
  return files
}

async function itemsOf(ctx: Ctx, { files, manifest }: BatchOrder): Promise<PlannedItem[]> {
  return must(await planBatch(await handedIn(ctx, files), manifest?.bytes))
}

async function handedIn(ctx: Ctx, files: readonly ReceivedFile[]): Promise<Handed> {
  const range = (file: ReceivedFile) => (start: number, end: number) =>
    isHeld(file) ? Promise.resolve(file.bytes.subarray(start, end)) : ctx.ports.uploads.read(file, { start, end })
  const [only] = files
  if (only && files.length === 1 && isZip(await range(only)(0, 4)))
    return must(await openZip(sizeOf(only), range(only)))
  const byName = new Map<string, number>()
  for (const { name } of files) byName.set(name, (byName.get(name) ?? 0) + 1)
  const isTwice = ({ name }: ReceivedFile) => (byName.get(name) ?? 0) > 1
  return {
    sources: files
      .filter((one) => !isTwice(one))
      .map((file) => ({
        name: file.name,
        sizeBytes: sizeOf(file),
        read: async () => ({ ok: true, value: await range(file)(0, sizeOf(file)) }),
      })),
    refused: files.filter(isTwice).map(({ name }) => ({ name, code: 'zip.name-duplicate' })),
  }
}

const LIMIT_CODES = ['zip.too-many-entries', 'zip.too-large', 'batch.too-many', 'batch.manifest-too-large']

function must<T>(result: { ok: true; value: T } | { ok: false; error: Problem }): T {
  if (result.ok) return result.value
  const { code, params } = result.error
  throw new AppError(LIMIT_CODES.includes(code) ? 'limit' : 'bad-input', code, { ...params })
}

interface KeptFile {
  field: MaterialField
  name: string
  keptAs: string
}

interface KeptItem extends Pick<PlannedItem, 'fileName' | 'format' | 'at'> {
  files: KeptFile[]
  problem?: Problem
}

async function keepItem(ctx: Ctx, item: PlannedItem): Promise<KeptItem> {
  const { fileName, format, at, object, content, query } = item
  const plain = { fileName, ...(format && { format }), ...(at !== undefined && { at }) }
  const refused = (problem: Problem): KeptItem => ({ ...plain, files: [], problem })
  if (item.problem) return refused(item.problem)
  const files: KeptFile[] = []
  for (const [field, source] of Object.entries({ object, content, query }) as [MaterialField, BatchSource?][]) {
    if (!source) continue
    const problem = sizeProblem(field, source)
    if (problem) return refused(problem)
    const read = await source.read()
    if (!read.ok) return refused(read.error)
    files.push(await keep(ctx, field, { name: source.name, bytes: read.value }))
  }
  return { ...plain, files }
}

function sizeProblem(field: MaterialField, { sizeBytes }: BatchSource): Problem | undefined {
  if (sizeBytes > MAX_FILE_BYTES) return { code: 'verification.file-too-large', params: { maxBytes: MAX_FILE_BYTES } }
  return sizeBytes === 0 && field !== 'content' ? { code: 'batch.file-empty' } : undefined
}

async function keep(ctx: Ctx, field: MaterialField, { name, bytes }: UploadedFile): Promise<KeptFile> {
  const sha256 = toHex(await ctx.ports.primitives.digest('sha256', bytes))
  await ctx.db.transaction((tx) => keepMaterials(tx, [{ sha256, bytes }], ctx.now))
  return { field, name: storable(name).slice(0, 255), keptAs: sha256 }
}

async function saveItems(tx: Tx, batchId: string, items: readonly KeptItem[], shared: readonly KeptFile[]) {
  const rows = items.map(({ fileName, format, at, problem }, index) => ({
    batchId,
    position: index + 1,
    fileName: storable(fileName).slice(0, 255),
    state: problem ? ('refused' as const) : ('waiting' as const),
    judgeAt: at ?? null,
    format: format ?? null,
    attempts: 0,
    errorCode: problem?.code ?? null,
    errorParams: problem?.params ? { ...storable(problem.params) } : null,
  }))
  const files = [
    { position: 0, files: shared },
    ...items.map((one, index) => ({ position: index + 1, ...one })),
  ].flatMap((one) => one.files.map((file, place) => ({ batchId, position: one.position, place, ...file })))
  for (let at = 0; at < rows.length; at += 500) await tx.insert(verificationBatchItems).values(rows.slice(at, at + 500))
  for (let at = 0; at < files.length; at += 500)
    await tx.insert(verificationBatchFiles).values(files.slice(at, at + 500))
}
