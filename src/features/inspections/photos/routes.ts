import { z } from '@hono/zod-openapi'
import type { Role } from '#src/context.ts'
import { fileForm, withFile } from '#src/received-file.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { ItemId } from '../inputs.ts'
import { PhotoShape } from '../shapes.ts'
import { MAX_PHOTO_BYTES } from './rules.ts'
import { addPhoto, findPhoto } from './store.ts'

const READERS = [
  'operator',
  'auditor',
  'ra-officer',
  'system-admin',
  'security-admin',
  'audit-admin',
] as const satisfies readonly Role[]
const INSPECTORS = ['operator'] as const satisfies readonly Role[]
const binary = z.any().openapi({ type: 'string', format: 'binary' })

const add = route(INSPECTORS, {
  method: 'post',
  path: '/rounds/{id}/items/{itemId}/photos',
  tags: ['inspections'],
  summary: 'Hand in a picture (JPEG or PNG) for an item; the result that is written next names it',
  request: { params: ItemId, ...fileForm() },
  responses: {
    201: { description: 'Kept', content: { 'application/json': { schema: PhotoShape } } },
    ...problems,
  },
})

const get = route(READERS, {
  method: 'get',
  path: '/rounds/{id}/photos/{sha256}',
  tags: ['inspections'],
  summary: 'A picture of the round',
  request: { params: z.object({ id: z.string().max(200), sha256: z.string().regex(/^[0-9a-f]{64}$/) }) },
  responses: {
    200: {
      description: 'The picture',
      content: { 'image/jpeg': { schema: binary }, 'image/png': { schema: binary } },
    },
    ...problems,
  },
})

export const photoRoutes = newRouter()
  .openapi(add, async (c) => {
    const ctx = c.get('ctx')
    const { id, itemId } = c.req.valid('param')
    const note = await withFile(ctx, c.req.raw, MAX_PHOTO_BYTES, (file) => addPhoto(ctx, id, itemId, file))
    return c.json(note, 201)
  })
  .openapi(get, async (c) => {
    const { id, sha256 } = c.req.valid('param')
    const { mediaType, content } = await findPhoto(c.get('ctx'), id, sha256)
    // A picture is a picture: whatever else its bytes may be, no browser is to find out.
    return c.body(new Uint8Array(content).buffer, 200, {
      'content-type': mediaType,
      'content-disposition': 'inline',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, max-age=31536000, immutable',
    })
  })
