import { z } from '@hono/zod-openapi'
import { EMERGENCY_ROLES } from '#db/schema/break-glass.ts'
import { ApprovalDecision, ApprovalShape, approvalOf, type Kinds } from '#features/approvals/index.ts'
import type { Role } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { AskSeal, FirstHalf, SecondHalf } from './inputs.ts'
import { enterFirst, enterSecond } from './open.ts'
import { ownOpening, passInEmergency } from './pass.ts'
import { type OpeningRow, openingState } from './rules.ts'
import { askSeal, sealKind } from './seal.ts'
import { standing } from './standing.ts'

const PARTIES = ['operator', 'security-admin'] as const satisfies readonly Role[]
const READERS = [...PARTIES, 'auditor', 'audit-admin'] as const satisfies readonly Role[]
const ACTING = { roles: PARTIES, stepUp: true } as const
/** The holder of a half may be anybody of the house. */
const HOLDING = { roles: 'signed-in', stepUp: true } as const

const tags = ['break-glass']
const json = <S extends z.ZodType>(schema: S) => ({ content: { 'application/json': { schema } } })
const moment = z.iso.datetime().nullable()

const Opening = z
  .object({
    id: z.string(),
    state: z.enum(['waiting', 'open', 'passed', 'lapsed']),
    name: z.string(),
    role: z.enum(EMERGENCY_ROLES),
    reason: z.string(),
    enteredAt: z.iso.datetime(),
    openedAt: moment,
    expiresAt: moment,
    approvalId: z.string().nullable(),
  })
  .openapi('BreakGlassOpening')
const Standing = z
  .object({
    sealed: z
      .object({ firstHolder: z.string(), secondHolder: z.string(), createdAt: z.iso.datetime() })
      .nullable()
      .openapi({ description: 'Null: there are no halves, or they are spent' }),
    own: Opening.nullable(),
    openings: z.array(Opening),
  })
  .openapi('BreakGlassStanding')
const Asked = z.object({ approval: ApprovalShape, firstHalf: z.string() }).openapi('AskedBreakGlassSeal')

const iso = (at: number) => new Date(at).toISOString()
const isoOrNull = (at: number | null) => (at === null ? null : iso(at))

function openingOf(row: OpeningRow, now: number): z.output<typeof Opening> {
  const { id, name, role, reason, enteredAt, openedAt, expiresAt, approvalId } = row
  return {
    ...{ id, name, role, reason, approvalId, state: openingState(row, now) },
    enteredAt: iso(enteredAt),
    openedAt: isoOrNull(openedAt),
    expiresAt: isoOrNull(expiresAt),
  }
}

const look = route(READERS, {
  method: 'get',
  path: '/break-glass',
  tags,
  summary: 'Whether sealed halves lie ready, the own emergency, and those there were',
  responses: { 200: { description: 'How it stands', ...json(Standing) }, ...problems },
})
const first = route(ACTING, {
  method: 'post',
  path: '/break-glass/openings',
  tags,
  summary: 'Enter one half: the emergency will be for who enters it',
  request: { body: { required: true, ...json(FirstHalf) } },
  responses: { 201: { description: 'Waits ten minutes for the other half', ...json(Opening) }, ...problems },
})
const second = route(HOLDING, {
  method: 'post',
  path: '/break-glass/openings/{id}/second-half',
  tags,
  summary: 'Enter the other half: the halves are spent, an alarm goes out, the emergency lasts half an hour',
  request: { params: z.object({ id: z.uuid() }), body: { required: true, ...json(SecondHalf) } },
  responses: { 200: { description: 'Open', ...json(Opening) }, ...problems },
})
const passage = route(ACTING, {
  method: 'post',
  path: '/break-glass/passages',
  tags,
  summary: 'Pass one pending request alone, in the own emergency',
  request: { body: { required: true, ...json(z.object({ approvalId: z.uuid() })) } },
  responses: { 200: { description: 'What became of it', ...json(ApprovalDecision) }, ...problems },
})
const seal = route(
  { roles: ['security-admin'], stepUp: true },
  {
    method: 'post',
    path: '/break-glass/sets',
    tags,
    summary: 'Ask for new halves; another security administrator decides and is shown the second',
    request: { body: { required: true, ...json(AskSeal) } },
    responses: {
      202: { description: 'Waits; the first half is in the answer and nowhere else', ...json(Asked) },
      ...problems,
    },
  },
)

/** @param kinds what may be passed: every kind there is */
export function breakGlassRoutes(kinds: Kinds) {
  return newRouter()
    .openapi(look, async (c) => {
      const ctx = c.get('ctx')
      const { sealed, openings } = await standing(ctx)
      const own = await ownOpening(ctx)
      return c.json(
        {
          sealed: sealed && { ...sealed, createdAt: iso(sealed.createdAt) },
          own: own ? openingOf(own, ctx.now) : null,
          openings: openings.map((row) => openingOf(row, ctx.now)),
        },
        200,
      )
    })
    .openapi(first, async (c) => {
      const ctx = c.get('ctx')
      return c.json(openingOf(await enterFirst(ctx, c.req.valid('json')), ctx.now), 201)
    })
    .openapi(second, async (c) => {
      const ctx = c.get('ctx')
      const opened = await enterSecond(ctx, c.req.valid('param').id, c.req.valid('json').half)
      return c.json(openingOf(opened, ctx.now), 200)
    })
    .openapi(passage, async (c) => {
      const ctx = c.get('ctx')
      const { row, handOver } = await passInEmergency(ctx, kinds, c.req.valid('json').approvalId)
      c.header('Cache-Control', 'no-store')
      return c.json({ approval: approvalOf(row, kinds, ctx), ...(handOver && { handOver }) }, 200)
    })
    .openapi(seal, async (c) => {
      const ctx = c.get('ctx')
      const { approval, firstHalf } = await askSeal(ctx, c.req.valid('json'))
      c.header('Cache-Control', 'no-store')
      return c.json({ approval: approvalOf(approval, [sealKind], ctx), firstHalf }, 202)
    })
}
