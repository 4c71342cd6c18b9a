import { z } from '@hono/zod-openapi'
import { attachment } from '#core/downloads/attachment.ts'
import { say } from '#core/messages/fill.ts'
import { messages } from '#core/messages/index.ts'
import { MINISTRY_COPY_STATES } from '#db/schema/ministry.ts'
import { fingerprintOf } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { ReceivedForm } from '#src/ports.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { copyAllToMinistry, type MinistryCopy } from './copy.ts'
import { listCopies, openCopy, pressingCopies, type SetCertificate, setCertificates } from './list.ts'
import { copyOf, type GivenReceipt, importReceipt, MAX_RECEIPT_BYTES, takeReceipts } from './receipt.ts'
import { signatureZip } from './signature.ts'
import { isPressing, ministryReasons, ministryStanding } from './watch.ts'

const time = z.iso.datetime()
const Text = z.object({ zh: z.string(), en: z.string() })
const Copy = z
  .object({
    sequence: z.number(),
    fileName: z.string(),
    contentSha256: z.string(),
    fileSha256: z.string(),
    signer: z
      .object({ algorithm: z.string(), fingerprint: z.string() })
      .openapi({ description: 'The key it is signed with: the SHA-256 of its SubjectPublicKeyInfo' }),
    credentials: z.number(),
    madeAt: time,
    state: z.enum(MINISTRY_COPY_STATES),
    answeredAt: time.nullable(),
    isPressing: z.boolean().openapi({ description: 'Its answer is late, or did not hold' }),
    problem: Text.nullable().openapi({ description: 'Why its receipt does not hold' }),
  })
  .openapi('MinistryCopy')
const Certificate = z.object({ subject: z.string(), algorithm: z.string(), notAfter: time })
const Standing = z
  .object({
    place: z.string().nullable().openapi({ description: 'The folder; null: nothing is set up' }),
    recipient: Certificate.nullable(),
    receiptSigner: Certificate.nullable(),
    uncopiedSince: time.nullable(),
    problems: z.array(z.object({ code: z.string(), text: Text })),
    pressing: z.array(Copy),
  })
  .openapi('MinistryStanding')

const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } })
const tags = ['ministry']
const One = z.object({ sequence: z.coerce.number().int().positive() })
const CopiesQuery = z.object({
  cursor: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const READERS = ['ra-officer', 'operator', 'auditor'] as const
const HANDLERS = ['ra-officer', 'operator'] as const
const binary = z.any().openapi({ type: 'string', format: 'binary' })

const list = route(READERS, {
  method: 'get',
  path: '/ministry-copies',
  tags,
  summary: 'What was copied to the ministry, newest first, and what it answered',
  request: { query: CopiesQuery },
  responses: {
    200: {
      description: 'A page',
      content: json(z.object({ items: z.array(Copy), nextCursor: z.string().nullable() })),
    },
    ...problems,
  },
})
const standing = route(READERS, {
  method: 'get',
  path: '/ministry-copies/standing',
  tags,
  summary: 'How the exchange is set up, what is wrong with it, and which copies want somebody',
  responses: { 200: { description: 'How it stands', content: json(Standing) }, ...problems },
})
const make = route(
  { roles: HANDLERS, stepUp: true },
  {
    method: 'post',
    path: '/ministry-copies',
    tags,
    summary: 'Look for receipts and copy what is new now, instead of at night',
    responses: {
      200: {
        description: 'How many receipts came and how many copies were made',
        content: json(z.object({ answered: z.number(), made: z.number() })),
      },
      ...problems,
    },
  },
)
const file = route(HANDLERS, {
  method: 'get',
  path: '/ministry-copies/{sequence}/file',
  tags,
  summary: 'The encrypted copy, while it lies in the folder; that it was fetched is on the audit trail',
  request: { params: One },
  responses: {
    200: { description: 'The file', content: { 'application/pkcs7-mime': { schema: binary } } },
    ...problems,
  },
})
const signature = route(READERS, {
  method: 'get',
  path: '/ministry-copies/{sequence}/signature',
  tags,
  summary: 'What lies beside the copy: its digest, the signature over it, and the public key',
  request: { params: One },
  responses: { 200: { description: 'ZIP', content: { 'application/zip': { schema: binary } } }, ...problems },
})
const receipt = route(
  { roles: HANDLERS, stepUp: true },
  {
    method: 'post',
    path: '/ministry-copies/{sequence}/receipt',
    tags,
    summary:
      'A receipt that came another way than through the folder: judged the same; one that does not hold changes nothing',
    request: {
      params: One,
      body: {
        content: {
          'multipart/form-data': {
            schema: {
              type: 'object' as const,
              required: ['receipt', 'signature'],
              properties: {
                receipt: { type: 'string' as const, format: 'binary' as const },
                signature: { type: 'string' as const, format: 'binary' as const },
              },
            },
          },
        },
      },
    },
    responses: { 200: { description: 'The copy, received', content: json(Copy) }, ...problems },
  },
)

const iso = (at: number) => new Date(at).toISOString()
const isoOrNull = (at: number | null) => (at === null ? null : iso(at))

function shown(copy: MinistryCopy, now: number): z.input<typeof Copy> {
  const { sequence, fileName, contentSha256, fileSha256, credentials, madeAt, state, answeredAt, problem } = copy
  return {
    ...{ sequence, fileName, contentSha256, fileSha256, credentials, state },
    ...{ madeAt: iso(madeAt), answeredAt: isoOrNull(answeredAt), isPressing: isPressing(copy, now) },
    signer: { algorithm: copy.keyAlgorithm, fingerprint: fingerprintOf(copy.publicKey) },
    problem: problem === null ? null : say(messages, problem, {}),
  }
}

const certificateOf = (one: SetCertificate | undefined) => (one ? { ...one, notAfter: iso(one.notAfter) } : null)

async function standingOf(ctx: Ctx): Promise<z.input<typeof Standing>> {
  const [recipient, receiptSigner] = setCertificates(ctx)
  const known = await ministryStanding(ctx)
  const { settings } = ctx.ports.ministry
  // Where nothing is set up nothing is late.
  const reasons = settings ? ministryReasons(known, ctx.now) : []
  return {
    place: settings?.place ?? null,
    ...{ recipient: certificateOf(recipient), receiptSigner: certificateOf(receiptSigner) },
    uncopiedSince: settings ? isoOrNull(known.uncopiedSince) : null,
    problems: reasons.map(({ code, params }) => ({ code, text: say(messages, code, params ?? {}) })),
    pressing: (await pressingCopies(ctx)).map((copy) => shown(copy, ctx.now)),
  }
}

/** @throws AppError for a form without one of the two files, or with one that is too large */
async function givenReceipt(ctx: Ctx, request: Request): Promise<GivenReceipt> {
  const limit = { maxBytes: MAX_RECEIPT_BYTES }
  const limits = { files: { receipt: limit, signature: limit }, maxFiles: 2, maxHeldBytes: 2 * MAX_RECEIPT_BYTES }
  const form = await ctx.ports.uploads.receive(request, limits)
  if (!form.ok) {
    const { code, params } = form.error
    throw new AppError(code === 'upload.file-too-large' ? 'limit' : 'bad-input', code, params)
  }
  try {
    return { text: octetsOf(form.value, 'receipt'), signature: octetsOf(form.value, 'signature') }
  } finally {
    await form.value.discard()
  }
}

function octetsOf(form: ReceivedForm, field: string): Uint8Array {
  const [one] = form.files(field)
  if (!one || !('bytes' in one)) throw new AppError('bad-input', 'upload.file-required')
  return one.bytes
}

export const ministryRoutes = newRouter()
  .openapi(list, async (c) => {
    const ctx = c.get('ctx')
    const { items, nextCursor } = await listCopies(ctx, c.req.valid('query'))
    return c.json({ items: items.map((copy) => shown(copy, ctx.now)), nextCursor }, 200)
  })
  .openapi(standing, async (c) => c.json(await standingOf(c.get('ctx')), 200))
  .openapi(make, async (c) => {
    const ctx = c.get('ctx')
    const answered = await takeReceipts(ctx)
    return c.json({ answered, made: await copyAllToMinistry(ctx) }, 200)
  })
  .openapi(file, async (c) => {
    const { copy, bytes } = await openCopy(c.get('ctx'), c.req.valid('param').sequence)
    return c.body(new Uint8Array(bytes).buffer, 200, {
      'content-type': 'application/pkcs7-mime',
      'content-disposition': attachment(copy.fileName),
      'cache-control': 'no-store',
    })
  })
  .openapi(signature, async (c) => {
    const { name, bytes } = signatureZip(await copyOf(c.get('ctx'), c.req.valid('param').sequence))
    return c.body(new Uint8Array(bytes), 200, {
      'Content-Type': 'application/zip',
      'Content-Disposition': attachment(name),
    })
  })
  .openapi(receipt, async (c) => {
    const ctx = c.get('ctx')
    const { sequence } = c.req.valid('param')
    await importReceipt(ctx, sequence, await givenReceipt(ctx, c.req.raw))
    return c.json(shown(await copyOf(ctx, sequence), ctx.now), 200)
  })
