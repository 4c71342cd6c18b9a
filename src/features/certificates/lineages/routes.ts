import { z } from '@hono/zod-openapi'
import { newRouter, problems, route } from '#src/route.ts'
import { INSIDERS, iso, json, READERS, WRITERS } from '../shapes.ts'
import { watchLineage } from '../watching/watch.ts'
import { adoptCertificate } from './adopt.ts'
import { amendLineage } from './amend.ts'
import { bindCertificate, removeBinding } from './bind.ts'
import { createLineage } from './create.ts'
import { recordEvidence } from './evidence.ts'
import { getLineage, listLineages } from './get.ts'
import {
  AddCertificate,
  AdoptCertificate,
  AmendLineage,
  BindingInput,
  CreateLineage,
  CreateWaiver,
  DeclareKey,
  LineagesQuery,
  Reason,
  RecordEvidence,
  UnknownQuery,
} from './inputs.ts'
import { addCertificate } from './join.ts'
import { declareKey } from './keys.ts'
import { changeBinding } from './rebind.ts'
import { LineageDetailShape, LineagePageShape, lineageDetailOf, lineageOf } from './shapes.ts'
import { dismissUnknown, listUnknown, suggestBindings } from './unknown.ts'
import { endWaiver, waiveAlarm } from './waive.ts'

const tags = ['lineages']
const params = z.object({ id: z.uuid() })
const Made = z.object({ id: z.string() }).openapi('Made')
const made = { 201: { description: 'Made', ...json(Made) }, ...problems }
const ended = { 204: { description: 'Done' }, ...problems }
const body = <T extends z.ZodType>(schema: T) => ({ required: true, ...json(schema) })

const list = route(READERS, {
  method: 'get',
  path: '/lineages',
  tags,
  summary: 'Lineages of site certificates',
  request: { query: LineagesQuery },
  responses: { 200: { description: 'A page', ...json(LineagePageShape) }, ...problems },
})
const one = route(INSIDERS, {
  method: 'get',
  path: '/lineages/{id}',
  tags,
  summary: 'One lineage: certificates, bindings × places, clocks, runs',
  request: { params },
  responses: { 200: { description: 'The lineage', ...json(LineageDetailShape) }, ...problems },
})
const create = route(WRITERS, {
  method: 'post',
  path: '/lineages',
  tags,
  summary: 'Open a lineage',
  request: { body: body(CreateLineage) },
  responses: made,
})
const amend = route(WRITERS, {
  method: 'patch',
  path: '/lineages/{id}',
  tags,
  summary: 'Correct who answers for it, what it is for, which rules bind it',
  request: { params, body: body(AmendLineage) },
  responses: ended,
})
const add = route(WRITERS, {
  method: 'post',
  path: '/lineages/{id}/certificates',
  tags,
  summary: 'Take a certificate of the inventory into the lineage, as issued',
  request: { params, body: body(AddCertificate) },
  responses: made,
})
const bind = route(WRITERS, {
  method: 'post',
  path: '/lineages/{id}/bindings',
  tags,
  summary: 'Say where the certificate is installed',
  request: { params, body: body(BindingInput) },
  responses: made,
})
const rebind = route(WRITERS, {
  method: 'put',
  path: '/bindings/{id}',
  tags,
  summary: 'Correct what is on record of the place',
  request: { params, body: body(BindingInput) },
  responses: ended,
})
const unbind = route(WRITERS, {
  method: 'post',
  path: '/bindings/{id}/removal',
  tags,
  summary: 'The certificate is no longer installed there',
  request: { params, body: body(Reason) },
  responses: ended,
})
const watch = route(WRITERS, {
  method: 'post',
  path: '/lineages/{id}/watch',
  tags,
  summary: 'Ask every place now',
  request: { params },
  responses: { 200: { description: 'The lineage', ...json(LineageDetailShape) }, ...problems },
})
const evidence = route(WRITERS, {
  method: 'post',
  path: '/lineages/{id}/evidence',
  tags,
  summary: 'Record a validation of the names or the organisation',
  request: { params, body: body(RecordEvidence) },
  responses: made,
})
const waive = route(WRITERS, {
  method: 'post',
  path: '/lineages/{id}/waivers',
  tags,
  summary: 'Live with one alarm until a day, for a reason',
  request: { params, body: body(CreateWaiver) },
  responses: made,
})
const unwaive = route(WRITERS, {
  method: 'post',
  path: '/waivers/{id}/end',
  tags,
  summary: 'End a waiver before its day',
  request: { params, body: body(Reason) },
  responses: ended,
})
const declare = route(WRITERS, {
  method: 'put',
  path: '/keys/{id}',
  tags,
  summary: 'Say where a key was born and who answers for it',
  request: { params, body: body(DeclareKey) },
  responses: ended,
})

const Unknown = z
  .object({
    items: z.array(
      z.object({
        certificateId: z.string(),
        subject: z.string(),
        issuer: z.string(),
        sans: z.array(z.string()),
        notAfter: z.iso.datetime(),
        sha256: z.string(),
        source: z.string(),
        place: z.string(),
        firstSeen: z.iso.datetime(),
        state: z.enum(['open', 'adopted', 'dismissed']),
        reason: z.string().nullable(),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .openapi('UnknownCertificatePage')
const Suggestions = z
  .object({
    bindings: z.array(
      z.object({
        nodeName: z.string(),
        nodeId: z.string().nullable(),
        address: z.string(),
        port: z.number(),
        serverName: z.string(),
      }),
    ),
  })
  .openapi('SuggestedBindings')
const Adopted = z.object({ lineageId: z.string(), bindingIds: z.array(z.string()) }).openapi('Adoption')

const unknown = route(INSIDERS, {
  method: 'get',
  path: '/unknown-certificates',
  tags,
  summary: 'Certificates found in use that stand in no lineage',
  request: { query: UnknownQuery },
  responses: { 200: { description: 'A page', ...json(Unknown) }, ...problems },
})
const suggest = route(INSIDERS, {
  method: 'get',
  path: '/unknown-certificates/{id}/bindings',
  tags,
  summary: 'Where probes see it served now',
  request: { params },
  responses: { 200: { description: 'Places', ...json(Suggestions) }, ...problems },
})
const adopt = route(WRITERS, {
  method: 'post',
  path: '/unknown-certificates/{id}/adoption',
  tags,
  summary: 'Adopt it into a lineage, with its places',
  request: { params, body: body(AdoptCertificate) },
  responses: { 201: { description: 'Adopted', ...json(Adopted) }, ...problems },
})
const dismiss = route(WRITERS, {
  method: 'post',
  path: '/unknown-certificates/{id}/dismissal',
  tags,
  summary: 'Leave it out of the lineages, for a reason',
  request: { params, body: body(Reason) },
  responses: ended,
})

const lineages = newRouter()
  .openapi(list, async (c) => {
    const { items, nextCursor } = await listLineages(c.get('ctx'), c.req.valid('query'))
    return c.json({ items: items.map(lineageOf), nextCursor }, 200)
  })
  .openapi(one, async (c) => {
    const ctx = c.get('ctx')
    return c.json(lineageDetailOf(await getLineage(ctx, c.req.valid('param').id), ctx.now), 200)
  })
  .openapi(create, async (c) => c.json({ id: (await createLineage(c.get('ctx'), c.req.valid('json'))).id }, 201))
  .openapi(amend, async (c) => {
    await amendLineage(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))
    return c.body(null, 204)
  })
  .openapi(add, async (c) => {
    const row = await addCertificate(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))
    return c.json({ id: row.certificateId }, 201)
  })
  .openapi(bind, async (c) => {
    const row = await bindCertificate(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))
    return c.json({ id: row.id }, 201)
  })
  .openapi(rebind, async (c) => {
    await changeBinding(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))
    return c.body(null, 204)
  })
  .openapi(unbind, async (c) => {
    await removeBinding(c.get('ctx'), c.req.valid('param').id, c.req.valid('json').reason)
    return c.body(null, 204)
  })
  .openapi(watch, async (c) => {
    const ctx = c.get('ctx')
    const { id } = c.req.valid('param')
    await watchLineage(ctx, id)
    return c.json(lineageDetailOf(await getLineage(ctx, id), ctx.now), 200)
  })
  .openapi(evidence, async (c) => {
    const row = await recordEvidence(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))
    return c.json({ id: row.id }, 201)
  })
  .openapi(waive, async (c) => {
    const row = await waiveAlarm(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))
    return c.json({ id: row.id }, 201)
  })
  .openapi(unwaive, async (c) => {
    await endWaiver(c.get('ctx'), c.req.valid('param').id, c.req.valid('json').reason)
    return c.body(null, 204)
  })
  .openapi(declare, async (c) => {
    await declareKey(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))
    return c.body(null, 204)
  })

const unknowns = newRouter()
  .openapi(unknown, async (c) => {
    const { items, nextCursor } = await listUnknown(c.get('ctx'), c.req.valid('query'))
    const said = items.map((item) => ({ ...item, notAfter: iso(item.notAfter), firstSeen: iso(item.firstSeen) }))
    return c.json({ items: said, nextCursor }, 200)
  })
  .openapi(suggest, async (c) =>
    c.json({ bindings: await suggestBindings(c.get('ctx'), c.req.valid('param').id) }, 200),
  )
  .openapi(adopt, async (c) =>
    c.json(await adoptCertificate(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 201),
  )
  .openapi(dismiss, async (c) => {
    await dismissUnknown(c.get('ctx'), c.req.valid('param').id, c.req.valid('json').reason)
    return c.body(null, 204)
  })

export const lineageRoutes = newRouter().route('/', lineages).route('/', unknowns)
