import { z } from '@hono/zod-openapi'
import { newRouter, problems, route } from '#src/route.ts'
import { getCertificate, withoutPlaces } from './get.ts'
import { importCertificates } from './import.ts'
import { CertificatesQuery, UploadForm } from './inputs.ts'
import { listCertificates } from './list.ts'
import {
  CertificateDetailShape,
  CertificatePageShape,
  detailOf,
  isInsider,
  json,
  LintShape,
  lineOf,
  READERS,
  saidLint,
  Texts,
  textOf,
  WRITERS,
} from './shapes.ts'

const Imported = z
  .object({
    imported: z.array(
      z.object({
        id: z.string(),
        sha256: z.string(),
        subject: z.string(),
        isNew: z.boolean(),
        lint: z.array(LintShape).openapi({ description: 'Empty for CA certificates: they are not ours to order' }),
      }),
    ),
    refused: z.array(
      z.object({
        file: z.string(),
        index: z.number().optional().openapi({ description: 'Position of the item in the file, from 0' }),
        code: z.string(),
        text: Texts,
      }),
    ),
  })
  .openapi('CertificateImport')

const list = route(READERS, {
  method: 'get',
  path: '/certificates',
  tags: ['certificates'],
  summary: 'The expiry board: certificates by the end of their validity',
  request: { query: CertificatesQuery },
  responses: { 200: { description: 'A page', ...json(CertificatePageShape) }, ...problems },
})

const upload = route(WRITERS, {
  method: 'post',
  path: '/certificates',
  tags: ['certificates'],
  summary: 'Import certificates from PEM, DER, P7B, PFX, JKS or ZIP files, in any order',
  request: { body: { required: true, content: { 'multipart/form-data': { schema: UploadForm } } } },
  responses: { 200: { description: 'What was taken and what was refused', ...json(Imported) }, ...problems },
})

const one = route(READERS, {
  method: 'get',
  path: '/certificates/{id}',
  tags: ['certificates'],
  summary: 'One certificate: issuers, findings, and for insiders the nodes that serve it',
  request: { params: z.object({ id: z.uuid() }) },
  responses: { 200: { description: 'The certificate', ...json(CertificateDetailShape) }, ...problems },
})

export const inventoryRoutes = newRouter()
  .openapi(list, async (c) => {
    const { items, nextCursor } = await listCertificates(c.get('ctx'), c.req.valid('query'))
    return c.json({ items: items.map(lineOf), nextCursor }, 200)
  })
  .openapi(upload, async (c) => {
    const { files, password } = c.req.valid('form')
    const read = await Promise.all(
      files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
    )
    const { imported, refused } = await importCertificates(c.get('ctx'), read, password === undefined ? [] : [password])
    const said = refused.map(({ params, ...one }) => ({ ...one, text: textOf(one.code, params) }))
    const linted = imported.map(({ lint, ...one }) => ({ ...one, lint: saidLint(lint) }))
    return c.json({ imported: linted, refused: said }, 200)
  })
  .openapi(one, async (c) => {
    const ctx = c.get('ctx')
    const detail = await getCertificate(ctx, c.req.valid('param').id)
    return c.json(detailOf(isInsider(ctx.actor) ? detail : withoutPlaces(detail)), 200)
  })
