// What every request passes before its route: an id, a log line, headers, whence it comes, who sends it.

import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { matchedRoutes } from 'hono/route'
import { secureHeaders } from 'hono/secure-headers'
import type { Language } from '#core/messages/index.ts'
import { authenticate, authenticateKey, bearerKey, databaseFor, sessionToken } from '#features/accounts/index.ts'
import { type AccountActor, type Actor, AppError } from '#src/context.ts'
import type { AppEnv } from '#src/route.ts'
import type { AppDeps } from './deps.ts'
import { SAFE_METHODS } from './forgery.ts'

type Middleware = MiddlewareHandler<AppEnv>

/** Forms that are taken as they come in, file by file, by their own limits: nothing of them is held here. */
const STREAMED_UPLOADS = /^\/api\/v1\/(verifications|verification-batches|verifications\/[^/]+\/reruns)$/

/** Documents to verify and backups to inspect are large; JSON is not. */
const MAX_UPLOAD_BYTES = 64 * 1024 * 1024
const MAX_JSON_BYTES = 4 * 1024 * 1024

/** Sets the id and the language, and writes one log line when the answer is known. Bodies, queries and cookies are not logged. */
export function observe({ log, metrics, publicUrl }: AppDeps): Middleware {
  return async (c, next) => {
    const requestId = crypto.randomUUID()
    const started = performance.now()
    c.set('requestId', requestId)
    c.set('language', preferredLanguage(c.req.header('accept-language')))
    c.set('isSecure', publicUrl.protocol === 'https:')
    await next()
    c.header('X-Request-Id', requestId)
    const { method, path } = c.req
    const { status } = c.res
    const durationMs = Math.round(performance.now() - started)
    const actor = c.get('ctx')?.actor
    const account = actor?.type === 'account' ? { account: actor.accountId } : {}
    log.info({ requestId, method, path, status, durationMs, ...account }, 'request')
    const route = matchedRoutes(c).find((one) => one.method !== 'ALL')?.path ?? 'none'
    metrics?.observeRequest({ method, route, status, durationMs })
  }
}

/** Chinese, unless English is wanted more (RFC 9110 §12.5.4). */
export function preferredLanguage(header: string | undefined): Language {
  const wanted = (header ?? '').split(',').map((part) => {
    const [tag = '', ...params] = part.trim().toLowerCase().split(';')
    const quality = params.map((param) => /^\s*q=([\d.]+)$/.exec(param)?.[1]).find((value) => value !== undefined)
    return { tag, quality: Number(quality ?? 1) }
  })
  const of = (language: string) =>
    Math.max(
      0,
      ...wanted.filter(({ tag }) => tag === language || tag.startsWith(`${language}-`)).map((one) => one.quality),
    )
  return of('en') > of('zh') ? 'en' : 'zh'
}

/** Files that somebody else wrote: should a browser open one after all, it has no origin and may load nothing. */
const FOREIGN_FILES = /^\/api\/v1\/verifications\/[^/]+\/document$/

/** Every page is content with our own files, without a script or a style inside it. */
export function headers({ publicUrl, carrierUrl }: AppDeps): Middleware {
  const own = securityHeaders(publicUrl, carrierUrl)
  const foreign = secureHeaders({
    contentSecurityPolicy: { sandbox: [], defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
  }) as Middleware
  return (c, next) => (FOREIGN_FILES.test(c.req.path) ? foreign : own)(c, next)
}

/** What a browser could offer a page and ours never ask for. */
const UNUSED_DEVICES = {
  camera: [],
  displayCapture: [],
  geolocation: [],
  microphone: [],
  midi: [],
  payment: [],
  serial: [],
  usb: [],
}

function securityHeaders(publicUrl: URL, carrierUrl: URL | undefined): Middleware {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      ...(carrierUrl && { connectSrc: ["'self'", carrierUrl.origin] }),
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      fontSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
    crossOriginEmbedderPolicy: 'require-corp',
    permissionsPolicy: UNUSED_DEVICES,
    strictTransportSecurity: publicUrl.protocol === 'https:' ? 'max-age=31536000; includeSubDomains' : false,
  }) as Middleware
}

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Answers only under its own names: a stranger's name that resolves to us (DNS rebinding) would share an origin with the stranger's pages. */
export function ownHost({ publicUrl }: AppDeps): Middleware {
  return async (c, next) => {
    const { hostname, host } = new URL(c.req.url)
    if (!LOOPBACK_NAMES.has(hostname) && hostname !== publicUrl.hostname)
      throw new AppError('forbidden', 'app.host-unknown', { host })
    await next()
  }
}

/** Changes are taken from our own pages only, or from programs, which send neither header. Beside SameSite=Strict on the cookie. */
export function ownOrigin({ publicUrl }: AppDeps): Middleware {
  return async (c, next) => {
    const origin = c.req.header('origin')
    const site = c.req.header('sec-fetch-site')
    const isOurs = origin === undefined || origin === publicUrl.origin || origin === new URL(c.req.url).origin
    const isCrossSite = site !== undefined && site !== 'same-origin' && site !== 'none'
    if (!SAFE_METHODS.has(c.req.method) && (!isOurs || isCrossSite)) throw new AppError('forbidden', 'app.cross-origin')
    await next()
  }
}

export const limitedBody: Middleware = (c, next) => {
  if (STREAMED_UPLOADS.test(c.req.path)) return next()
  const isJson = c.req.header('content-type')?.includes('json') ?? false
  const maxSize = isJson ? MAX_JSON_BYTES : MAX_UPLOAD_BYTES
  const onError = () => {
    throw new AppError('limit', 'app.body-too-large', { maxBytes: maxSize })
  }
  return bodyLimit({ maxSize, onError })(c, next)
}

/** Behind a proxy that speaks TLS the request comes by http; under a name of loopback it is what it is. */
function ownOriginOf(url: string, publicUrl: URL): string {
  const asked = new URL(url)
  return asked.hostname === publicUrl.hostname ? publicUrl.origin : asked.origin
}

/** The context that verbs get. The moment is read here, once a request. */
export function context(deps: AppDeps): Middleware {
  return async (c, next) => {
    const { db, ports, twoFactors } = deps
    const now = deps.now()
    const address = deps.addressOf(c)
    c.set('twoFactors', twoFactors)
    c.set('mayClerksBeUnknown', deps.mayClerksBeUnknown ?? false)
    c.set('origin', ownOriginOf(c.req.url, deps.publicUrl))
    const token = sessionToken(c)
    const key = bearerKey(c.req.header('authorization'))
    const account = await accountOf(deps, { token, key }, { now, address, twoFactors })
    const actor: Actor = account ?? { type: 'anonymous', address }
    c.set('ctx', { db: databaseFor(db, actor), ports, now, actor, requestId: c.get('requestId') })
    c.header('Cache-Control', 'no-store')
    await next()
  }
}

/** Whoever sends a key is that key, whatever cookie comes along. */
function accountOf(
  deps: AppDeps,
  { token, key }: { token: string | undefined; key: string | undefined },
  request: Parameters<typeof authenticate>[2],
): Promise<AccountActor | undefined> {
  if (key !== undefined) return authenticateKey(deps, key, request)
  return token === undefined ? Promise.resolve(undefined) : authenticate(deps, token, request)
}
