// Signs or seals one document. Every use of a key leaves an audit row, also where nothing came of it; without the row nothing is handed out.

import { toHex } from '#core/bytes/hex.ts'
import { recordAudit } from '#features/audit/index.ts'
import { enabledChecks } from '#features/systems/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { MakingOrder } from '#src/ports.ts'
import { demandRightClock } from '#src/right-clock.ts'
import type { SealOrder, SignOrder } from './inputs.ts'
import { inHand, type ReadyKey, readyKey } from './keys.ts'
import {
  type DocumentFormat,
  demandUsable,
  formatOf,
  lists,
  MAX_DOCUMENT_BYTES,
  MEDIA_TYPES,
  nameOfResult,
} from './rules.ts'
import { findSeal } from './seals.ts'

export interface GivenFile {
  name: string
  bytes: Uint8Array
}

export interface MadeDocument {
  name: string
  mediaType: string
  bytes: Uint8Array
  /** Lower-case hex. */
  sha256: string
}

/** @throws AppError naming what is wrong with the file, the key, the place or the timestamp */
export async function signDocument(ctx: Ctx, file: GivenFile, order: SignOrder): Promise<MadeDocument> {
  const format = demandFormat(file)
  if (format !== 'pdf') throw new AppError('bad-input', 'signing.only-pdf')
  const key = await readyKey(ctx, order.key)
  const { placement, certification, reason, location } = order
  const use = { file, format, action: 'signed', key, detail: { placement, certification, reason } } as const
  return withKey(ctx, use, order.timestamp, (making) =>
    ctx.ports.documentMaker.signPdf({
      ...making,
      ...(reason && { reason }),
      ...(location && { location }),
      ...(certification && { certification }),
      ...(placement && { shown: { placement, lines: linesOf(key, ctx.now, reason) } }),
    }),
  )
}

/** @throws AppError as `signDocument`, and for a seal that must not be used with this key */
export async function sealDocument(ctx: Ctx, file: GivenFile, order: SealOrder): Promise<MadeDocument> {
  const format = demandFormat(file)
  const key = await readyKey(ctx, order.key)
  if (key.algorithm !== 'sm2') throw new AppError('precondition', 'signing.seal-needs-sm2', { key: key.name })
  const { id, seal, ...stands } = await findSeal(ctx, order.seal)
  const sm3 = await ctx.ports.primitives.digest('sm3', key.certificate.raw)
  demandUsable(seal, stands, lists(seal, key.certificate.raw, sm3), ctx.now)
  const { widthMm, heightMm, data } = seal.picture
  const placement = { ...order.placement, widthMm, heightMm }
  const use = { file, format, action: 'sealed', key, detail: { placement, sealId: id, seal: seal.id } } as const
  return withKey(ctx, use, order.timestamp, (making) =>
    ctx.ports.documentMaker.seal({ ...making, format, seal: seal.raw, picture: data, placement }),
  )
}

function demandFormat({ bytes }: GivenFile): DocumentFormat {
  if (bytes.length > MAX_DOCUMENT_BYTES)
    throw new AppError('limit', 'signing.file-too-large', { limitMib: MAX_DOCUMENT_BYTES / 1024 / 1024 })
  const format = formatOf(bytes)
  if (!format) throw new AppError('bad-input', 'signing.format-unknown')
  return format
}

function linesOf({ name }: ReadyKey, now: number, reason: string | undefined): string[] {
  // Shanghai has kept +08:00 since 1991.
  const date = new Date(now + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
  return ['电子签名 Signed by', name, `${date} +08:00`, ...(reason ? [reason] : [])]
}

interface Use {
  file: GivenFile
  format: DocumentFormat
  action: 'signed' | 'sealed'
  key: ReadyKey
  /** For the audit row. */
  detail: Record<string, unknown>
}

async function withKey(
  ctx: Ctx,
  { file, format, action, key, detail }: Use,
  isStamped: boolean,
  make: (order: MakingOrder) => Promise<Uint8Array>,
): Promise<MadeDocument> {
  demandRightClock(ctx)
  const digest = async (bytes: Uint8Array) => toHex(await ctx.ports.primitives.digest('sha256', bytes))
  const timestampUrls = isStamped ? await timestampUrlsOf(ctx) : []
  const held = await inHand(ctx, key)
  let wasUsed = false
  const sign = (message: Uint8Array) => {
    wasUsed = true
    return held.key.sign(message)
  }
  const record = async (outcome: string, more: Record<string, unknown>) => {
    const { name, bytes } = file
    const { certificateSha256 } = key
    const told = { file: name, sha256: await digest(bytes), key: key.name, certificateSha256, timestamp: isStamped }
    await ctx.db.transaction((tx) =>
      recordAudit(tx, ctx, {
        action: `document.${outcome}`,
        object: { type: 'signing-key', id: key.id },
        detail: { ...told, purpose: action, format, ...detail, ...more },
      }),
    )
  }
  try {
    const order = { ...held, key: { ...held.key, sign }, file: file.bytes, at: ctx.now, timestampUrls }
    const bytes = await make(order)
    const sha256 = await digest(bytes)
    await record(action, { resultSha256: sha256 })
    return { name: nameOfResult(file.name, action, format), mediaType: MEDIA_TYPES[format], bytes, sha256 }
  } catch (error) {
    if (wasUsed) await record('not-finished', { problem: error instanceof AppError ? error.code : 'failed' })
    throw error
  }
}

/** The timestamp authorities of the register that are watched, in its order. @throws AppError `precondition` without any */
async function timestampUrlsOf(ctx: Ctx): Promise<string[]> {
  const checks = await enabledChecks(ctx.db)
  const urls = [...new Set(checks.flatMap(({ check }) => (check.kind === 'tsa' ? [check.target] : [])))]
  if (urls.length === 0) throw new AppError('precondition', 'signing.no-timestamp-authority')
  return urls
}
