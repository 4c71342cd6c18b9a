import { z } from '@hono/zod-openapi'
import { attachment } from '#core/downloads/attachment.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { VERIFIERS } from '../shapes.ts'
import { makeBatchPack, makePack, type Pack } from './make.ts'

const request = {
  params: z.object({ id: z.uuid() }),
  query: z.object({
    object: z
      .enum(['file', 'digest'])
      .default('file')
      .openapi({ description: 'digest: leave the file that was judged out, keep its digests' }),
  }),
}
const responses = {
  200: {
    description: 'ZIP',
    content: { 'application/zip': { schema: z.any().openapi({ type: 'string', format: 'binary' }) } },
  },
  ...problems,
}

const one = route(VERIFIERS, {
  method: 'get',
  path: '/verifications/{id}/pack.zip',
  tags: ['verification'],
  summary: 'The evidence of a report, to be checked off line with `zhengxun pack check`',
  request,
  responses,
})

const batch = route(VERIFIERS, {
  method: 'get',
  path: '/verification-batches/{id}/pack.zip',
  tags: ['verification'],
  summary: 'The evidence of every report of a batch, a folder each; up to 200 reports and 1 GB',
  request,
  responses,
})

const headersOf = ({ fileName }: Pack) => ({
  'content-type': 'application/zip',
  'content-disposition': attachment(fileName),
})

export const packRoutes = newRouter()
  .openapi(one, async (c) => {
    const { id } = c.req.valid('param')
    const pack = await makePack(c.get('ctx'), id, { withObject: c.req.valid('query').object === 'file' })
    return c.body(pack.stream, 200, headersOf(pack))
  })
  .openapi(batch, async (c) => {
    const { id } = c.req.valid('param')
    const pack = await makeBatchPack(c.get('ctx'), id, { withObject: c.req.valid('query').object === 'file' })
    return c.body(pack.stream, 200, headersOf(pack))
  })
