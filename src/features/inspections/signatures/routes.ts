import { z } from '@hono/zod-openapi'
import { attachment } from '#core/downloads/attachment.ts'
import { SIGN_OFF_ROLES } from '#core/round-archive/record.ts'
import { AppError, type Ctx, type Role } from '#src/context.ts'
import { fileForm, withFile } from '#src/received-file.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { RoundId } from '../inputs.ts'
import { person } from '../person.ts'
import { reviewRound } from '../review.ts'
import { iso } from '../shapes.ts'
import { signInspection } from '../sign.ts'
import {
  endSignerCertificate,
  listSignerCertificates,
  registerSignerCertificate,
  type SignerCertificate,
} from './certificates.ts'
import { documentToSign } from './document.ts'
import { judgeSignature, MAX_SIGNATURE_BYTES } from './judge.ts'
import { requiresCertificate, setRequiresCertificate } from './settings.ts'

const INSPECTORS = ['operator'] as const satisfies readonly Role[]
const REVIEWERS = ['operator', 'auditor'] as const satisfies readonly Role[]
const READERS = ['operator', 'auditor', 'security-admin', 'audit-admin'] as const satisfies readonly Role[]
const REGISTRARS = ['security-admin'] as const satisfies readonly Role[]
const MAX_CERTIFICATE_BYTES = 64 * 1024

const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })
const binary = z.any().openapi({ type: 'string', format: 'binary' })
const tags = ['inspections']

const document = route(REVIEWERS, {
  method: 'get',
  path: '/rounds/{id}/sign-off-document',
  tags,
  summary: 'The document your certificate signs: detached CMS over exactly these octets',
  request: { params: RoundId, query: z.object({ role: z.enum(SIGN_OFF_ROLES) }) },
  responses: {
    200: { description: 'Canonical JSON', content: { 'application/octet-stream': { schema: binary } } },
    ...problems,
  },
})

const sign = route(INSPECTORS, {
  method: 'post',
  path: '/rounds/{id}/inspection-sign-off/signature',
  tags,
  summary: 'Sign as inspector by certificate: the detached CMS over the sign-off document',
  request: { params: RoundId, ...fileForm() },
  responses: {
    200: { description: 'Signed', ...json(z.object({ outcome: z.literal('signed'), digest: z.string() })) },
    202: {
      description: 'Probing again: the document changes',
      ...json(z.object({ outcome: z.literal('probing-again'), items: z.number() })),
    },
    ...problems,
  },
})

const review = route(REVIEWERS, {
  method: 'post',
  path: '/rounds/{id}/review/signature',
  tags,
  summary: 'Confirm as reviewer by certificate: the detached CMS over the sign-off document',
  request: { params: RoundId, ...fileForm() },
  responses: { 200: { description: 'Done', ...json(z.object({ id: z.string(), state: z.string() })) }, ...problems },
})

const Certificate = z
  .object({
    sha256: z.string(),
    personId: z.string(),
    person: z.string(),
    subject: z.string(),
    notAfter: z.iso.datetime(),
    registeredBy: z.string(),
    registeredAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .openapi('SignerCertificate')

const list = route(READERS, {
  method: 'get',
  path: '/signer-certificates',
  tags,
  summary: 'Whose certificates sign rounds, and whether rounds must be signed by one',
  responses: {
    200: {
      description: 'Certificates',
      ...json(z.object({ items: z.array(Certificate), requiresCertificate: z.boolean() })),
    },
    ...problems,
  },
})

const register = route(REGISTRARS, {
  method: 'post',
  path: '/signer-certificates',
  tags,
  summary: 'Register the certificate of a person, by account',
  request: fileForm('username'),
  responses: { 201: { description: 'Registered', ...json(z.object({ sha256: z.string() })) }, ...problems },
})

const end = route(REGISTRARS, {
  method: 'delete',
  path: '/signer-certificates/{sha256}',
  tags,
  summary: 'A certificate signs nothing from now on',
  request: { params: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) },
  responses: { 204: { description: 'Ended' }, ...problems },
})

const require = route(REGISTRARS, {
  method: 'put',
  path: '/inspection-settings/requires-certificate',
  tags,
  summary: 'Whether rounds must be signed by certificate',
  request: { body: { required: true, ...json(z.object({ value: z.boolean() })) } },
  responses: { 204: { description: 'Set' }, ...problems },
})

const shape = ({
  der: _,
  endedBy: __,
  ...row
}: SignerCertificate & { person: string }): z.input<typeof Certificate> => ({
  ...row,
  notAfter: iso(row.notAfter),
  registeredAt: iso(row.registeredAt),
  endedAt: iso(row.endedAt),
})

async function judged(ctx: Ctx, request: Request, id: string, role: (typeof SIGN_OFF_ROLES)[number]) {
  return withFile(ctx, request, MAX_SIGNATURE_BYTES, async ({ bytes }) =>
    judgeSignature(ctx, person(ctx), await documentToSign(ctx, id, role), bytes),
  )
}

export const signatureRoutes = newRouter()
  .openapi(document, async (c) => {
    const { id } = c.req.valid('param')
    const { role } = c.req.valid('query')
    const text = await documentToSign(c.get('ctx'), id, role)
    return c.body(text, 200, {
      'content-type': 'application/octet-stream',
      'content-disposition': attachment(`sign-off-${role}-${id}.json`),
    })
  })
  .openapi(sign, async (c) => {
    const ctx = c.get('ctx')
    const { id } = c.req.valid('param')
    const outcome = await signInspection(ctx, id, await judged(ctx, c.req.raw, id, 'inspector'))
    return outcome.outcome === 'signed' ? c.json(outcome, 200) : c.json(outcome, 202)
  })
  .openapi(review, async (c) => {
    const ctx = c.get('ctx')
    const { id } = c.req.valid('param')
    const round = await reviewRound(ctx, id, await judged(ctx, c.req.raw, id, 'reviewer'))
    return c.json({ id: round.id, state: round.state }, 200)
  })
  .openapi(list, async (c) => {
    const ctx = c.get('ctx')
    const items = (await listSignerCertificates(ctx)).map(shape)
    return c.json({ items, requiresCertificate: await requiresCertificate(ctx.db) }, 200)
  })
  .openapi(register, async (c) => {
    const ctx = c.get('ctx')
    const { sha256 } = await withFile(ctx, c.req.raw, MAX_CERTIFICATE_BYTES, async ({ bytes }, sent) => {
      const username = sent.text('username')?.trim()
      if (!username) throw new AppError('bad-input', 'app.field-invalid', { field: 'username', problem: 'is missing' })
      return registerSignerCertificate(ctx, username, bytes)
    })
    return c.json({ sha256 }, 201)
  })
  .openapi(end, async (c) => {
    await endSignerCertificate(c.get('ctx'), c.req.valid('param').sha256)
    return c.body(null, 204)
  })
  .openapi(require, async (c) => {
    await setRequiresCertificate(c.get('ctx'), c.req.valid('json').value)
    return c.body(null, 204)
  })
