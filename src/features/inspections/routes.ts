import { z } from '@hono/zod-openapi'
import { attachment } from '#core/downloads/attachment.ts'
import { CertificateShape, lineOf } from '#features/certificates/index.ts'
import type { Role } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { archiveRoutes } from './archive/routes.ts'
import { keptOf, tableOfRound } from './archive/table.ts'
import { requestExtraRound } from './extra.ts'
import { roundHistory } from './history.ts'
import { ItemId, ItemsQuery, ManualEntries, ManualResult, RoundId, RoundRequest, RoundsQuery } from './inputs.ts'
import { findRound, listItems, listRounds, matrixOf, withProgress } from './list.ts'
import { photoRoutes } from './photos/routes.ts'
import { planRoutes } from './plans/routes.ts'
import { recordManualResults } from './record-manual.ts'
import { reviewRound } from './review.ts'
import {
  HistoryShape,
  ItemsShape,
  OpenFindingShape,
  openFinding,
  pastRound,
  RoundDetailShape,
  RoundShape,
  RoundsShape,
  roundDetail,
  roundItem,
  roundLine,
} from './shapes.ts'
import { signInspection } from './sign.ts'
import { signatureRoutes } from './signatures/routes.ts'
import { today } from './today.ts'

/** Who sees the estate, who works on it, who may confirm another's work. */
const READERS = [
  'operator',
  'auditor',
  'ra-officer',
  'system-admin',
  'security-admin',
  'audit-admin',
] as const satisfies readonly Role[]
const INSPECTORS = ['operator'] as const satisfies readonly Role[]
const REVIEWERS = ['operator', 'auditor'] as const satisfies readonly Role[]

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })

const day = route(READERS, {
  method: 'get',
  path: '/today',
  tags: ['inspections'],
  summary: 'The day: rounds, open findings, certificates that end soon, completion of the month',
  responses: {
    200: {
      description: 'Today',
      ...json(
        z
          .object({
            date: z.string(),
            rounds: z.array(RoundShape),
            findings: z.object({ open: z.number(), items: z.array(OpenFindingShape) }),
            expiring: z.array(CertificateShape),
            completion: z.object({ planned: z.number(), onTime: z.number() }),
          })
          .openapi('Today'),
      ),
    },
    ...problems,
  },
})

const list = route(READERS, {
  method: 'get',
  path: '/rounds',
  tags: ['inspections'],
  summary: 'Rounds, newest first',
  request: { query: RoundsQuery },
  responses: { 200: { description: 'A page', ...json(RoundsShape) }, ...problems },
})

const history = route(READERS, {
  method: 'get',
  path: '/round-history',
  tags: ['inspections'],
  summary: 'The rounds of a year, one state each',
  request: { query: z.object({ year: z.coerce.number().int().min(2000).max(2999) }) },
  responses: { 200: { description: 'A year', ...json(HistoryShape) }, ...problems },
})

const request = route(INSPECTORS, {
  method: 'post',
  path: '/rounds',
  tags: ['inspections'],
  summary: 'Ask for an extra round now, or make up for a missed one',
  request: { body: { required: true, ...json(RoundRequest) } },
  responses: { 202: { description: 'Due now', ...json(z.object({ id: z.string() })) }, ...problems },
})

const get = route(READERS, {
  method: 'get',
  path: '/rounds/{id}',
  tags: ['inspections'],
  summary: 'One round with its matrix of systems and layers',
  request: { params: RoundId },
  responses: { 200: { description: 'Round', ...json(RoundDetailShape) }, ...problems },
})

const items = route(READERS, {
  method: 'get',
  path: '/rounds/{id}/items',
  tags: ['inspections'],
  summary: 'Items of a round with their results',
  request: { params: RoundId, query: ItemsQuery },
  responses: { 200: { description: 'A page', ...json(ItemsShape) }, ...problems },
})

const write = route(INSPECTORS, {
  method: 'put',
  path: '/rounds/{id}/items/{itemId}',
  tags: ['inspections'],
  summary: 'Write down the result of a manual item',
  request: { params: ItemId, body: { required: true, ...json(ManualResult) } },
  responses: { 204: { description: 'Written' }, ...problems },
})

const writeMany = route(INSPECTORS, {
  method: 'put',
  path: '/rounds/{id}/items',
  tags: ['inspections'],
  summary: 'Write down several manual results: all or none',
  request: { params: RoundId, body: { required: true, ...json(ManualEntries) } },
  responses: { 204: { description: 'Written' }, ...problems },
})

const sign = route(INSPECTORS, {
  method: 'post',
  path: '/rounds/{id}/inspection-sign-off',
  tags: ['inspections'],
  summary: 'Sign as inspector; 202: old evidence is being taken again, sign after that',
  request: { params: RoundId },
  responses: {
    200: { description: 'Signed', ...json(z.object({ outcome: z.literal('signed'), digest: z.string() })) },
    202: {
      description: 'Probing again',
      ...json(z.object({ outcome: z.literal('probing-again'), items: z.number() })),
    },
    ...problems,
  },
})

const review = route(REVIEWERS, {
  method: 'post',
  path: '/rounds/{id}/review',
  tags: ['inspections'],
  summary: 'Confirm as reviewer: another person than the inspector',
  request: { params: RoundId },
  responses: { 200: { description: 'Done', ...json(z.object({ id: z.string(), state: z.string() })) }, ...problems },
})

const record = route(READERS, {
  method: 'get',
  path: '/rounds/{id}/record.xlsx',
  tags: ['inspections'],
  summary: '巡检情况表',
  request: { params: RoundId },
  responses: {
    200: {
      description: 'xlsx',
      content: { [XLSX]: { schema: z.any().openapi({ type: 'string', format: 'binary' }) } },
    },
    ...problems,
  },
})

export const inspectionsRoutes = newRouter()
  .openapi(day, async (c) => {
    const { rounds, findings, expiring, ...rest } = await today(c.get('ctx'))
    return c.json(
      {
        ...rest,
        rounds: rounds.map(roundLine),
        findings: { open: findings.open, items: findings.items.map(openFinding) },
        expiring: expiring.map(lineOf),
      },
      200,
    )
  })
  .openapi(list, async (c) => {
    const { items: lines, nextCursor } = await listRounds(c.get('ctx'), c.req.valid('query'))
    return c.json({ items: lines.map(roundLine), nextCursor }, 200)
  })
  .openapi(history, async (c) => {
    const { items: past, completion } = await roundHistory(c.get('ctx'), c.req.valid('query').year)
    return c.json({ items: past.map(pastRound), completion }, 200)
  })
  .openapi(request, async (c) => {
    const body = c.req.valid('json')
    const extra =
      'makesUpFor' in body ? ({ planId: 'made-up', ...body } as const) : ({ planId: 'extra', ...body } as const)
    return c.json({ id: await requestExtraRound(c.get('ctx'), extra) }, 202)
  })
  .openapi(get, async (c) => {
    const { db } = c.get('ctx')
    const round = await findRound(db, c.req.valid('param').id)
    const [line] = await withProgress(db, [round])
    const one = line ?? { round, progress: NOTHING }
    return c.json(roundDetail(one, await matrixOf(db, round.id), await keptOf(db, round.id)), 200)
  })
  .openapi(items, async (c) => {
    const page = await listItems(c.get('ctx'), c.req.valid('param').id, c.req.valid('query'))
    return c.json({ items: page.items.map(roundItem), nextCursor: page.nextCursor }, 200)
  })
  .openapi(write, async (c) => {
    const { id, itemId } = c.req.valid('param')
    await recordManualResults(c.get('ctx'), id, [{ ...c.req.valid('json'), itemId }])
    return c.body(null, 204)
  })
  .openapi(writeMany, async (c) => {
    await recordManualResults(c.get('ctx'), c.req.valid('param').id, c.req.valid('json').items)
    return c.body(null, 204)
  })
  .openapi(sign, async (c) => {
    const outcome = await signInspection(c.get('ctx'), c.req.valid('param').id)
    return outcome.outcome === 'signed' ? c.json(outcome, 200) : c.json(outcome, 202)
  })
  .openapi(review, async (c) => {
    const { id, state } = await reviewRound(c.get('ctx'), c.req.valid('param').id)
    return c.json({ id, state }, 200)
  })
  .openapi(record, async (c) => {
    const { id } = c.req.valid('param')
    const bytes = await tableOfRound(c.get('ctx'), id)
    return c.body(new Uint8Array(bytes).buffer, 200, {
      'content-type': XLSX,
      'content-disposition': attachment(`${id}.xlsx`),
    })
  })
  .route('/', planRoutes)
  .route('/', archiveRoutes)
  .route('/', photoRoutes)
  .route('/', signatureRoutes)

const NOTHING = { done: 0, total: 0, counts: { normal: 0, warning: 0, abnormal: 0, unchecked: 0, 'not-applicable': 0 } }
