// The recipes on the wire: which targets there are, and one recipe filled for a site.

import { z } from '@hono/zod-openapi'
import { TARGETS } from '#core/targets/catalogue.ts'
import type { FilledStep } from '#core/targets/fill.ts'
import { PACKAGE_FORMATS, STEP_KINDS } from '#core/targets/target.ts'
import type { Role } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { fillTarget } from './fill.ts'
import { RecipeQuery } from './inputs.ts'

const READERS = ['operator', 'ra-officer', 'auditor', 'security-admin'] as const satisfies readonly Role[]

const Texts = z.object({ zh: z.string(), en: z.string() })

const about = {
  title: Texts,
  versions: z.string(),
  keyOrigin: z.enum(['device', 'service', 'either']),
  packageFormats: z.array(z.enum(PACKAGE_FORMATS)),
  isExecutable: z.boolean(),
  verified: z.enum(['executed', 'read', 'unverified']),
  source: z.string(),
}

const Step = z.object({
  text: Texts,
  dialect: z.string().optional(),
  command: z.string().optional(),
  file: z.object({ path: z.string(), content: z.string(), dialect: z.string() }).optional(),
})

const TargetLine = z
  .object({ id: z.string(), ...about, settings: z.record(z.string(), z.string()) })
  .openapi('DeploymentTarget')

const Recipe = z
  .object({
    id: z.string(),
    ...about,
    traps: z.array(Texts),
    steps: z.array(z.object({ kind: z.enum(STEP_KINDS), steps: z.array(Step) })),
  })
  .openapi('DeploymentRecipe')

const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })

const list = route(READERS, {
  method: 'get',
  path: '/targets',
  tags: ['targets'],
  summary: 'The deployment targets there are recipes for, and the settings each recipe takes',
  responses: { 200: { description: 'All targets', ...json(z.object({ items: z.array(TargetLine) })) }, ...problems },
})

const fill = route(READERS, {
  method: 'get',
  path: '/targets/{id}',
  tags: ['targets'],
  summary: 'The recipe of a target with all commands filled in for a site',
  request: { params: z.object({ id: z.string().max(64) }), query: RecipeQuery },
  responses: { 200: { description: 'The recipe', ...json(Recipe) }, ...problems },
})

export const targetsRoutes = newRouter()
  .openapi(list, (c) => {
    const items = TARGETS.map(({ steps: _, traps: __, defaults, packageFormats, ...target }) => ({
      ...target,
      packageFormats: [...packageFormats],
      settings: { ...defaults },
    }))
    return c.json({ items }, 200)
  })
  .openapi(fill, (c) => {
    const {
      target: id,
      steps,
      traps,
      packageFormats,
      ...recipe
    } = fillTarget(c.req.valid('param').id, c.req.valid('query'))
    const inOrder = STEP_KINDS.map((kind) => ({ kind, steps: steps[kind].map(onWire) }))
    return c.json({ ...recipe, id, packageFormats: [...packageFormats], traps: [...traps], steps: inOrder }, 200)
  })

function onWire(step: FilledStep) {
  return { ...step, text: { ...step.text } }
}
