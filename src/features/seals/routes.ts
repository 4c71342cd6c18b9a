import { z } from '@hono/zod-openapi'
import { fromBase64 } from '#core/bytes/base64.ts'
import { attachment } from '#core/downloads/attachment.ts'
import { nameText } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { makerRevocation } from '#features/signing/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { Design, MakerCertificateOrder, MakerRevocationOrder, SealsQuery, StandingOrder } from './inputs.ts'
import { eventsOf, findSeal, listSeals } from './list.ts'
import { listMakerKeys } from './make.ts'
import { askMakerCertificate, makerAuthorities } from './maker-certificate.ts'
import { askMakerRevocation } from './maker-revocation.ts'
import { exportSeal, importPackage } from './package.ts'
import { previewSeal } from './picture.ts'
import { packageForm, receivePackage } from './receive.ts'
import { requestStanding } from './request.ts'
import { sealRequestRoutes } from './request-routes.ts'
import { MAKERS, READERS, REQUESTERS, type SealRow } from './rules.ts'
import {
  designOf,
  EventShape,
  eventOf,
  lineOf,
  MakerKeyShape,
  makerKeyOf,
  SealDetailShape,
  SealLineShape,
} from './shapes.ts'

const tags = ['seals']
const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })
const params = z.object({ id: z.uuid() })
const binary = z.string().openapi({ format: 'binary' })

const list = route(READERS, {
  method: 'get',
  path: '/seals',
  tags,
  summary: 'The seals that were made, newest first',
  request: { query: SealsQuery },
  responses: {
    200: {
      description: 'A page',
      ...json(z.object({ items: z.array(SealLineShape), nextCursor: z.string().nullable() })),
    },
    ...problems,
  },
})

const get = route(READERS, {
  method: 'get',
  path: '/seals/{id}',
  tags,
  summary: 'A seal and what happened to it',
  request: { params },
  responses: { 200: { description: 'Seal', ...json(SealDetailShape) }, ...problems },
})

const picture = route(READERS, {
  method: 'get',
  path: '/seals/{id}/picture',
  tags,
  summary: 'The picture inside a seal',
  request: { params },
  responses: { 200: { description: 'PNG', content: { 'image/png': { schema: binary } } }, ...problems },
})

const drawings = route(READERS, {
  method: 'post',
  path: '/seal-drawings',
  tags,
  summary: 'Draw a seal for people to look at, without keeping it',
  request: { body: { required: true, ...json(Design) } },
  responses: {
    200: {
      description: 'SVG to size',
      ...json(z.object({ svg: z.string(), widthMm: z.number(), heightMm: z.number() })),
    },
    ...problems,
  },
})

const standing = route(REQUESTERS, {
  method: 'post',
  path: '/seals/{id}/standing-requests',
  tags,
  summary: 'Ask for a seal to be frozen, thawed or destroyed; another person approves',
  request: { params, body: { required: true, ...json(StandingOrder) } },
  responses: { 201: { description: 'The request', ...json(z.object({ id: z.string() })) }, ...problems },
})

const packages = route(
  { roles: MAKERS, stepUp: true },
  {
    method: 'post',
    path: '/seals/{id}/package',
    tags,
    summary: 'The seal as a package for the signing system; the first time, it is thereby delivered',
    request: { params },
    responses: { 200: { description: 'ZIP', content: { 'application/zip': { schema: binary } } }, ...problems },
  },
)

const taking = route(
  { roles: MAKERS, stepUp: true },
  {
    method: 'post',
    path: '/seal-packages',
    tags,
    summary: 'Take a package with a seal into use here',
    request: packageForm,
    responses: {
      201: { description: 'The seal', ...json(z.object({ id: z.string(), isNew: z.boolean(), number: z.string() })) },
      ...problems,
    },
  },
)

const makers = route(MAKERS, {
  method: 'get',
  path: '/seal-makers',
  tags,
  summary: 'The keys that make seals',
  responses: {
    200: { description: 'Newest first', ...json(z.object({ items: z.array(MakerKeyShape) })) },
    ...problems,
  },
})

const makerSource = route(MAKERS, {
  method: 'get',
  path: '/seal-maker-authorities',
  tags,
  summary: 'The authorities of ours that issue certificates to seal makers',
  responses: {
    200: {
      description: 'Oldest first',
      ...json(z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) })),
    },
    ...problems,
  },
})

const makerOrder = route(
  { roles: MAKERS, stepUp: true },
  {
    method: 'post',
    path: '/seal-makers/{id}/certificate-requests',
    tags,
    summary: 'Ask for the certificate of a key that makes seals: not who made the key; a third person approves',
    request: { params, body: { required: true, ...json(MakerCertificateOrder) } },
    responses: {
      201: { description: 'Waits for the approval', ...json(z.object({ approvalId: z.string() })) },
      ...problems,
    },
  },
)

const makerEnd = route(
  { roles: MAKERS, stepUp: true },
  {
    method: 'post',
    path: '/seal-makers/{id}/revocation-requests',
    tags,
    summary:
      'Ask for the certificate of a key that makes seals to be revoked: not who made the key; a third person approves',
    request: { params, body: { required: true, ...json(MakerRevocationOrder) } },
    responses: {
      201: { description: 'Waits for the approval', ...json(z.object({ approvalId: z.string() })) },
      ...problems,
    },
  },
)

const events = route(READERS, {
  method: 'get',
  path: '/seals/{id}/events',
  tags,
  summary: 'What happened to a seal',
  request: { params },
  responses: {
    200: { description: 'From the beginning', ...json(z.object({ items: z.array(EventShape) })) },
    ...problems,
  },
})

export const sealsRoutes = newRouter()
  .route('/', sealRequestRoutes)
  .openapi(list, async (c) => {
    const { items, nextCursor } = await listSeals(c.get('ctx'), c.req.valid('query'))
    return c.json({ items: items.map(lineOf), nextCursor }, 200)
  })
  .openapi(get, async (c) => c.json(await detailOf(c.get('ctx'), c.req.valid('param').id), 200))
  .openapi(picture, async (c) => {
    const seal = await findSeal(c.get('ctx'), c.req.valid('param').id)
    return c.body(new Uint8Array(seal.picture).buffer, 200, { 'content-type': 'image/png' })
  })
  .openapi(drawings, async (c) => c.json(await previewSeal(c.get('ctx'), c.req.valid('json')), 200))
  .openapi(standing, async (c) =>
    c.json(await requestStanding(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 201),
  )
  .openapi(packages, async (c) => {
    const { name, bytes, sha256 } = await exportSeal(c.get('ctx'), c.req.valid('param').id)
    return c.body(new Uint8Array(bytes).buffer, 200, {
      'content-type': 'application/zip',
      'content-disposition': attachment(name),
      'x-content-sha256': sha256,
    })
  })
  .openapi(taking, async (c) => {
    const ctx = c.get('ctx')
    const file = await receivePackage(ctx, c.req.raw)
    return c.json(await importPackage(ctx, file), 201)
  })
  .openapi(makers, async (c) => c.json({ items: (await listMakerKeys(c.get('ctx'))).map(makerKeyOf) }, 200))
  .openapi(makerSource, async (c) => c.json({ items: await makerAuthorities(c.get('ctx')) }, 200))
  .openapi(makerOrder, async (c) =>
    c.json(await askMakerCertificate(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 201),
  )
  .openapi(makerEnd, async (c) =>
    c.json(await askMakerRevocation(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 201),
  )
  .openapi(events, async (c) => {
    const ctx = c.get('ctx')
    const { id } = await findSeal(ctx, c.req.valid('param').id)
    return c.json({ items: (await eventsOf(ctx, { sealId: id })).map(eventOf) }, 200)
  })

async function detailOf(ctx: Ctx, id: string) {
  const seal = await findSeal(ctx, id)
  const { sha256, supersedesId, requestId, deliveredAt } = seal
  const maker = parseCertificate(seal.makerCertificate)
  if (!maker.ok) throw new AppError('unavailable', 'signing.seal-unreadable', { problem: maker.error.code })
  const revoked = await makerRevocation(ctx.db, ctx.ports.primitives, seal.makerCertificate)
  const happened = [...(await eventsOf(ctx, { requestId })), ...(await eventsOf(ctx, { sealId: id }))]
  const once = [...new Map(happened.map((event) => [event.id, event])).values()].sort((a, b) => a.id - b.id)
  return {
    ...lineOf({ ...shownOf(seal), isMakerRevoked: revoked !== undefined }),
    ...{ sha256, supersedesId, requestId },
    makerSubject: nameText(maker.value.subject),
    makerRevokedAt: revoked ? new Date(revoked.revokedAt).toISOString() : null,
    signers: signersOf(seal),
    deliveredAt: deliveredAt === null ? null : new Date(deliveredAt).toISOString(),
    design: designOf(seal),
    events: once.map(eventOf),
  }
}

function shownOf({ id, districtId, number, kind, name, holderName, unitName, state, stateAt, ...rest }: SealRow) {
  const { version, widthMm, heightMm, validFrom, validUntil, madeAt } = rest
  return {
    ...{ id, districtId, number, kind, name, holderName, unitName, state, stateAt },
    ...{ version, widthMm, heightMm, validFrom, validUntil, madeAt },
  }
}

function signersOf({ certificates, certificateSha256 }: SealRow) {
  return certificates.map((one, index) => {
    const read = parseCertificate(fromBase64(one) ?? new Uint8Array())
    return {
      subject: read.ok ? nameText(read.value.subject) : '',
      sha256: certificateSha256[index] ?? '',
      notAfter: read.ok ? new Date(read.value.notAfter).toISOString() : null,
    }
  })
}
