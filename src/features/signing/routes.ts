import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { attachment } from '#core/downloads/attachment.ts'
import { AppError, type Role } from '#src/context.ts'
import type { ReceivedForm } from '#src/ports.ts'
import { withFile } from '#src/received-file.ts'
import { type AppEnv, newRouter, problems, route } from '#src/route.ts'
import { ImportForm, SealForm, SealOrder, SignForm, SignOrder } from './inputs.ts'
import { listSigningKeys, subjectOf } from './keys.ts'
import { type MadeDocument, sealDocument, signDocument } from './make.ts'
import { MAX_DOCUMENT_BYTES, MAX_SEAL_BYTES } from './rules.ts'
import { findSeal, importSeal, listSeals } from './seals.ts'

const SIGNERS = ['operator'] as const satisfies readonly Role[]
const READERS = ['operator', 'auditor'] as const satisfies readonly Role[]

const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } })
const binary = z.any().openapi({ type: 'string', format: 'binary' })
const made = {
  200: {
    description: 'The document, in a new revision',
    content: { 'application/pdf': { schema: binary }, 'application/ofd': { schema: binary } },
  },
  ...problems,
}
const form = <S>(schema: S) => ({ body: { content: { 'multipart/form-data': { schema } } } })

const Key = z
  .object({
    id: z.string(),
    name: z.string(),
    algorithm: z.string(),
    state: z.enum(['ready', 'waiting', 'expired', 'revoked']),
    subject: z.string().nullable(),
    notAfter: z.iso.datetime().nullable(),
    certificateSha256: z.string().nullable(),
  })
  .openapi('SigningKey')

const SealShape = z
  .object({
    id: z.string(),
    sealNumber: z.string(),
    name: z.string(),
    pictureType: z.string(),
    widthMm: z.number(),
    heightMm: z.number(),
    validFrom: z.iso.datetime(),
    validUntil: z.iso.datetime(),
    standing: z.enum(['usable', 'frozen', 'withdrawn']),
    isMakerRevoked: z.boolean().openapi({ description: 'The certificate of its maker was revoked: it is not used' }),
    keys: z.array(z.string()).openapi({ description: 'Ids of the signing keys that may use it' }),
  })
  .openapi('ElectronicSeal')

const keys = route(READERS, {
  method: 'get',
  path: '/signing/keys',
  tags: ['signing'],
  summary: 'The keys that may sign documents',
  responses: { 200: { description: 'Newest first', content: json(z.object({ items: z.array(Key) })) }, ...problems },
})

const seals = route(READERS, {
  method: 'get',
  path: '/signing/seals',
  tags: ['signing'],
  summary: 'The electronic seals at hand',
  responses: {
    200: { description: 'Newest first', content: json(z.object({ items: z.array(SealShape) })) },
    ...problems,
  },
})

const picture = route(READERS, {
  method: 'get',
  path: '/signing/seals/{id}/picture',
  tags: ['signing'],
  summary: 'The picture inside a seal, where it is a PNG or a JPEG',
  request: { params: z.object({ id: z.uuid() }) },
  responses: {
    200: {
      description: 'The picture',
      content: { 'image/png': { schema: binary }, 'image/jpeg': { schema: binary } },
    },
    ...problems,
  },
})

const take = route(SIGNERS, {
  method: 'post',
  path: '/signing/seals',
  tags: ['signing'],
  summary: 'Take an electronic seal (SESeal, .esl) into use',
  request: form(ImportForm),
  responses: {
    201: { description: 'The seal', content: json(z.object({ id: z.string(), isNew: z.boolean() })) },
    ...problems,
  },
})

const sign = route(
  { roles: SIGNERS, stepUp: true },
  {
    method: 'post',
    path: '/signing/signatures',
    tags: ['signing'],
    summary: 'Sign a PDF: PAdES B-B, with a timestamp B-T',
    request: form(SignForm),
    responses: made,
  },
)

const seal = route(
  { roles: SIGNERS, stepUp: true },
  {
    method: 'post',
    path: '/signing/sealings',
    tags: ['signing'],
    summary: 'Put a PDF or an OFD under an electronic seal (GB/T 38540)',
    request: form(SealForm),
    responses: made,
  },
)

export const signingRoutes = newRouter()
  .openapi(keys, async (c) => {
    const items = (await listSigningKeys(c.get('ctx'))).map((key) => ({
      id: key.id,
      name: key.name,
      algorithm: key.algorithm,
      state: key.state,
      subject: subjectOf(key) ?? null,
      notAfter: key.certificate ? new Date(key.certificate.notAfter).toISOString() : null,
      certificateSha256: key.certificateSha256 ?? null,
    }))
    return c.json({ items }, 200)
  })
  .openapi(seals, async (c) => {
    const items = (await listSeals(c.get('ctx'))).map(({ validFrom, validUntil, ...one }) => ({
      ...one,
      validFrom: new Date(validFrom).toISOString(),
      validUntil: new Date(validUntil).toISOString(),
    }))
    return c.json({ items }, 200)
  })
  .openapi(picture, async (c) => {
    const { data } = (await findSeal(c.get('ctx'), c.req.valid('param').id)).seal.picture
    const mediaType = data[0] === 0x89 ? 'image/png' : data[0] === 0xff ? 'image/jpeg' : undefined
    if (!mediaType) throw new AppError('not-found', 'signing.picture-not-shown')
    return c.body(new Uint8Array(data).buffer, 200, { 'content-type': mediaType })
  })
  .openapi(take, async (c) => {
    const ctx = c.get('ctx')
    return withFile(ctx, c.req.raw, MAX_SEAL_BYTES, async (file) => c.json(await importSeal(ctx, file), 201))
  })
  .openapi(sign, async (c) => {
    const ctx = c.get('ctx')
    return withFile(ctx, c.req.raw, MAX_DOCUMENT_BYTES, async (file, fields) =>
      handOut(c, await signDocument(ctx, file, read(SignOrder, fields))),
    )
  })
  .openapi(seal, async (c) => {
    const ctx = c.get('ctx')
    return withFile(ctx, c.req.raw, MAX_DOCUMENT_BYTES, async (file, fields) =>
      handOut(c, await sealDocument(ctx, file, read(SealOrder, fields))),
    )
  })

const FIELDS = [
  ...['key', 'seal', 'timestamp', 'isShown', 'page', 'leftMm', 'topMm', 'widthMm', 'heightMm'],
  ...['reason', 'location', 'certification'],
]

/** @throws AppError `bad-input` naming the field */
function read<S extends z.ZodType>(schema: S, form: ReceivedForm): z.output<S> {
  const given = FIELDS.flatMap((field) => {
    const value = form.text(field)
    return value === undefined || value === '' ? [] : [[field, value] as const]
  })
  const parsed = schema.safeParse(Object.fromEntries(given))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const params = { field: issue?.path.join('.') ?? '', problem: issue?.message ?? 'invalid' }
  throw new AppError('bad-input', 'app.field-invalid', params)
}

function handOut(c: Context<AppEnv>, { name, mediaType, bytes, sha256 }: MadeDocument) {
  return c.body(new Uint8Array(bytes).buffer, 200, {
    'content-type': mediaType,
    'content-disposition': attachment(name),
    'x-content-sha256': sha256,
  })
}
