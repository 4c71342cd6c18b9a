import { z } from '@hono/zod-openapi'
import type { Role } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { iso } from '../shapes.ts'
import { ChangedPlan, NewPlan, PlanDaysShape, PlanId, PlanItemShape, PlanScopeShape, SlotShape } from './inputs.ts'
import { listPlans, type PlanLine } from './list.ts'
import type { PlanVersion } from './stored.ts'
import { addPlan, changePlan } from './write.ts'

const READERS = [
  'operator',
  'auditor',
  'ra-officer',
  'system-admin',
  'security-admin',
  'audit-admin',
] as const satisfies readonly Role[]
const PLANNERS = ['operator', 'system-admin'] as const satisfies readonly Role[]

const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })
const Text = z.object({ zh: z.string(), en: z.string() })

const Version = z
  .object({
    version: z.number(),
    fromDate: z.string(),
    title: Text,
    contract: z.string(),
    days: PlanDaysShape,
    slots: z.array(SlotShape),
    scope: PlanScopeShape,
    items: z.array(PlanItemShape),
    isCounted: z.boolean(),
    isRunning: z.boolean(),
    reason: z.string(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
  })
  .openapi('InspectionPlanVersion')

const Line = z
  .object({
    id: z.string(),
    /** Number of the version that holds today; null for a plan that begins later. */
    now: z.number().nullable(),
    versions: z.array(Version),
    next: z.object({ id: z.string(), date: z.string(), plannedAt: z.iso.datetime() }).nullable(),
    isProvisional: z.boolean(),
  })
  .openapi('InspectionPlan')

const list = route(READERS, {
  method: 'get',
  path: '/inspection-plans',
  tags: ['inspections'],
  summary: 'The plans of inspection with their versions and their next round',
  responses: { 200: { description: 'Plans', ...json(z.object({ items: z.array(Line) })) }, ...problems },
})

const add = route(PLANNERS, {
  method: 'post',
  path: '/inspection-plans',
  tags: ['inspections'],
  summary: 'Add a plan that begins after today',
  request: { body: { required: true, ...json(NewPlan) } },
  responses: { 201: { description: 'Added', ...json(z.object({ version: z.number() })) }, ...problems },
})

const change = route(PLANNERS, {
  method: 'put',
  path: '/inspection-plans/{id}',
  tags: ['inspections'],
  summary: 'Let a new version follow, from a day after today; rounds of days that have begun stay',
  request: { params: PlanId, body: { required: true, ...json(ChangedPlan) } },
  responses: { 200: { description: 'Changed', ...json(z.object({ version: z.number() })) }, ...problems },
})

function versionShape({ titleZh, titleEn, createdAt, ...version }: PlanVersion): z.input<typeof Version> {
  const { id: _, planId: __, scope, ...rest } = version
  return {
    ...rest,
    title: { zh: titleZh, en: titleEn },
    days: version.days as z.input<typeof PlanDaysShape>,
    slots: [...version.slots],
    scope: {
      kinds: [...scope.kinds],
      ...(scope.layers && { layers: [...scope.layers] }),
      ...(scope.systems && { systems: [...scope.systems] }),
    },
    items: version.items.map((item) => ({ ...item, roles: [...item.roles] })),
    createdAt: iso(createdAt),
  }
}

function lineShape({ id, now, versions, next, isProvisional }: PlanLine): z.input<typeof Line> {
  return {
    id,
    now: now?.version ?? null,
    versions: versions.map(versionShape),
    next: next ? { id: next.id, date: next.date, plannedAt: iso(next.plannedAt) } : null,
    isProvisional,
  }
}

export const planRoutes = newRouter()
  .openapi(list, async (c) => c.json({ items: (await listPlans(c.get('ctx'))).map(lineShape) }, 200))
  .openapi(add, async (c) => {
    const { version } = await addPlan(c.get('ctx'), c.req.valid('json'))
    return c.json({ version }, 201)
  })
  .openapi(change, async (c) => {
    const { version } = await changePlan(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))
    return c.json({ version }, 200)
  })
