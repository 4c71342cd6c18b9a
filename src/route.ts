// How a slice declares its routes: every route carries the policy that guards it. A route without one stops the server from starting.

import { createRoute, OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { AppError, type Ctx, type Role } from './context.ts'

export interface AppEnv {
  /** `isSecure`: people reach us by https, whatever this hop uses. */
  Variables: { ctx: Ctx; requestId: string; language: 'zh' | 'en'; isSecure: boolean }
}

/** `public`: nobody need sign in. `signed-in`: any account. Otherwise: one of these roles. */
export type Policy = 'public' | 'signed-in' | readonly Role[]

/** Policies by `METHOD /path`, as declared; http/app.ts holds the mounted routes against it. */
const declared = new WeakMap<object, Policy>()

export function policyOf(route: object): Policy | undefined {
  return declared.get(route)
}

/** The middleware that enforces a policy; for the few plain routes that are no OpenAPI routes. */
export function guard(policy: Policy): MiddlewareHandler<AppEnv> {
  const enforce: MiddlewareHandler<AppEnv> = async (c, next) => {
    const { actor } = c.get('ctx')
    if (policy === 'public') return next()
    if (actor.type !== 'account') throw new AppError('unauthenticated', 'app.sign-in-required')
    if (policy !== 'signed-in' && !policy.some((role) => actor.roles.includes(role)))
      throw new AppError('forbidden', 'app.role-required', { roles: policy.join(', ') })
    return next()
  }
  declared.set(enforce, policy)
  return enforce
}

/** An OpenAPI route with its policy. Paths are relative to `/api/v1`. */
export function route<const R extends Omit<RouteConfig, 'middleware'>>(policy: Policy, config: R) {
  return createRoute({ ...config, middleware: [guard(policy)] as const })
}

/** A router whose validation failures become problem documents naming the field. */
export function newRouter(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return
      const issue = result.error.issues[0]
      throw new AppError('bad-input', 'app.field-invalid', {
        field: issue?.path.join('.') || result.target,
        problem: issue?.message ?? 'invalid',
      })
    },
  })
}

/** RFC 9457 problem document, as every error answer carries it. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string(),
    code: z.string(),
    instance: z.string(),
  })
  .openapi('Problem')

/** The answers any route may give besides its own, for the OpenAPI page. */
export const problems = {
  default: { description: 'Problem', content: { 'application/problem+json': { schema: Problem } } },
} as const
