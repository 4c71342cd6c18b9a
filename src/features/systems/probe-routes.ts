import { z } from '@hono/zod-openapi'
import type { Reason } from '#core/checks/check.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { getProbeResult, listProbeResults, type TimelineItem } from './list-probe-results.ts'
import { probeNow } from './probe-now.ts'
import { Text, ToldReason, tell } from './told-reason.ts'

const Verdict = z.enum(['pass', 'warn', 'fail', 'unknown', 'skipped'])
const Measured = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))

const TimelineEntry = z
  .object({
    id: z.uuid(),
    checkId: z.string(),
    checkTitle: Text,
    kind: z.string(),
    layer: z.string(),
    verdict: Verdict,
    reasons: z.array(ToldReason),
    measured: Measured,
    startedAt: z.iso.datetime(),
    durationMs: z.number(),
  })
  .openapi('TimelineEntry')

const Timeline = z.object({ items: z.array(TimelineEntry), nextCursor: z.string().nullable() })

const Result = z
  .object({
    id: z.uuid(),
    checkId: z.string().nullable(),
    kind: z.string(),
    target: z.string(),
    verdict: Verdict,
    reasons: z.array(ToldReason),
    measured: Measured,
    thresholds: z.record(z.string(), z.union([z.string(), z.number()])),
    evidence: z.array(
      z.object({
        name: z.string(),
        mediaType: z.string(),
        size: z.number(),
        sha256: z.string(),
        base64: z.string(),
        truncated: z.boolean(),
      }),
    ),
    startedAt: z.iso.datetime(),
    durationMs: z.number(),
    phasesMs: z.record(z.string(), z.number()),
    probe: z.string(),
    instance: z.string().nullable(),
  })
  .openapi('ProbeResult')

const READERS = ['operator', 'auditor'] as const

const timeline = route(READERS, {
  method: 'get',
  path: '/nodes/{id}/timeline',
  tags: ['systems'],
  summary: 'What the probes of a node found, newest first',
  request: {
    params: z.object({ id: z.string().max(80) }),
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().max(60).optional(),
    }),
  },
  responses: { 200: { description: 'A page', content: { 'application/json': { schema: Timeline } } }, ...problems },
})

const one = route(READERS, {
  method: 'get',
  path: '/probe-results/{id}',
  tags: ['systems'],
  summary: 'One result with its evidence',
  request: { params: z.object({ id: z.uuid() }) },
  responses: { 200: { description: 'The result', content: { 'application/json': { schema: Result } } }, ...problems },
})

const now = route(['operator'], {
  method: 'post',
  path: '/checks/{id}/probe',
  tags: ['systems'],
  summary: 'Probe now',
  request: { params: z.object({ id: z.string().max(80) }) },
  responses: { 200: { description: 'The result', content: { 'application/json': { schema: Result } } }, ...problems },
})

/** Mounted by the slice's index beside the register's own routes. */
export const probeRoutes = newRouter()
  .openapi(timeline, async (c) => {
    const { items, nextCursor } = await listProbeResults(c.get('ctx'), c.req.valid('param').id, c.req.valid('query'))
    return c.json({ items: items.map(timelineEntry), nextCursor }, 200)
  })
  .openapi(one, async (c) => {
    const { nodeCheckId, ...result } = await getProbeResult(c.get('ctx'), c.req.valid('param').id)
    return c.json(serialise({ ...result, checkId: nodeCheckId }), 200)
  })
  .openapi(now, async (c) => {
    const { id: checkId } = c.req.valid('param')
    const result = await probeNow(c.get('ctx'), checkId)
    return c.json(serialise({ ...result, checkId, instance: result.instance ?? null }), 200)
  })

function timelineEntry({ titleZh, titleEn, startedAt, reasons, ...item }: TimelineItem): z.input<typeof TimelineEntry> {
  return {
    ...item,
    checkTitle: { zh: titleZh, en: titleEn },
    reasons: reasons.map(tell),
    startedAt: new Date(startedAt).toISOString(),
  }
}

type Stored = Omit<z.input<typeof Result>, 'reasons' | 'startedAt'> & { reasons: readonly Reason[]; startedAt: number }

function serialise({ reasons, startedAt, ...result }: Stored): z.input<typeof Result> {
  return { ...result, reasons: reasons.map(tell), startedAt: new Date(startedAt).toISOString() }
}
