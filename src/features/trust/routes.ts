import { z } from '@hono/zod-openapi'
import { attachment } from '#core/downloads/attachment.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { getChange, listChanges } from './changes.ts'
import { approveChange, refuseChange, withdrawChange } from './decide.ts'
import { listPolicies } from './house.ts'
import { ChangesQuery, MaterialsQuery, PreviewForm, ProposalForm, Refusal } from './inputs.ts'
import { getMaterial, listMaterials, loadMaterial } from './materials.ts'
import { previewOf } from './preview.ts'
import { proposeChange } from './propose.ts'
import { readMaterial, type UploadedFile } from './read.ts'
import {
  CHANGE_READERS,
  ChangeDetailShape,
  ChangeShape,
  changeDetailOf,
  changeOf,
  KEEPERS,
  MaterialDetailShape,
  MaterialShape,
  materialDetailOf,
  materialOf,
  PreviewShape,
  previewJson,
  READERS,
} from './shapes.ts'

const Id = z.object({ id: z.uuid() })
const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } })
const pageOf = <S extends z.ZodType>(item: S) => z.object({ items: z.array(item), nextCursor: z.string().nullable() })
const form = <S extends z.ZodType>(schema: S) => ({
  body: { required: true, content: { 'multipart/form-data': { schema } } },
})
const Policies = z.object({
  items: z.array(z.object({ id: z.string(), version: z.number(), name: z.object({ zh: z.string(), en: z.string() }) })),
})

const materials = route(READERS, {
  method: 'get',
  path: '/trust-materials',
  tags: ['trust'],
  summary: 'Anchors, intermediates, revocation evidence and policies of the house, newest first',
  request: { query: MaterialsQuery },
  responses: { 200: { description: 'A page', content: json(pageOf(MaterialShape)) }, ...problems },
})

const material = route(READERS, {
  method: 'get',
  path: '/trust-materials/{id}',
  tags: ['trust'],
  summary: 'One of them, with what it is and how it came and went',
  request: { params: Id },
  responses: { 200: { description: 'The material', content: json(MaterialDetailShape) }, ...problems },
})

const file = route(READERS, {
  method: 'get',
  path: '/trust-materials/{id}/file',
  tags: ['trust'],
  summary: 'Its content: DER, or JSON of a policy',
  request: { params: Id },
  responses: {
    200: { description: 'The file', content: { 'application/octet-stream': { schema: { type: 'string' as const } } } },
    ...problems,
  },
})

const policies = route(READERS, {
  method: 'get',
  path: '/verification-policies',
  tags: ['trust'],
  summary: 'The policies a verification can ask for',
  responses: { 200: { description: 'All of them', content: json(Policies) }, ...problems },
})

const preview = route(KEEPERS, {
  method: 'post',
  path: '/trust-previews',
  tags: ['trust'],
  summary: 'What a file is and what trusting it would mean; nothing is kept',
  request: form(PreviewForm),
  responses: { 200: { description: 'The preview', content: json(PreviewShape) }, ...problems },
})

const propose = route(
  { roles: KEEPERS, stepUp: true },
  {
    method: 'post',
    path: '/trust-changes',
    tags: ['trust'],
    summary: 'Propose a change; another security administrator decides',
    request: form(ProposalForm),
    responses: { 201: { description: 'The proposal', content: json(ChangeDetailShape) }, ...problems },
  },
)

const changes = route(CHANGE_READERS, {
  method: 'get',
  path: '/trust-changes',
  tags: ['trust'],
  summary: 'Proposals and what became of them, newest first',
  request: { query: ChangesQuery },
  responses: { 200: { description: 'A page', content: json(pageOf(ChangeShape)) }, ...problems },
})

const change = route(CHANGE_READERS, {
  method: 'get',
  path: '/trust-changes/{id}',
  tags: ['trust'],
  summary: 'One proposal with what it would mean today',
  request: { params: Id },
  responses: { 200: { description: 'The proposal', content: json(ChangeDetailShape) }, ...problems },
})

const decided = { 200: { description: 'The change', content: json(ChangeShape) }, ...problems }

const approve = route(
  { roles: KEEPERS, stepUp: true },
  {
    method: 'post',
    path: '/trust-changes/{id}/approval',
    tags: ['trust'],
    summary: 'Approve the proposal of another person; it takes effect at once',
    request: { params: Id },
    responses: decided,
  },
)

const refuse = route(
  { roles: KEEPERS, stepUp: true },
  {
    method: 'post',
    path: '/trust-changes/{id}/refusal',
    tags: ['trust'],
    summary: 'Refuse the proposal of another person',
    request: { params: Id, body: { required: true, content: json(Refusal) } },
    responses: decided,
  },
)

const withdraw = route(KEEPERS, {
  method: 'post',
  path: '/trust-changes/{id}/withdrawal',
  tags: ['trust'],
  summary: 'Withdraw the own proposal',
  request: { params: Id },
  responses: decided,
})

export const trustRoutes = newRouter()
  .openapi(materials, async (c) => {
    const ctx = c.get('ctx')
    const { items, nextCursor } = await listMaterials(ctx, c.req.valid('query'))
    return c.json({ items: items.map((one) => materialOf(one, ctx.now)), nextCursor }, 200)
  })
  .openapi(material, async (c) => {
    const ctx = c.get('ctx')
    return c.json(materialDetailOf(await getMaterial(ctx, c.req.valid('param').id), ctx.now), 200)
  })
  .openapi(file, async (c) => {
    const { kind, sha256, content } = await loadMaterial(c.get('ctx'), c.req.valid('param').id)
    c.header('Content-Disposition', attachment(`${kind}-${sha256.slice(0, 16)}.${EXTENSIONS[kind]}`))
    c.header('Content-Type', kind === 'policy' ? 'application/json' : 'application/octet-stream')
    return c.body(new Uint8Array(content), 200)
  })
  .openapi(policies, async (c) => {
    const all = await listPolicies(c.get('ctx'))
    return c.json({ items: all.map(({ id, version, name }) => ({ id, version, name })) }, 200)
  })
  .openapi(preview, async (c) => {
    const ctx = c.get('ctx')
    const { kind, ...given } = c.req.valid('form')
    const offered = (await offeredFile(given)) ?? { name: '', bytes: new Uint8Array() }
    return c.json(previewJson(await previewOf(ctx, await readMaterial(kind, offered, ctx.ports.primitives))), 200)
  })
  .openapi(propose, async (c) => {
    const ctx = c.get('ctx')
    const { file: upload, policy, action, kind, usage, materialId, reason } = c.req.valid('form')
    const offered = await offeredFile({ ...(upload && { file: upload }), ...(policy && { policy }) })
    const { change: made } = await proposeChange(ctx, {
      ...{ action, kind, reason },
      ...(usage && { usage }),
      ...(materialId && { materialId }),
      ...(offered && { file: offered }),
    })
    return c.json(changeDetailOf(await getChange(ctx, made.id), ctx.now), 201)
  })
  .openapi(changes, async (c) => {
    const ctx = c.get('ctx')
    const { items, nextCursor } = await listChanges(ctx, c.req.valid('query'))
    return c.json({ items: items.map((one) => changeOf(one, ctx.now)), nextCursor }, 200)
  })
  .openapi(change, async (c) => {
    const ctx = c.get('ctx')
    return c.json(changeDetailOf(await getChange(ctx, c.req.valid('param').id), ctx.now), 200)
  })
  .openapi(approve, async (c) => {
    const ctx = c.get('ctx')
    return c.json(changeOf(await approveChange(ctx, c.req.valid('param').id), ctx.now), 200)
  })
  .openapi(refuse, async (c) => {
    const ctx = c.get('ctx')
    const { reason } = c.req.valid('json')
    return c.json(changeOf(await refuseChange(ctx, c.req.valid('param').id, reason), ctx.now), 200)
  })
  .openapi(withdraw, async (c) => {
    const ctx = c.get('ctx')
    return c.json(changeOf(await withdrawChange(ctx, c.req.valid('param').id), ctx.now), 200)
  })

const EXTENSIONS = { anchor: 'cer', intermediate: 'cer', crl: 'crl', ocsp: 'ors', policy: 'json' } as const

async function offeredFile(given: { file?: File | undefined; policy?: string | undefined }) {
  const { file, policy } = given
  if (file) return { name: file.name.slice(0, 255), bytes: new Uint8Array(await file.arrayBuffer()) } as UploadedFile
  if (policy) return { name: 'policy.json', bytes: new TextEncoder().encode(policy) } as UploadedFile
  return undefined
}
