import { z } from '@hono/zod-openapi'
import { attachment } from '#core/downloads/attachment.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { getDocument } from './document.ts'
import { explainVerification } from './explain.ts'
import { ExplanationShape, explanationOf } from './explanation-shape.ts'
import { getVerification } from './get.ts'
import { VerificationsQuery, VerifyForm } from './inputs.ts'
import { listVerifications, rerunsOf } from './list.ts'
import { filesOf } from './material.ts'
import { PageShape, pageOf } from './page-shapes.ts'
import { drawPage } from './pages.ts'
import { printReport } from './print.ts'
import { orderOf, receiveOrderForm } from './receive.ts'
import { reportSchema } from './report-schema.ts'
import { DetailShape, detailOf, LineShape, lineOf, ReportShape, VERIFIERS } from './shapes.ts'
import { verifyUpload } from './verify.ts'

const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } })
const Id = z.object({ id: z.uuid() })
const Made = z.object({ id: z.string(), number: z.string(), report: ReportShape })
const Page = z.object({ items: z.array(LineShape), nextCursor: z.string().nullable() })

const verify = route(VERIFIERS, {
  method: 'post',
  path: '/verifications',
  tags: ['verification'],
  summary: 'Verify a signed object, a timestamp, a seal or a certificate, and keep the report',
  request: { body: { content: { 'multipart/form-data': { schema: VerifyForm } } } },
  responses: { 201: { description: 'The report, whatever the verdict', content: json(Made) }, ...problems },
})

const list = route(VERIFIERS, {
  method: 'get',
  path: '/verifications',
  tags: ['verification'],
  summary: 'Verifications, newest first',
  request: { query: VerificationsQuery },
  responses: { 200: { description: 'A page', content: json(Page) }, ...problems },
})

const get = route(VERIFIERS, {
  method: 'get',
  path: '/verifications/{id}',
  tags: ['verification'],
  summary: 'One verification with its report',
  request: { params: Id },
  responses: { 200: { description: 'The verification', content: json(DetailShape) }, ...problems },
})

const explanation = route(VERIFIERS, {
  method: 'get',
  path: '/verifications/{id}/explanation',
  tags: ['verification'],
  summary: 'Why it was refused, in plain words: what is wrong, what it means, what to do, whom to ask',
  request: { params: Id },
  responses: { 200: { description: 'The explanation', content: json(ExplanationShape) }, ...problems },
})

const download = route(VERIFIERS, {
  method: 'get',
  path: '/verifications/{id}/report.json',
  tags: ['verification'],
  summary: 'The report as a file',
  request: { params: Id },
  responses: { 200: { description: 'The report', content: json(ReportShape) }, ...problems },
})

const schema = route('public', {
  method: 'get',
  path: '/verification-report.schema.json',
  tags: ['verification'],
  summary: 'The JSON Schema (2020-12) of a report',
  responses: {
    200: {
      description: 'The schema',
      content: { 'application/schema+json': { schema: z.record(z.string(), z.unknown()) } },
    },
    ...problems,
  },
})

const print = route(VERIFIERS, {
  method: 'get',
  path: '/verifications/{id}/report.pdf',
  tags: ['verification'],
  summary: 'The report for printing',
  request: { params: Id, query: z.object({ lang: z.enum(['zh', 'en']).default('zh') }) },
  responses: {
    200: {
      description: 'PDF',
      content: { 'application/pdf': { schema: z.any().openapi({ type: 'string', format: 'binary' }) } },
    },
    ...problems,
  },
})

const document = route(VERIFIERS, {
  method: 'get',
  path: '/verifications/{id}/document',
  tags: ['verification'],
  summary: 'The verified file as it was kept; its pages can be drawn from it',
  request: { params: Id },
  responses: {
    200: {
      description: 'The file',
      content: { 'application/octet-stream': { schema: z.any().openapi({ type: 'string', format: 'binary' }) } },
    },
    ...problems,
  },
})

const page = route(VERIFIERS, {
  method: 'get',
  path: '/verifications/{id}/pages/{page}',
  tags: ['verification'],
  summary: 'One page of a verified OFD as plain data to be drawn; a page that cannot be drawn says why',
  request: { params: Id.extend({ page: z.coerce.number().int().min(1).max(100_000) }) },
  responses: { 200: { description: 'The page', content: json(PageShape) }, ...problems },
})

export const verificationsRoutes = newRouter()
  .openapi(schema, (c) => c.json(reportSchema(), 200, { 'Content-Type': 'application/schema+json' }))
  .openapi(verify, async (c) => {
    const ctx = c.get('ctx')
    const form = await receiveOrderForm(ctx, c.req.raw)
    try {
      return c.json(await verifyUpload(ctx, orderOf(form)), 201)
    } finally {
      await form.discard()
    }
  })
  .openapi(list, async (c) => {
    const page = await listVerifications(c.get('ctx'), c.req.valid('query'))
    return c.json({ ...page, items: page.items.map(lineOf) }, 200)
  })
  .openapi(get, async (c) => {
    const ctx = c.get('ctx')
    const row = await getVerification(ctx, c.req.valid('param').id)
    const [files, reruns] = await Promise.all([filesOf(ctx.db, row.id), rerunsOf(ctx, row.id)])
    return c.json(detailOf(row, files, reruns), 200)
  })
  .openapi(explanation, async (c) =>
    c.json(explanationOf(await explainVerification(c.get('ctx'), c.req.valid('param').id)), 200),
  )
  .openapi(download, async (c) => {
    const row = await getVerification(c.get('ctx'), c.req.valid('param').id)
    c.header('Content-Disposition', attachment(`${row.number}.json`))
    return c.json(row.report, 200)
  })
  .openapi(print, async (c) => {
    const { number, pdf } = await printReport(c.get('ctx'), c.req.valid('param').id, c.req.valid('query').lang)
    return c.body(new Uint8Array(pdf).buffer, 200, {
      'content-type': 'application/pdf',
      'content-disposition': attachment(`${number}.pdf`),
    })
  })
  .openapi(document, async (c) => {
    const { name, bytes } = await getDocument(c.get('ctx'), c.req.valid('param').id)
    // Never under a type that a browser would open: whoever wrote the file is not trusted.
    return c.body(new Uint8Array(bytes).buffer, 200, {
      'content-type': 'application/octet-stream',
      'content-disposition': attachment(name),
    })
  })
  .openapi(page, async (c) => {
    const { id, page: number } = c.req.valid('param')
    return c.json(pageOf(await drawPage(c.get('ctx'), id, number - 1)), 200)
  })
