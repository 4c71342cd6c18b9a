import { z } from '@hono/zod-openapi'
import { eq } from 'drizzle-orm'
import { deploymentBindings, deploymentRuns, RUN_STEPS } from '#db/schema/deployments.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { INSIDERS, iso, json, WRITERS } from '../shapes.ts'
import { MarkStep, OpenEmergency, OpenRun, Reason, RunsQuery, SetCertificate, Withdraw } from './inputs.ts'
import { listRuns } from './list.ts'
import { affectedBindings, openEmergency, openRun, openWithdrawal } from './open.ts'
import { behindIn, type RunRow, standingOfRun } from './rules.ts'
import { cancelRun, markStep, setRunCertificate, stepsIn } from './steps.ts'
import { verifyRun } from './verify.ts'

const tags = ['deployment runs']
const params = z.object({ id: z.uuid() })
const at = z.iso.datetime()
const Made = z.object({ id: z.string() })
const made = { 201: { description: 'Opened', ...json(Made) }, ...problems }
const done = { 204: { description: 'Done' }, ...problems }
const body = <T extends z.ZodType>(schema: T) => ({ required: true, ...json(schema) })

const Run = z
  .object({
    id: z.string(),
    lineageId: z.string(),
    kind: z.enum(['installation', 'emergency', 'withdrawal']),
    state: z.enum(['open', 'proved', 'cancelled']),
    certificateId: z.string().nullable(),
    replacesId: z.string().nullable(),
    reason: z.string(),
    openedBy: z.string(),
    openedAt: at,
    closedAt: at.nullable(),
    standing: z.enum(['unasked', 'none', 'half', 'all']).openapi({ description: 'Of the places that were asked' }),
    behind: z.array(z.string()).openapi({ description: 'Nodes that were asked and do not show what they must' }),
    steps: z.array(
      z.object({
        position: z.number(),
        kind: z.enum(RUN_STEPS),
        bindingId: z.string().nullable(),
        nodeName: z.string().nullable(),
        state: z.enum(['waiting', 'done', 'failed']),
        note: z.string().nullable(),
        evidence: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
        doneBy: z.string().nullable(),
        doneAt: at.nullable(),
      }),
    ),
  })
  .openapi('DeploymentRun')
const Verified = z.object({ isProved: z.boolean(), behind: z.array(z.string()), run: Run }).openapi('DeploymentProof')
const Affected = z
  .object({
    bindings: z.array(
      z.object({ id: z.string(), lineageId: z.string(), nodeName: z.string(), address: z.string(), port: z.number() }),
    ),
  })
  .openapi('AffectedBindings')

const open = route(WRITERS, {
  method: 'post',
  path: '/lineages/{id}/runs',
  tags,
  summary: 'Deploy a new certificate on the bindings of a lineage',
  request: { params, body: body(OpenRun) },
  responses: made,
})
const emergency = route(WRITERS, {
  method: 'post',
  path: '/lineages/{id}/emergency',
  tags,
  summary: 'A key is compromised: revoke, replace, confirm in CRL and OCSP',
  request: { params, body: body(OpenEmergency) },
  responses: made,
})
const withdrawal = route(WRITERS, {
  method: 'post',
  path: '/lineages/{id}/withdrawal',
  tags,
  summary: 'Take the certificate off every binding',
  request: { params, body: body(Withdraw) },
  responses: made,
})
const affected = route(INSIDERS, {
  method: 'get',
  path: '/keys/{id}/bindings',
  tags,
  summary: 'Every binding, of whatever lineage, that has this key',
  request: { params },
  responses: { 200: { description: 'Bindings', ...json(Affected) }, ...problems },
})
const one = route(INSIDERS, {
  method: 'get',
  path: '/deployment-runs/{id}',
  tags,
  summary: 'A run with its steps and their evidence',
  request: { params },
  responses: { 200: { description: 'The run', ...json(Run) }, ...problems },
})
const Line = z.object({
  id: z.string(),
  lineageId: z.string(),
  lineage: z.string(),
  kind: z.enum(['installation', 'emergency', 'withdrawal']),
  state: z.enum(['open', 'proved', 'cancelled']),
  certificateId: z.string().nullable(),
  reason: z.string(),
  openedAt: at,
  closedAt: at.nullable(),
  bindings: z.number(),
  proved: z.number().openapi({ description: 'Bindings that show what they must' }),
  standing: z.enum(['unasked', 'none', 'half', 'all']).openapi({ description: 'Of the places that were asked' }),
  behind: z.array(z.string()).openapi({ description: 'Nodes that were asked and do not show it' }),
})
const list = route(INSIDERS, {
  method: 'get',
  path: '/deployment-runs',
  tags,
  summary: 'Runs, newest first, with the nodes that are behind',
  request: { query: RunsQuery },
  responses: {
    200: {
      description: 'A page',
      ...json(z.object({ items: z.array(Line), nextCursor: z.string().nullable() }).openapi('DeploymentRunPage')),
    },
    ...problems,
  },
})
const verify = route(WRITERS, {
  method: 'post',
  path: '/deployment-runs/{id}/verification',
  tags,
  summary: 'Ask every node, and close the run when all of it is proved',
  request: { params },
  responses: { 200: { description: 'What was seen', ...json(Verified) }, ...problems },
})
const mark = route(WRITERS, {
  method: 'put',
  path: '/deployment-runs/{id}/steps/{position}',
  tags,
  summary: 'Write down that a step was done, failed, or is open again',
  request: { params: params.extend({ position: z.coerce.number().int().min(0) }), body: body(MarkStep) },
  responses: done,
})
const choose = route(WRITERS, {
  method: 'put',
  path: '/deployment-runs/{id}/certificate',
  tags,
  summary: 'Name the replacement once it was issued',
  request: { params, body: body(SetCertificate) },
  responses: done,
})
const cancel = route(WRITERS, {
  method: 'post',
  path: '/deployment-runs/{id}/cancellation',
  tags,
  summary: 'Give the run up; the bindings must show what they had to before',
  request: { params, body: body(Reason) },
  responses: done,
})

export const runRoutes = newRouter()
  .openapi(open, async (c) => {
    const { id } = await openRun(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))
    return c.json({ id }, 201)
  })
  .openapi(emergency, async (c) => {
    const { id } = await openEmergency(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))
    return c.json({ id }, 201)
  })
  .openapi(withdrawal, async (c) => {
    const { id } = await openWithdrawal(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))
    return c.json({ id }, 201)
  })
  .openapi(affected, async (c) => {
    const rows = await affectedBindings(c.get('ctx').db, c.req.valid('param').id)
    const bindings = rows.map(({ id, lineageId, nodeName, address, port }) => ({
      id,
      lineageId,
      nodeName,
      address,
      port,
    }))
    return c.json({ bindings }, 200)
  })
  .openapi(list, async (c) => {
    const { items, nextCursor } = await listRuns(c.get('ctx'), c.req.valid('query'))
    const said = items.map(({ openedAt, closedAt, ...run }) => ({
      ...run,
      openedAt: iso(openedAt),
      closedAt: closedAt === null ? null : iso(closedAt),
    }))
    return c.json({ items: said, nextCursor }, 200)
  })
  .openapi(one, async (c) => c.json(await shownRun(c.get('ctx'), c.req.valid('param').id), 200))
  .openapi(verify, async (c) => {
    const ctx = c.get('ctx')
    const { id } = c.req.valid('param')
    const verified = await verifyRun(ctx, id)
    return c.json({ ...verified, run: await shownRun(ctx, id) }, 200)
  })
  .openapi(mark, async (c) => {
    const { id, position } = c.req.valid('param')
    await markStep(c.get('ctx'), id, position, c.req.valid('json'))
    return c.body(null, 204)
  })
  .openapi(choose, async (c) => {
    await setRunCertificate(c.get('ctx'), c.req.valid('param').id, c.req.valid('json').certificateId)
    return c.body(null, 204)
  })
  .openapi(cancel, async (c) => {
    await cancelRun(c.get('ctx'), c.req.valid('param').id, c.req.valid('json').reason)
    return c.body(null, 204)
  })

async function shownRun({ db }: Ctx, id: string): Promise<z.input<typeof Run>> {
  const [run] = await db.select().from(deploymentRuns).where(eq(deploymentRuns.id, id))
  if (!run) throw new AppError('not-found', 'run.not-found')
  const named = await db
    .select({ id: deploymentBindings.id, nodeName: deploymentBindings.nodeName })
    .from(deploymentBindings)
    .where(eq(deploymentBindings.lineageId, run.lineageId))
  const nameOf = new Map(named.map((row) => [row.id, row.nodeName]))
  const steps = (await stepsIn(db, id)).map(({ runId: _, doneAt, ...step }) => ({
    ...step,
    nodeName: step.bindingId === null ? null : (nameOf.get(step.bindingId) ?? null),
    doneAt: doneAt === null ? null : iso(doneAt),
  }))
  const proofs = steps.flatMap(({ kind, nodeName, evidence }) =>
    kind === 'verify' && nodeName !== null ? [{ nodeName, evidence }] : [],
  )
  return { ...timesOf(run), standing: standingOfRun(proofs), behind: behindIn(proofs), steps }
}

function timesOf({ openedAt, closedAt, ...run }: RunRow) {
  return { ...run, openedAt: iso(openedAt), closedAt: closedAt === null ? null : iso(closedAt) }
}
