import { z } from '@hono/zod-openapi'
import { parseCivilDate } from '#core/calendar/civil.ts'
import { attachment } from '#core/downloads/attachment.ts'
import type { Role } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { iso } from '../shapes.ts'
import { type ArchiveDownload, downloadRound, downloadSpan } from './download.ts'
import { stampNow } from './stamp.ts'
import { archiveStanding } from './standing.ts'
import { verifyStoredArchive } from './verify.ts'

const READERS = ['operator', 'auditor', 'audit-admin'] as const satisfies readonly Role[]
const STAMPERS = ['operator', 'auditor'] as const satisfies readonly Role[]

const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })
const time = z.iso.datetime()
const civilDate = z.string().refine((text) => parseCivilDate(text).ok, { message: 'not a date (YYYY-MM-DD)' })
const zip = {
  description: 'ZIP',
  content: { 'application/zip': { schema: z.any().openapi({ type: 'string', format: 'binary' }) } },
}

const Standing = z
  .object({
    records: z.number(),
    head: z.object({ seq: z.number(), hash: z.string(), sm3: z.string() }).nullable(),
    roots: z.array(
      z.object({
        seq: z.number(),
        date: z.string(),
        authority: z.string().nullable(),
        stampedAt: time.nullable(),
        attempts: z.number(),
        problem: z.string().nullable(),
      }),
    ),
  })
  .openapi('RoundArchive')

const Report = z
  .object({
    isIntact: z.boolean(),
    records: z.number(),
    head: z.object({ hash: z.string(), sm3: z.string() }).nullable(),
    problems: z.array(
      z.object({ code: z.string(), path: z.string(), seq: z.number().nullable(), round: z.string().nullable() }),
    ),
  })
  .openapi('RoundArchiveReport')

const standing = route(READERS, {
  method: 'get',
  path: '/round-archive',
  tags: ['inspections'],
  summary: 'How the archive stands: its head and the newest timestamped roots',
  responses: { 200: { description: 'Standing', ...json(Standing) }, ...problems },
})

const verify = route(READERS, {
  method: 'post',
  path: '/round-archive/verification',
  tags: ['inspections'],
  summary: 'Recompute the whole archive and hold it against the rows it was made from',
  responses: { 200: { description: 'Report', ...json(Report) }, ...problems },
})

const stamp = route(STAMPERS, {
  method: 'post',
  path: '/round-archive/timestamp',
  tags: ['inspections'],
  summary: 'Have the chain as it stands now timestamped',
  responses: {
    200: { description: 'Stamped', ...json(z.object({ seq: z.number(), authority: z.string().nullable() })) },
    ...problems,
  },
})

const span = route(READERS, {
  method: 'get',
  path: '/round-archive/files.zip',
  tags: ['inspections'],
  summary: 'The archive of a span of days, for `archive verify`',
  request: { query: z.object({ from: civilDate, to: civilDate }) },
  responses: { 200: zip, ...problems },
})

const one = route(READERS, {
  method: 'get',
  path: '/rounds/{id}/archive.zip',
  tags: ['inspections'],
  summary: 'The archive of one round, for `archive verify`',
  request: { params: z.object({ id: z.string().max(200) }) },
  responses: { 200: zip, ...problems },
})

function sent({ fileName, stream }: ArchiveDownload): Response {
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await stream.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: async () => {
      await stream.return(undefined)
    },
  })
  return new Response(body, {
    headers: { 'content-type': 'application/zip', 'content-disposition': attachment(fileName) },
  })
}

export const archiveRoutes = newRouter()
  .openapi(standing, async (c) => {
    const { roots, ...rest } = await archiveStanding(c.get('ctx'))
    return c.json({ ...rest, roots: roots.map((root) => ({ ...root, stampedAt: iso(root.stampedAt) })) }, 200)
  })
  .openapi(verify, async (c) => {
    const { isIntact, records, head, problems: found } = await verifyStoredArchive(c.get('ctx'))
    return c.json({ isIntact, records, head, problems: found }, 200)
  })
  .openapi(stamp, async (c) => {
    const { seq, authority } = await stampNow(c.get('ctx'))
    return c.json({ seq, authority }, 200)
  })
  .openapi(span, async (c) => sent(await downloadSpan(c.get('ctx'), c.req.valid('query'))))
  .openapi(one, async (c) => sent(await downloadRound(c.get('ctx'), c.req.valid('param').id)))
