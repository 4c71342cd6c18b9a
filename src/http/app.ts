// The whole HTTP side: API, its description, health, metrics, and the console's files. Runs on Node and on Workers alike.

import { OpenAPIHono } from '@hono/zod-openapi'
import { RIGHTS_ALTERED } from '#features/accounts/index.ts'
import { publicationRoutes } from '#features/authority/index.ts'
import { proofFile } from '#features/issuers/index.ts'
import { watchRights } from '#features/tickets/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { type AppEnv, guard, policyOf } from '#src/route.ts'
import { api } from './api.ts'
import { serveConsole } from './console.ts'
import type { App, AppDeps } from './deps.ts'
import { ownToken } from './forgery.ts'
import { context, headers, limitedBody, observe, ownHost, ownOrigin } from './middleware.ts'
import { ASKED_ABOUT_CERTIFICATES, paced, pacedByAddress } from './pace.ts'
import { knownError, problemResponse } from './problem.ts'
import { referencePage } from './reference.ts'

const ABOUT = {
  openapi: '3.1.0',
  info: {
    title: 'Zhengxun 证巡',
    version: 'v1',
    description: 'PKI and digital-certificate operations. Errors are RFC 9457 problem documents; times are RFC 3339.',
  },
  servers: [{ url: '/api/v1' }],
}

/** @throws Error naming every mounted API route that declares no policy: such a server must not start. */
export function createApp(deps: AppDeps): App {
  const app: App = new OpenAPIHono<AppEnv>()
  app.onError(async (error, c) => {
    if (knownError(error)?.code === RIGHTS_ALTERED) await alarmOfRights(deps, c.get('requestId'))
    if (!knownError(error)) deps.log.error({ requestId: c.get('requestId'), error }, 'unexpected error')
    return problemResponse(c, error)
  })
  app.use(observe(deps), headers(deps))
  mountProofs(app, deps)
  mountPublication(app, deps)
  app.use(ownHost(deps))
  mountOperations(app, deps)
  app.use('/api/*', ownOrigin(deps), limitedBody, context(deps), ownToken)
  app.use('/api/*', paced(deps.now))
  app.route('/api/v1', api)
  const describe = () => api.getOpenAPI31Document(ABOUT)
  app.get('/api/v1/openapi.json', guard('public'), (c) => c.json(describe()))
  referencePage(app, describe)
  app.all('/api/*', guard('public'), (c) => {
    throw new AppError('not-found', 'app.route-unknown', { path: c.req.path })
  })
  serveConsole(app, deps)
  refuseUnguarded(app)
  return app
}

/** For CAs that prove a name by http-01: they ask under that name, not under ours (RFC 8555 §8.3). */
function mountProofs(app: App, { db }: AppDeps): void {
  app.get('/.well-known/acme-challenge/:token', async (c) => {
    const content = await proofFile({ db }, c.req.param('token'))
    return content === undefined ? c.text('not found', 404) : c.text(content)
  })
}

/** What our authorities publish: fetched under the address that stands in certificates, which may be another than ours. */
function mountPublication(app: App, { db, ports, now, addressOf }: AppDeps): void {
  const actor = { type: 'anonymous', address: '' } as const
  const open = () => ({ db, ports, actor, now: now(), requestId: crypto.randomUUID() })
  app.use('/pki/ocsp/*', pacedByAddress(now, addressOf, ASKED_ABOUT_CERTIFICATES))
  app.route('/pki', publicationRoutes(open))
}

/** For the machines that watch us; neither needs a session. */
function mountOperations(app: App, { checkReady, metrics, log }: AppDeps): void {
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', async (c) => {
    try {
      await checkReady()
      return c.json({ status: 'ready' })
    } catch (error) {
      log.warn({ error }, 'not ready')
      return c.json({ status: 'not ready' }, 503)
    }
  })
  app.get('/metrics', async (c) => {
    if (!metrics) throw new AppError('unavailable', 'app.route-unknown', { path: c.req.path })
    const { contentType, body } = await metrics.render()
    return c.body(body, 200, { 'Content-Type': contentType })
  })
}

/** A route under /api is guarded when one of its handlers is the middleware of a policy. Handlers for ALL methods are middleware. */
function refuseUnguarded(app: App): void {
  const routes = new Map<string, boolean>()
  for (const { method, path, handler } of app.routes) {
    if (method === 'ALL' || !path.startsWith('/api')) continue
    const key = `${method} ${path}`
    routes.set(key, (routes.get(key) ?? false) || policyOf(handler) !== undefined)
  }
  const bare = [...routes].filter(([, isGuarded]) => !isGuarded).map(([key]) => key)
  if (bare.length > 0) throw new Error(`routes without a policy: ${bare.join(', ')}`)
}

/** Somebody was refused because their rights were altered: the ticket is there before they can ask again. */
async function alarmOfRights({ db, ports, now, log }: AppDeps, requestId: string): Promise<void> {
  const ctx: Ctx = { db, ports, now: now(), actor: { type: 'system', name: 'rights' }, requestId }
  await watchRights(ctx, 'new').catch((error: unknown) =>
    log.error({ requestId, error }, 'no finding about altered rights'),
  )
}
