// What can be done with a verification that was kept: judge it again, compare it, watch it, remove its material.

import { z } from '@hono/zod-openapi'
import { attachment } from '#core/downloads/attachment.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { differencesBetween } from './differences.ts'
import { DifferencesQuery, RerunForm, RerunJson, WatchOrder } from './inputs.ts'
import { removeMaterial } from './material.ts'
import { receiveRerunForm, rerunFrom } from './receive.ts'
import { rerunVerification } from './rerun.ts'
import { getRevision } from './revision.ts'
import { ARCHIVISTS, DifferencesShape, LineShape, lineOf, ReportShape, VERIFIERS } from './shapes.ts'
import { watchVerification } from './watch.ts'

const Id = z.object({ id: z.uuid() })
const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } })
const Made = z.object({ id: z.string(), number: z.string(), report: ReportShape })

const rerun = route(VERIFIERS, {
  method: 'post',
  path: '/verifications/{id}/reruns',
  tags: ['verification'],
  summary: 'Judge it again with the material that was kept, and keep the new report beside the old one',
  request: {
    params: Id,
    body: { content: { 'application/json': { schema: RerunJson }, 'multipart/form-data': { schema: RerunForm } } },
  },
  responses: { 201: { description: 'The new report', content: json(Made) }, ...problems },
})

const differences = route(VERIFIERS, {
  method: 'get',
  path: '/verifications/{id}/differences',
  tags: ['verification'],
  summary: 'What differs between this report and another one',
  request: { params: Id, query: DifferencesQuery },
  responses: { 200: { description: 'The differences', content: json(DifferencesShape) }, ...problems },
})

const revision = route(VERIFIERS, {
  method: 'get',
  path: '/verifications/{id}/revisions/{number}',
  tags: ['verification'],
  summary: 'The beginning of the verified file that somebody signed, as numbered in the marks of its report',
  request: { params: Id.extend({ number: z.coerce.number().int().positive() }) },
  responses: {
    200: {
      description: 'The octets',
      content: { 'application/octet-stream': { schema: z.any().openapi({ type: 'string', format: 'binary' }) } },
    },
    ...problems,
  },
})

const watch = route(ARCHIVISTS, {
  method: 'patch',
  path: '/verifications/{id}',
  tags: ['verification'],
  summary: 'Watch it, or do so no longer: a finding is raised before a watched one stops validating',
  request: { params: Id, body: { required: true, content: json(WatchOrder) } },
  responses: { 200: { description: 'The verification', content: json(LineShape) }, ...problems },
})

const remove = route(VERIFIERS, {
  method: 'delete',
  path: '/verifications/{id}/materials',
  tags: ['verification'],
  summary: 'Remove the material that was kept; the report and its digests stay',
  request: { params: Id },
  responses: { 204: { description: 'Removed' }, ...problems },
})

export const archiveRoutes = newRouter()
  .openapi(rerun, async (c) => {
    const { id } = c.req.valid('param')
    if (!c.req.header('content-type')?.startsWith('multipart/'))
      return c.json(await rerunVerification(c.get('ctx'), id, rerunFrom(await c.req.json().catch(() => ({})))), 201)
    const form = await receiveRerunForm(c.get('ctx'), c.req.raw)
    try {
      return c.json(
        await rerunVerification(
          c.get('ctx'),
          id,
          rerunFrom({ at: form.text('at'), password: form.text('password') }, form),
        ),
        201,
      )
    } finally {
      await form.discard()
    }
  })
  .openapi(differences, async (c) =>
    c.json(await differencesBetween(c.get('ctx'), c.req.valid('param').id, c.req.valid('query').with), 200),
  )
  .openapi(revision, async (c) => {
    const { id, number } = c.req.valid('param')
    const { fileName, bytes } = await getRevision(c.get('ctx'), id, number)
    // Never under a type that a browser would open: whoever wrote the file is not trusted.
    return c.body(new Uint8Array(bytes).buffer, 200, {
      'content-type': 'application/octet-stream',
      'content-disposition': attachment(fileName),
    })
  })
  .openapi(watch, async (c) =>
    c.json(lineOf(await watchVerification(c.get('ctx'), c.req.valid('param').id, c.req.valid('json').watched)), 200),
  )
  .openapi(remove, async (c) => {
    await removeMaterial(c.get('ctx'), c.req.valid('param').id)
    return c.body(null, 204)
  })
