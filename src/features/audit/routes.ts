import { z } from '@hono/zod-openapi'
import { newRouter, problems, route } from '#src/route.ts'
import { AuditQuery } from './inputs.ts'
import { listAudit } from './list.ts'
import { AUDIT_HASHES, type AuditRow } from './rules.ts'
import { verifyAudit } from './verify.ts'

const Row = z
  .object({
    seq: z.number(),
    at: z.iso.datetime(),
    actor: z.object({
      type: z.string(),
      id: z.string(),
      name: z.string(),
      personId: z.string().nullable(),
      roles: z.array(z.string()),
      sessionId: z.string().nullable(),
      address: z.string().nullable(),
    }),
    requestId: z.string(),
    action: z.string(),
    object: z.object({ type: z.string(), id: z.string() }),
    detail: z.record(z.string(), z.any()),
    previousHash: z.string(),
    hash: z.string(),
    hashAlgorithm: z.enum(AUDIT_HASHES),
  })
  .openapi('AuditRow')

const Page = z.object({ items: z.array(Row), nextCursor: z.string().optional() })
const Head = z.object({ seq: z.number(), hash: z.string() })
const Verification = z
  .object({
    isIntact: z.boolean(),
    rows: z.number(),
    after: z.number().openapi({ description: 'Of the last row that was pruned by age; 0: none was' }),
    head: Head,
    checkpoints: z.number(),
    keys: z.array(z.string()).openapi({ description: 'Fingerprints of the keys that signed the checkpoints' }),
    broken: z.object({ seq: z.number(), code: z.string() }).optional(),
  })
  .openapi('AuditVerification')

const READERS = ['auditor', 'audit-admin'] as const

const list = route(READERS, {
  method: 'get',
  path: '/audit',
  tags: ['audit'],
  summary: 'Who did what, newest first',
  request: { query: AuditQuery },
  responses: { 200: { description: 'A page', content: { 'application/json': { schema: Page } } }, ...problems },
})

const verification = route(READERS, {
  method: 'get',
  path: '/audit/verification',
  tags: ['audit'],
  summary: 'Whether the trail is unbroken; the first broken row if not',
  responses: { 200: { description: 'Result', content: { 'application/json': { schema: Verification } } }, ...problems },
})

export const auditRoutes = newRouter()
  .openapi(list, async (c) => {
    const { items, nextCursor } = await listAudit(c.get('ctx'), c.req.valid('query'))
    const next = nextCursor === undefined ? {} : { nextCursor: String(nextCursor) }
    return c.json({ items: items.map(serialise), ...next }, 200)
  })
  .openapi(verification, async (c) =>
    c.json(await verifyAudit(c.get('ctx').db, { primitives: c.get('ctx').ports.primitives }), 200),
  )

function serialise(row: AuditRow): z.input<typeof Row> {
  const { seq, requestId, action, detail, previousHash, hash, hashAlgorithm } = row
  return {
    seq,
    at: new Date(row.at).toISOString(),
    actor: {
      type: row.actorType,
      id: row.actorId,
      name: row.actorName,
      personId: row.personId,
      roles: row.roles,
      sessionId: row.sessionId,
      address: row.address,
    },
    requestId,
    action,
    object: { type: row.objectType, id: row.objectId },
    detail,
    previousHash,
    hash,
    hashAlgorithm,
  }
}
