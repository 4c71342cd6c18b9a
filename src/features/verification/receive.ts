// The form of a verification as it comes in: small files are held, the content, which may be a gigabyte, is not.

import { AppError, type Ctx } from '#src/context.ts'
import type { ReceivedForm, UploadLimits } from '#src/ports.ts'
import { RerunOrder } from './inputs.ts'
import { chargeQuota, requireQuota } from './quota.ts'
import type { VerificationOrder } from './request.ts'
import type { Rerun } from './rerun.ts'
import { isHeld, MAX_CONTENT_BYTES, MAX_FILE_BYTES, sizeOf, type UploadedFile } from './rules.ts'

const HELD = { maxBytes: MAX_FILE_BYTES }

const ORDER_LIMITS: UploadLimits = {
  files: {
    file: HELD,
    content: { maxBytes: MAX_CONTENT_BYTES, storedAboveBytes: 4 * 1024 * 1024 },
    detached: HELD,
    query: HELD,
    anchors: HELD,
    intermediates: HELD,
    crls: HELD,
    ocsps: HELD,
  },
  maxFiles: 100,
  maxHeldBytes: 64 * 1024 * 1024,
}

/** What every form of this slice goes through. The caller discards the form when the request is answered. */
export async function receiveForm(ctx: Ctx, request: Request, limits: UploadLimits): Promise<ReceivedForm> {
  await requireQuota(ctx)
  const received = await ctx.ports.uploads.receive(request, limits)
  if (received.ok) return charged(ctx, received.value, limits)
  const { code, params } = received.error
  const isLimit = code === 'upload.file-too-large' || code === 'upload.too-much' || code === 'upload.too-many-files'
  throw new AppError(isLimit ? 'limit' : 'bad-input', code, params)
}

async function charged(ctx: Ctx, form: ReceivedForm, { files }: UploadLimits): Promise<ReceivedForm> {
  const all = Object.keys(files).flatMap((field) => form.files(field))
  try {
    await chargeQuota(
      ctx,
      all.reduce((sum, file) => sum + sizeOf(file), 0),
    )
    return form
  } catch (error) {
    await form.discard()
    throw error
  }
}

/** @throws AppError naming the field or file that cannot be taken */
export function receiveOrderForm(ctx: Ctx, request: Request): Promise<ReceivedForm> {
  return receiveForm(ctx, request, ORDER_LIMITS)
}

/** @throws AppError naming the field or file that cannot be taken */
export function receiveRerunForm(ctx: Ctx, request: Request): Promise<ReceivedForm> {
  const { content } = ORDER_LIMITS.files
  return receiveForm(ctx, request, { ...ORDER_LIMITS, files: { ...(content && { content }) } })
}

/** @throws AppError `bad-input` for another time than `original` or `now` */
export function rerunFrom(given: unknown, form?: ReceivedForm): Rerun {
  const order = RerunOrder.safeParse(given)
  if (!order.success) throw new AppError('bad-input', 'app.field-invalid', { field: 'at', problem: 'original | now' })
  const [content] = form?.files('content') ?? []
  const { at, password } = order.data
  return { at, ...(content && { content }), ...(password && { password }) }
}

/** @throws AppError `bad-input` without a file to verify */
export function orderOf(form: ReceivedForm): VerificationOrder {
  const [file] = heldFiles(form, 'file')
  if (!file) throw new AppError('bad-input', 'verification.file-required')
  const [content] = form.files('content')
  const [query] = heldFiles(form, 'query')
  const policy = form.text('policy')
  const password = form.text('password')
  return {
    file,
    ...(content && { content }),
    ...(query && { query }),
    detached: heldFiles(form, 'detached'),
    anchors: heldFiles(form, 'anchors'),
    intermediates: heldFiles(form, 'intermediates'),
    crls: heldFiles(form, 'crls'),
    ocsps: heldFiles(form, 'ocsps'),
    ...(policy && { policy }),
    ...(password && { password }),
  }
}

export function heldFiles(form: ReceivedForm, field: string): UploadedFile[] {
  return form.files(field).filter(isHeld)
}
