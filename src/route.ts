// How a slice declares its routes: every route carries the policy that guards it. A route without one stops the server from starting.

import { createRoute, OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { AppError, type Ctx, type Owed, type Role } from './context.ts'

export interface AppEnv {
  /** `isSecure`: people reach us by https, whatever this hop uses. */
  Variables: {
    ctx: Ctx
    requestId: string
    language: 'zh' | 'en'
    isSecure: boolean
    /** Under which of our addresses people reach us, e.g. `https://pki.example.gov.cn`. */
    origin: string
    twoFactors: 'required' | 'offered'
    /** Clerks may sign in by a certificate of which nobody can say whether it is revoked. */
    mayClerksBeUnknown: boolean
  }
}

/**
 * `public`: nobody need sign in. `signing-in`: any session, also one that has still to bring something.
 * `signed-in`: any account whose session is complete. Otherwise: one of these roles, with `wholeEstate` only of an account that is limited to
 * no district, and with `stepUp` only shortly after having proven who one is.
 */
export type Policy = 'public' | 'signing-in' | 'signed-in' | readonly Role[] | Conditions

export interface Conditions {
  roles: 'signed-in' | readonly Role[]
  /** What it tells cannot be parted by district. */
  wholeEstate?: true
  stepUp?: true
  /** What the session may still owe: for the very routes that bring it. */
  owing?: readonly Owed[]
}

/** How long a proof of who one is stands for what takes a fresh one. */
export const STEP_UP_MS = 5 * 60_000

const OWED: Record<Owed, string> = {
  'second-factor': 'accounts.second-factor-required',
  enrolment: 'accounts.second-factor-required',
  'password-change': 'accounts.password-change-required',
}

/** Policies by `METHOD /path`, as declared; http/app.ts holds the mounted routes against it. */
const declared = new WeakMap<object, Policy>()

export function policyOf(route: object): Policy | undefined {
  return declared.get(route)
}

/** The middleware that enforces a policy; for the few plain routes that are no OpenAPI routes. */
export function guard(policy: Policy): MiddlewareHandler<AppEnv> {
  const enforce: MiddlewareHandler<AppEnv> = async (c, next) => {
    if (policy !== 'public') {
      admit(policy, c.get('ctx'))
      admitKey(policy, c.get('ctx'), { method: c.req.method, path: c.req.path })
    }
    return next()
  }
  declared.set(enforce, policy)
  return enforce
}

function admit(policy: Exclude<Policy, 'public'>, { actor, now }: Ctx): void {
  if (actor.type !== 'account') throw new AppError('unauthenticated', 'app.sign-in-required')
  if (policy === 'signing-in') return
  const { owes, at } = actor.assurance
  if (owes && !mayOwe(policy, owes)) throw new AppError('forbidden', OWED[owes])
  const roles = rolesOf(policy)
  if (roles && !roles.some((role) => actor.roles.includes(role)))
    throw new AppError('forbidden', 'app.role-required', { roles: roles.join(', ') })
  if (isConditions(policy) && policy.wholeEstate && actor.districtId !== undefined)
    throw new AppError('forbidden', 'app.whole-estate-required')
  if (takesStepUp(policy) && now - at > STEP_UP_MS) throw new AppError('forbidden', 'app.step-up-required')
}

/** The roles that a policy names; none when it is open to every account, or to everybody. */
export function rolesOf(policy: Policy): readonly Role[] | undefined {
  const roles = isConditions(policy) ? policy.roles : policy
  return typeof roles === 'string' ? undefined : roles
}

export function takesStepUp(policy: Policy): boolean {
  return isConditions(policy) && policy.stepUp === true
}

function mayOwe(policy: Policy, owed: Owed): boolean {
  return isConditions(policy) && (policy.owing ?? []).includes(owed)
}

function isConditions(policy: Policy): policy is Conditions {
  return typeof policy === 'object' && 'roles' in policy
}

export interface DeclaredRoute {
  /** Lower case. */
  method: string
  /** Relative to `/api/v1`. */
  path: string
  policy: Policy
}

const routes: DeclaredRoute[] = []

/** Every OpenAPI route that a slice has declared so far. */
export function declaredRoutes(): readonly DeclaredRoute[] {
  return routes
}

/** The first part of a path below `/api/v1`: what a key's scope is about. */
export function areaOf(path: string): string {
  return /^\/?(?:api\/v1\/)?([^/.]+)/.exec(path)?.[1] ?? ''
}

/**
 * What programs may be let do, area by area: the rest takes a person. Signing, approving, trust, accounts, keys and settings are not here,
 * and what takes a fresh proof is never theirs.
 */
const READ_BY_KEYS: readonly string[] = [
  ...['audit', 'backups', 'backup-sources', 'bindings', 'certificates', 'checks', 'discoveries', 'duty', 'expiry-plan'],
  ...['findings', 'inspection-plans', 'issuer-orders', 'knowledge', 'lineages', 'nodes', 'probe-results', 'records'],
  ...['reports', 'round-archive', 'round-history', 'rounds', 'sla', 'spares', 'systems', 'targets', 'tickets', 'today'],
  ...['trust-materials', 'unknown-certificates', 'verification-batches', 'verification-policies', 'verifications'],
]
const WRITTEN_BY_KEYS: readonly string[] = ['records', 'reports', 'tickets', 'verification-batches', 'verifications']

export function isForKeys({ method, path, policy }: DeclaredRoute): boolean {
  if (policy === 'public' || policy === 'signing-in' || takesStepUp(policy)) return false
  const isRead = method.toLowerCase() === 'get' || method.toLowerCase() === 'head'
  return (isRead ? READ_BY_KEYS : WRITTEN_BY_KEYS).includes(areaOf(path))
}

/** A key is held against its scopes, after the account against its roles. */
function admitKey(policy: Policy, { actor }: Ctx, { method, path }: { method: string; path: string }): void {
  if (actor.type !== 'account' || !actor.apiKey) return
  if (!isForKeys({ method, path, policy })) throw new AppError('forbidden', 'api-keys.person-required')
  const scope = `${SAFE.includes(method) ? 'read' : 'write'}:${areaOf(path)}`
  if (!actor.apiKey.scopes.includes(scope)) throw new AppError('forbidden', 'api-keys.scope-required', { scope })
}

const SAFE = ['GET', 'HEAD']

/** An OpenAPI route with its policy. Paths are relative to `/api/v1`. */
export function route<const R extends Omit<RouteConfig, 'middleware'>>(policy: Policy, config: R) {
  routes.push({ method: config.method, path: config.path, policy })
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
