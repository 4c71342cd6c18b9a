// What costs much is paced: for each session or key, and for each address, by the kind of work. One instance counts for itself.

import type { Context, MiddlewareHandler } from 'hono'
import { type FullAt, type Pace, takeToken } from '#core/pace/token-bucket.ts'
import type { Instant } from '#core/verdict.ts'
import { type Actor, AppError } from '#src/context.ts'
import type { AppEnv } from '#src/route.ts'

export interface Costly {
  kind: string
  method: 'GET' | 'POST'
  path: RegExp
  perSession: Pace
  /** Offices come from one address: several times what one session may. */
  perAddress: Pace
}

const pace = (burst: number, everyMs: number): Pick<Costly, 'perSession' | 'perAddress'> => ({
  perSession: { burst, everyMs },
  perAddress: { burst: burst * 4, everyMs: everyMs / 4 },
})

/** People drop a hundred files at once, and ask for a report now and then; whoever has more has batches. */
export const COSTLY: readonly Costly[] = [
  {
    kind: 'verification',
    method: 'POST',
    path: /^\/api\/v1\/(verifications|verification-batches)(\/[^/]+\/reruns)?\/?$/,
    ...pace(600, 100),
  },
  { kind: 'report', method: 'POST', path: /^\/api\/v1\/reports(\/[^/]+\/checks)?\/?$/, ...pace(30, 2_000) },
  {
    kind: 'export',
    method: 'GET',
    path: /^\/api\/v1\/.*(\.(xlsx|zip|pdf)|\/export\.json|\/files\/[^/]+|\/package|\/request-pack)$/,
    ...pace(120, 500),
  },
]

/** Whatever a program asks for: two requests a second on the long run. */
const KEY_PACE: Pace = { burst: 120, everyMs: 500 }

/** A bound on memory; beyond it the rested ones are forgotten, and after them the oldest. */
const MAX_BUCKETS = 20_000

/** Questions about certificates are asked by machines; a gateway asks for a whole office. */
export const ASKED_ABOUT_CERTIFICATES: Pace = { burst: 400, everyMs: 10 }

/** For machines that sign in nowhere: each address by itself, refused in the way of HTTP alone. */
export function pacedByAddress(
  now: () => Instant,
  addressOf: (c: Context<AppEnv>) => string,
  pace: Pace,
): MiddlewareHandler<AppEnv> {
  const waitFor = openBuckets()
  return async (c, next) => {
    const waitMs = waitFor(addressOf(c), pace, now())
    if (waitMs > 0) return c.body(null, 429, { 'Retry-After': String(Math.ceil(waitMs / 1_000)) })
    return next()
  }
}

type WaitFor = (key: string, pace: Pace, at: Instant) => number

function openBuckets(): WaitFor {
  const buckets = new Map<string, FullAt>()
  return (key, pace, at) => {
    const { bucket, waitMs } = takeToken(buckets.get(key), pace, at)
    buckets.delete(key)
    buckets.set(key, bucket)
    if (buckets.size > MAX_BUCKETS) forget(buckets, at)
    return waitMs
  }
}

/** Refuses with `limit` and how many seconds to wait. After who is asking is known. */
export function paced(now: () => Instant, costly: readonly Costly[] = COSTLY): MiddlewareHandler<AppEnv> {
  const waitFor = openBuckets()
  return async (c, next) => {
    const { method } = c.req
    const found = costly.find((one) => one.method === (method === 'HEAD' ? 'GET' : method) && one.path.test(c.req.path))
    const { actor } = c.get('ctx')
    const at = now()
    const waits = found ? keysOf(actor).map(([key, which]) => waitFor(`${found.kind} ${key}`, found[which], at)) : []
    if (actor.type === 'account' && actor.apiKey) waits.push(waitFor(`key ${actor.apiKey.id}`, KEY_PACE, at))
    const waitMs = Math.max(0, ...waits)
    if (waitMs > 0) throw new AppError('limit', 'app.too-fast', { seconds: Math.ceil(waitMs / 1_000) })
    return next()
  }
}

function keysOf(actor: Actor): [string, 'perSession' | 'perAddress'][] {
  if (actor.type === 'system') return []
  const address: [string, 'perAddress'] = [`address ${actor.address}`, 'perAddress']
  return actor.type === 'account' ? [[`session ${actor.sessionId}`, 'perSession'], address] : [address]
}

function forget(buckets: Map<string, FullAt>, at: Instant): void {
  for (const [key, fullAt] of buckets) if (fullAt <= at) buckets.delete(key)
  for (const key of buckets.keys()) {
    if (buckets.size <= MAX_BUCKETS / 2) return
    buckets.delete(key)
  }
}
