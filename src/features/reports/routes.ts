import { z } from '@hono/zod-openapi'
import { attachment } from '#core/downloads/attachment.ts'
import type { Role } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { FigureName, ReportFile, ReportId, ReportOrder, ReportsQuery, RowsQuery } from './inputs.ts'
import { fileOf, getReport, listReports, rowsOfFigure } from './list.ts'
import { orderReport, owedReports } from './order.ts'
import { recomputeReport } from './recompute.ts'
import {
  CheckShape,
  checkOf,
  OwedShape,
  owedOf,
  ReportLineShape,
  ReportPage,
  ReportShape,
  RowsShape,
  reportLineOf,
  reportOf,
} from './shapes.ts'

/** The districts have no business with what the whole service is judged by. */
export const REPORT_READERS = [
  'operator',
  'auditor',
  'system-admin',
  'security-admin',
  'audit-admin',
] as const satisfies readonly Role[]
const MAKERS = ['operator'] as const satisfies readonly Role[]
const CHECKERS = ['operator', 'auditor'] as const satisfies readonly Role[]

/** What is owed may be many after a long silence: the oldest are shown. */
const SHOWN_OWED = 100
const MEDIA_TYPES = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

const tags = ['reports']
const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })

const list = route(REPORT_READERS, {
  method: 'get',
  path: '/reports',
  tags,
  summary: 'Reports, the newest period first',
  request: { query: ReportsQuery },
  responses: { 200: { description: 'A page', ...json(ReportPage) }, ...problems },
})
const owed = route(REPORT_READERS, {
  method: 'get',
  path: '/reports/owed',
  tags,
  summary: 'Reports that are due and not there yet, the oldest first',
  responses: { 200: { description: 'Owed', ...json(OwedShape) }, ...problems },
})
const order = route(MAKERS, {
  method: 'post',
  path: '/reports',
  tags,
  summary: 'Make a report: a preview, the final one, or with a reason a correction of it',
  request: { body: { required: true, ...json(ReportOrder) } },
  responses: { 202: { description: 'Being made', ...json(ReportLineShape) }, ...problems },
})
const get = route(REPORT_READERS, {
  method: 'get',
  path: '/reports/{id}',
  tags,
  summary: 'One report with its figures, each with the rows it was computed from',
  request: { params: ReportId },
  responses: { 200: { description: 'Report', ...json(ReportShape) }, ...problems },
})
const rows = route(REPORT_READERS, {
  method: 'get',
  path: '/reports/{id}/figures/{section}/{part}',
  tags,
  summary: 'The rows behind a figure or a table, as they were when the report was made',
  request: { params: FigureName, query: RowsQuery },
  responses: { 200: { description: 'Rows', ...json(RowsShape) }, ...problems },
})
const recompute = route(CHECKERS, {
  method: 'post',
  path: '/reports/{id}/checks',
  tags,
  summary: 'Compute it again: what was kept against its digests, and the figures against the rows of today as of then',
  request: { params: ReportId },
  responses: { 201: { description: 'Result', ...json(CheckShape) }, ...problems },
})
const binary = { schema: z.any().openapi({ type: 'string', format: 'binary' }) }
const file = route(REPORT_READERS, {
  method: 'get',
  path: '/reports/{id}/files/{format}',
  tags,
  summary: 'The file as it was made',
  request: { params: ReportFile },
  responses: {
    200: { description: 'PDF or xlsx', content: { [MEDIA_TYPES.pdf]: binary, [MEDIA_TYPES.xlsx]: binary } },
    ...problems,
  },
})

export const reportsRoutes = newRouter()
  .openapi(list, async (c) => {
    const { items, nextCursor } = await listReports(c.get('ctx'), c.req.valid('query'))
    return c.json({ items: items.map(reportLineOf), nextCursor }, 200)
  })
  .openapi(owed, async (c) => {
    const all = await owedReports(c.get('ctx'))
    return c.json({ items: all.slice(0, SHOWN_OWED).map(owedOf), total: all.length }, 200)
  })
  .openapi(order, async (c) => c.json(reportLineOf(await orderReport(c.get('ctx'), c.req.valid('json'))), 202))
  .openapi(get, async (c) => c.json(reportOf(await getReport(c.get('ctx'), c.req.valid('param').id)), 200))
  .openapi(rows, async (c) => {
    const { id, section, part } = c.req.valid('param')
    const { cursor, limit } = c.req.valid('query')
    const { table, total, rows: found } = await rowsOfFigure(c.get('ctx'), id, { section, part }, { cursor, limit })
    const next = cursor + limit < total ? String(cursor + limit) : null
    return c.json({ table, total, items: found.map((row) => ({ ...row })), nextCursor: next }, 200)
  })
  .openapi(recompute, async (c) => c.json(checkOf(await recomputeReport(c.get('ctx'), c.req.valid('param').id)), 201))
  .openapi(file, async (c) => {
    const { id, format } = c.req.valid('param')
    const { name, sha256, content } = await fileOf(c.get('ctx'), id, format)
    return c.body(new Uint8Array(content).buffer, 200, {
      'content-type': MEDIA_TYPES[format],
      'content-disposition': attachment(name),
      'x-content-sha256': sha256,
    })
  })
