// What comes back from a CA and what goes out to a server.

import { z } from '@hono/zod-openapi'
import { attachment } from '#core/downloads/attachment.ts'
import { ApprovalShape, approvalOf } from '#features/approvals/index.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { AskKeyExport, PACKAGED, PackageInput, ReplyForm } from './inputs.ts'
import { askKeyExport, keyExportKind, openKeyExports } from './key-export.ts'
import { makePackage } from './package.ts'
import { acceptReply } from './reply.ts'
import { FindingShape, findingOf, json, LintShape, saidLint, Texts, textOf, WRITERS } from './shapes.ts'

const Outcome = z
  .object({
    isAccepted: z.boolean(),
    findings: z.array(FindingShape),
    refused: z.array(z.object({ where: z.string(), code: z.string(), text: Texts })),
    certificateId: z.string().optional(),
    sha256: z.string().optional(),
    encryptionCertificateId: z.string().optional(),
    lineageId: z.string().optional().openapi({ description: 'The lineage it joined' }),
    lint: z.array(LintShape).openapi({ description: 'What the lints say of the certificate and of its chain' }),
  })
  .openapi('CertificateReplyOutcome')

const reply = route(WRITERS, {
  method: 'post',
  path: '/certificate-requests/{id}/reply',
  tags: ['certificates'],
  summary:
    "Hand in a CA's reply: PEM, DER, P7B, PFX, JKS, ZIP and envelopes, in any order; accepted, or refused with every reason",
  request: {
    params: z.object({ id: z.uuid() }),
    body: { required: true, content: { 'multipart/form-data': { schema: ReplyForm } } },
  },
  responses: { 200: { description: 'The judgement', ...json(Outcome) }, ...problems },
})

const pack = route(WRITERS, {
  method: 'post',
  path: '/certificates/{id}/package',
  tags: ['certificates'],
  summary:
    'The package a deployment target takes, with a guide; the sealed key goes along once, when another operator approved it',
  request: { params: z.object({ id: z.uuid() }), body: { required: true, ...json(PackageInput) } },
  responses: {
    200: {
      description: 'ZIP',
      content: { 'application/zip': { schema: z.any().openapi({ type: 'string', format: 'binary' }) } },
    },
    ...problems,
  },
})

const certificate = { params: z.object({ id: z.uuid() }) }

const askExport = route(
  { roles: ['operator'], stepUp: true },
  {
    method: 'post',
    path: '/certificates/{id}/key-exports',
    tags: ['certificates'],
    summary:
      'Ask for a package with the private key; another operator decides, and who asked fetches it once within a day',
    request: { ...certificate, body: { required: true, ...json(AskKeyExport) } },
    responses: { 202: { description: 'Waits for another operator', ...json(ApprovalShape) }, ...problems },
  },
)

const exports = route(['operator'], {
  method: 'get',
  path: '/certificates/{id}/key-exports',
  tags: ['certificates'],
  summary: 'Packages with the private key that are asked for, or approved and not fetched',
  request: certificate,
  responses: {
    200: {
      description: 'Newest first',
      ...json(z.object({ items: z.array(ApprovalShape.extend({ package: z.object(PACKAGED) })) })),
    },
    ...problems,
  },
})

export const deliveryRoutes = newRouter()
  .openapi(askExport, async (c) => {
    const ctx = c.get('ctx')
    const row = await askKeyExport(ctx, c.req.valid('param').id, c.req.valid('json'))
    return c.json(approvalOf(row, [keyExportKind], ctx), 202)
  })
  .openapi(exports, async (c) => {
    const ctx = c.get('ctx')
    const rows = await openKeyExports(ctx, c.req.valid('param').id)
    const items = rows.map((row) => ({
      ...approvalOf(row, [keyExportKind], ctx),
      package: keyExportKind.request.parse(JSON.parse(row.request)).package,
    }))
    return c.json({ items }, 200)
  })
  .openapi(reply, async (c) => {
    const { files, password, trust, replacesId } = c.req.valid('form')
    const read = await Promise.all(
      files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
    )
    const { findings, refused, lint, ...outcome } = await acceptReply(c.get('ctx'), {
      requestId: c.req.valid('param').id,
      files: read,
      passwords: password === undefined ? [] : [password],
      trust,
      replacesId,
    })
    const unread = refused.map(({ where, code, params }) => ({ where, code, text: textOf(code, params) }))
    return c.json({ ...outcome, findings: findings.map(findingOf), lint: saidLint(lint), refused: unread }, 200)
  })
  .openapi(pack, async (c) => {
    const made = await makePackage(c.get('ctx'), { certificateId: c.req.valid('param').id, ...c.req.valid('json') })
    return c.body(Uint8Array.from(made.bytes).buffer, 200, {
      'content-type': 'application/zip',
      'content-disposition': attachment(made.name),
      'cache-control': 'no-store',
    })
  })
