// Forms with files, taken within limits of their own.

import type { z } from '@hono/zod-openapi'
import { SCAN_LIMITS } from '#core/seals/drawing/scan.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { ReceivedForm, UploadLimits } from '#src/ports.ts'
import type { GivenFiles } from './given.ts'
import { MAX_PACKAGE_BYTES } from './package.ts'
import { MAX_CERTIFICATES } from './rules.ts'

const MAX_CERTIFICATE_BYTES = 32 * 1024

const file = { type: 'string' as const, format: 'binary' }
const form = <T extends Record<string, object>>(properties: T, required: (keyof T & string)[]) => ({
  body: { content: { 'multipart/form-data': { schema: { type: 'object' as const, required, properties } } } },
})

export const requestForm = form(
  {
    request: { type: 'string' as const, description: 'JSON: what is asked for' },
    certificates: { type: 'array' as const, items: file, description: 'Of those who may seal with it' },
    scan: { ...file, description: 'PNG of an impression, in the place of a design' },
  },
  ['request'],
)
export const packageForm = form({ file }, ['file'])

const REQUEST_LIMITS: UploadLimits = {
  files: { certificates: { maxBytes: MAX_CERTIFICATE_BYTES }, scan: { maxBytes: SCAN_LIMITS.maxBytes } },
  maxFiles: MAX_CERTIFICATES + 1,
  maxHeldBytes: SCAN_LIMITS.maxBytes + MAX_CERTIFICATES * MAX_CERTIFICATE_BYTES,
}
const PACKAGE_LIMITS: UploadLimits = {
  files: { file: { maxBytes: MAX_PACKAGE_BYTES } },
  maxFiles: 1,
  maxHeldBytes: MAX_PACKAGE_BYTES,
}

/** @throws AppError `bad-input` naming the field */
export function receiveRequest<S extends z.ZodType>(
  ctx: Ctx,
  request: Request,
  schema: S,
): Promise<{ said: z.output<S>; files: GivenFiles }> {
  return received(ctx, request, REQUEST_LIMITS, (given) => {
    const [scan] = held(given, 'scan')
    const files = { certificates: held(given, 'certificates'), ...(scan && { scan }) }
    return { said: read(schema, given.text('request') ?? ''), files }
  })
}

export function receivePackage(ctx: Ctx, request: Request): Promise<Uint8Array> {
  return received(ctx, request, PACKAGE_LIMITS, (given) => {
    const [bytes] = held(given, 'file')
    if (!bytes) throw new AppError('bad-input', 'package.seal-unreadable', { problem: 'no file' })
    return bytes
  })
}

const held = (given: ReceivedForm, field: string): Uint8Array[] =>
  given.files(field).flatMap((one) => ('bytes' in one ? [one.bytes] : []))

async function received<T>(
  ctx: Ctx,
  request: Request,
  limits: UploadLimits,
  answer: (given: ReceivedForm) => T,
): Promise<T> {
  const given = await ctx.ports.uploads.receive(request, limits)
  if (!given.ok) {
    const { code, params } = given.error
    throw new AppError(code === 'upload.file-too-large' ? 'limit' : 'bad-input', code, params)
  }
  try {
    return answer(given.value)
  } finally {
    await given.value.discard()
  }
}

function read<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  const parsed = schema.safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const params = { field: issue?.path.join('.') ?? '', problem: issue?.message ?? 'invalid' }
  throw new AppError('bad-input', 'app.field-invalid', params)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('bad-input', 'app.field-invalid', { field: 'request', problem: 'JSON' })
  }
}
