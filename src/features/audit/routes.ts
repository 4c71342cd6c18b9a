import { z } from '@hono/zod-openapi'
import { attachment } from '#core/downloads/attachment.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { ACTION_GROUP_IDS, groupOf } from './groups.ts'
import { exportAudit } from './hand-out.ts'
import { AuditExport, AuditQuery } from './inputs.ts'
import { listAudit } from './list.ts'
import { readRetention } from './retention.ts'
import { AUDIT_HASHES, type AuditRow } from './rules.ts'
import { type TrailStanding, trailStanding } from './standing.ts'
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
    group: z.enum(ACTION_GROUP_IDS),
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
const LINES = 'application/jsonl'
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** One chain tells of every district. */
const list = route(
  { roles: READERS, wholeEstate: true },
  {
    method: 'get',
    path: '/audit',
    tags: ['audit'],
    summary: 'Who did what, newest first',
    request: { query: AuditQuery },
    responses: { 200: { description: 'A page', content: { 'application/json': { schema: Page } } }, ...problems },
  },
)

const verification = route(READERS, {
  method: 'get',
  path: '/audit/verification',
  tags: ['audit'],
  summary: 'Whether the trail is unbroken; the first broken row if not',
  responses: { 200: { description: 'Result', content: { 'application/json': { schema: Verification } } }, ...problems },
})

const moment = z.iso.datetime().nullable()
const Standing = z
  .object({
    head: Head.nullable(),
    checkpoint: z.object({ seq: z.number(), at: z.iso.datetime(), key: z.string() }).nullable(),
    unsigned: z.number().openapi({ description: 'Rows behind the last checkpoint' }),
    broken: z.object({ seq: z.number(), code: z.string() }).nullable(),
    places: z.array(
      z.object({
        name: z.string(),
        kind: z.string(),
        seq: z.number(),
        behind: z.number().openapi({ description: 'Checkpoints it has not taken' }),
        takenAt: moment,
        failingSince: moment,
        error: z.string().nullable(),
      }),
    ),
    retentionMonths: z.number(),
  })
  .openapi('TrailStanding')

const standing = route(READERS, {
  method: 'get',
  path: '/audit/standing',
  tags: ['audit'],
  summary:
    'What is signed of the trail, what lies outside, and whether the rows since the last checkpoint are unbroken',
  responses: { 200: { description: 'Standing', content: { 'application/json': { schema: Standing } } }, ...problems },
})

const exported = route(
  { roles: READERS, wholeEstate: true, stepUp: true },
  {
    method: 'post',
    path: '/audit/export',
    tags: ['audit'],
    summary: 'The trail of a time as lines that can be verified without us, or what a search found as a spreadsheet',
    request: { body: { required: true, content: { 'application/json': { schema: AuditExport } } } },
    responses: {
      200: {
        description: 'A file; `x-total-rows` says how many rows it will hold',
        content: { [LINES]: { schema: z.any() }, [XLSX]: { schema: z.any() } },
      },
      ...problems,
    },
  },
)

export const auditRoutes = newRouter()
  .openapi(standing, async (c) =>
    c.json(standingOf(await trailStanding(c.get('ctx')), await readRetention(c.get('ctx').db)), 200),
  )
  .openapi(exported, async (c) => {
    const made = await exportAudit(c.get('ctx'), c.req.valid('json'))
    return c.body(made.body, 200, {
      'content-type': made.kind === 'trail' ? LINES : XLSX,
      'content-disposition': attachment(made.name),
      'x-total-rows': String(made.rows),
    })
  })
  .openapi(list, async (c) => {
    const { items, nextCursor } = await listAudit(c.get('ctx'), c.req.valid('query'))
    const next = nextCursor === undefined ? {} : { nextCursor: String(nextCursor) }
    return c.json({ items: items.map(serialise), ...next }, 200)
  })
  .openapi(verification, async (c) =>
    c.json(await verifyAudit(c.get('ctx').db, { primitives: c.get('ctx').ports.primitives }), 200),
  )

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

function standingOf({ head, checkpoint, broken, places, unsigned }: TrailStanding, retentionMonths: number) {
  return {
    head: head ?? null,
    checkpoint: checkpoint ? { ...checkpoint, at: new Date(checkpoint.at).toISOString() } : null,
    unsigned,
    broken: broken ?? null,
    places: places.map((place) => ({
      ...place,
      takenAt: iso(place.takenAt),
      failingSince: iso(place.failingSince),
    })),
    retentionMonths,
  }
}

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
    group: groupOf(action),
    object: { type: row.objectType, id: row.objectId },
    detail,
    previousHash,
    hash,
    hashAlgorithm,
  }
}
