import { z } from '@hono/zod-openapi'
import { newRouter, problems, route } from '#src/route.ts'
import { AnchorForm } from './inputs.ts'
import { readUpload } from './routes.ts'
import { ANCHOR_KEEPERS, ANCHOR_READERS, AnchorShape, anchorOf } from './shapes.ts'
import { addTrustAnchors, listTrustAnchors, removeTrustAnchor } from './trust-anchors.ts'

const Anchors = z.object({ items: z.array(AnchorShape) })
const content = { 'application/json': { schema: Anchors } }

const list = route(ANCHOR_READERS, {
  method: 'get',
  path: '/trust-anchors',
  tags: ['verification'],
  summary: 'The certificates verifications trust',
  responses: { 200: { description: 'All of them', content }, ...problems },
})

const add = route(ANCHOR_KEEPERS, {
  method: 'post',
  path: '/trust-anchors',
  tags: ['verification'],
  summary: 'Trust the certificates of a file',
  request: { body: { required: true, content: { 'multipart/form-data': { schema: AnchorForm } } } },
  responses: { 201: { description: 'Those added', content }, ...problems },
})

const remove = route(ANCHOR_KEEPERS, {
  method: 'delete',
  path: '/trust-anchors/{id}',
  tags: ['verification'],
  summary: 'No longer trust a certificate',
  request: { params: z.object({ id: z.uuid() }) },
  responses: { 204: { description: 'Removed' }, ...problems },
})

export const anchorRoutes = newRouter()
  .openapi(list, async (c) => c.json({ items: (await listTrustAnchors(c.get('ctx'))).map(anchorOf) }, 200))
  .openapi(add, async (c) => {
    const { file, usage } = c.req.valid('form')
    const added = await addTrustAnchors(c.get('ctx'), await readUpload(file), usage)
    return c.json({ items: added.map(anchorOf) }, 201)
  })
  .openapi(remove, async (c) => {
    await removeTrustAnchor(c.get('ctx'), c.req.valid('param').id)
    return c.body(null, 204)
  })
