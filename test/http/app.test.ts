import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { describe, expect, it } from 'vitest'
import { prometheusMetrics } from '#adapters/telemetry/metrics.node.ts'
import { openDatabase } from '#db/open.node.ts'
import { issuerProofs } from '#db/schema/issuers.ts'
import { createAccount, seedAccounts } from '#features/accounts/index.ts'
import { api } from '#http/api.ts'
import { createApp } from '#http/app.ts'
import type { AppDeps } from '#http/deps.ts'
import { preferredLanguage } from '#http/middleware.ts'
import { ROLES, type Role } from '#src/context.ts'
import { policyOf } from '#src/route.ts'
import { NOW, testCtx } from '../context.ts'
import { withDatabase } from '../database.ts'
import { sessionHeaders } from '../support/session.ts'

const { db } = await withDatabase()
const lines: { level: string; fields: Record<string, unknown> }[] = []
const logAt = (level: string) => (fields: Record<string, unknown>) => void lines.push({ level, fields })
const asset = (text: string, contentType: string) => ({
  body: new Uint8Array(Buffer.from(text)),
  contentType,
  isImmutable: false,
})
const moment = NOW
const deps: AppDeps = {
  db,
  ports: testCtx(db).ports,
  now: () => moment,
  log: { info: logAt('info'), warn: logAt('warn'), error: logAt('error') },
  checkReady: async () => undefined,
  publicUrl: new URL('http://127.0.0.1:8460'),
  addressOf: () => '127.0.0.1',
  twoFactors: 'offered',
  metrics: prometheusMetrics(),
  readAsset: async (path) => (path === 'index.html' ? asset('<title>console</title>', 'text/html') : undefined),
}
const app = createApp(deps)
const credentials = await seedAccounts(testCtx(db), ROLES)

async function sessionOf(role: Role) {
  const { username, password } = credentials.find((one) => one.username === role) ?? { username: '', password: '' }
  const answer = await app.request('/api/v1/sessions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })
  return sessionHeaders(answer)
}

const problemOf = async (answer: Response) => (await answer.json()) as Record<string, unknown>

describe('a session over HTTP', () => {
  it('comes as a cookie that scripts cannot read, tells who is signed in, and ends with signing out', async () => {
    const operator = credentials.find((one) => one.username === 'operator')
    const answer = await app.request('/api/v1/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'http://127.0.0.1:8460' },
      body: JSON.stringify({ username: 'operator', password: operator?.password }),
    })
    expect(answer.status).toBe(201)
    const account = {
      ...{ id: operator?.id, name: '运维操作员', username: 'operator', roles: ['operator'] },
      ...{ factors: ['password'], owes: null, enrolled: [], hasRecoveryCodes: false, isUnderprotected: true },
    }
    expect(await answer.json()).toEqual({ account })
    const cookie = answer.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^zhengxun=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    const headers = await sessionHeaders(answer)
    expect(await (await app.request('/api/v1/me', { headers })).json()).toEqual(account)
    expect((await app.request('/api/v1/sessions/current', { method: 'DELETE', headers })).status).toBe(204)
    expect((await app.request('/api/v1/me', { headers })).status).toBe(401)
  })

  it('has a __Host- cookie for TLS where the public address is https', async () => {
    const behindTls = createApp({ ...deps, publicUrl: new URL('https://pki.example.gov.cn') })
    const { password } = await createAccount(testCtx(db), { name: 'T', username: 'tls', roles: ['operator'] })
    const answer = await behindTls.request('http://pki.example.gov.cn/api/v1/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://pki.example.gov.cn' },
      body: JSON.stringify({ username: 'tls', password }),
    })
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-zhengxun=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    )
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
  })
})

describe('every API route', () => {
  it('declares a policy, and a server with one that does not refuses to start', () => {
    const bare = new OpenAPIHono()
    bare.openapi(createRoute({ method: 'get', path: '/api/v1/bare', responses: { 200: { description: '' } } }), (c) =>
      c.text(''),
    )
    api.get('/bare', (c) => c.text(''))
    expect(() => createApp(deps)).toThrow('routes without a policy: GET /api/v1/bare')
    api.routes.splice(
      api.routes.findIndex((one) => one.path === '/bare'),
      1,
    )
  })

  const guarded = app.routes.flatMap(({ method, path, handler }) => {
    const policy = policyOf(handler)
    return policy === undefined || method === 'ALL'
      ? []
      : [{ method, path: path.replace(/:\w+(\{[^}]*\})?/g, '1'), policy }]
  })

  it('is closed to whoever has no session, unless it is public', async () => {
    expect(guarded.length).toBeGreaterThan(7)
    for (const { method, path, policy } of guarded) {
      if (policy === 'public') continue
      expect([path, (await app.request(path, { method })).status]).toEqual([path, 401])
    }
  })

  it('lets nobody in without a session but to sign in and to read what the API is', () => {
    const open = guarded.filter(({ policy }) => policy === 'public').map(({ method, path }) => `${method} ${path}`)
    expect([...new Set(open)].sort()).toEqual([
      'GET /api/docs',
      'GET /api/docs/style.css',
      'GET /api/v1/openapi.json',
      'GET /api/v1/sign-in-methods',
      'GET /api/v1/verification-report.schema.json',
      'POST /api/v1/certificate-challenges',
      'POST /api/v1/passkey-challenges',
      'POST /api/v1/sessions',
      'POST /api/v1/sessions/certificate',
      'POST /api/v1/sessions/oidc',
      'POST /api/v1/sessions/oidc-requests',
      'POST /api/v1/sessions/passkey',
    ])
  })

  it('keeps its guard under other spellings of its path', async () => {
    for (const path of [
      '/api/v1//audit',
      '/api/v1/%61udit',
      '/api/v1/audit/',
      '/api//v1/audit',
      '/api/v1/./audit',
      '/api/v1/audit%2f',
    ])
      expect([401, 404], path).toContain((await app.request(path)).status)
  })
})

describe('an error', () => {
  it('is a problem document with a stable code, in Chinese unless English is asked for', async () => {
    const zh = await app.request('/api/v1/me')
    expect(zh.headers.get('content-type')).toBe('application/problem+json')
    const problem = await problemOf(zh)
    expect(problem).toMatchObject({
      type: 'urn:zhengxun:problem:app.sign-in-required',
      title: '未登录',
      status: 401,
      detail: '请先登录。',
      code: 'app.sign-in-required',
      instance: `urn:uuid:${zh.headers.get('x-request-id')}`,
    })
    const en = await app.request('/api/v1/me', { headers: { 'accept-language': 'en-GB,zh;q=0.5' } })
    expect(await problemOf(en)).toMatchObject({ title: 'Not signed in', detail: 'Sign in first.' })
  })

  it('names the field that is wrong', async () => {
    const answer = await app.request('/api/v1/audit?limit=0', { headers: await sessionOf('auditor') })
    expect(await problemOf(answer)).toMatchObject({
      status: 400,
      code: 'app.field-invalid',
      detail: expect.stringContaining('limit'),
    })
  })

  it.each([
    ['a body that is no JSON', '{"username":', 400, 'app.body-unreadable'],
    ['a body over the limit', `{"username":"${'x'.repeat(4 * 1024 * 1024)}"}`, 413, 'app.body-too-large'],
  ])('%s is refused as such', async (_, body, status, code) => {
    const headers = { 'content-type': 'application/json', 'content-length': String(body.length) }
    const answer = await app.request('/api/v1/sessions', { method: 'POST', headers, body })
    expect(await problemOf(answer)).toMatchObject({ status, code })
  })

  it('nobody foresaw is a bare 500 with its request id; what happened is in the log only', async () => {
    const broken = createApp({
      ...deps,
      addressOf: () => {
        throw new Error('secret detail')
      },
    })
    const answer = await broken.request('/api/v1/me')
    const problem = await problemOf(answer)
    expect(problem).toMatchObject({ status: 500, code: 'app.internal' })
    expect(JSON.stringify(problem)).not.toContain('secret')
    const logged = lines.find(({ level }) => level === 'error')
    expect(logged?.fields).toMatchObject({
      requestId: answer.headers.get('x-request-id'),
      error: expect.objectContaining({ message: 'secret detail' }),
    })
  })

  it('of a database that is away is 503, not 500', async () => {
    const { db: away, close } = openDatabase('postgres://nobody@127.0.0.1:1/none', {
      poolSize: 1,
      applicationName: 'test',
    })
    const answer = await createApp({ ...deps, db: away }).request('/api/v1/me', { headers: { cookie: 'zhengxun=x' } })
    expect(await problemOf(answer)).toMatchObject({ status: 503, code: 'app.database-away' })
    expect(answer.headers.get('retry-after')).toBe('5')
    await close()
  })
})

describe('a request from elsewhere', () => {
  const post = (headers: Record<string, string>, url = '/api/v1/sessions') =>
    app.request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{"username":"x","password":"x"}',
    })

  it.each([
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'http://127.0.0.1:8461' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ origin: 'http://127.0.0.1:8460', 'sec-fetch-site': 'same-origin' }, 401],
    [{}, 401],
  ])('with %j is answered %i', async (headers, status) => {
    expect((await post(headers)).status).toBe(status)
  })

  it('that changes something needs the token of its own session; reading needs none', async () => {
    const [own, other] = [await sessionOf('operator'), await sessionOf('auditor')]
    const { cookie } = own
    const signOut = (headers: Record<string, string>) =>
      app.request('/api/v1/sessions/current', { method: 'DELETE', headers })
    const read = await app.request('/api/v1/me', { headers: { cookie } })
    expect([read.status, read.headers.get('x-csrf-token')]).toEqual([200, own['x-csrf-token']])
    const token = own['x-csrf-token']
    for (const wrong of [undefined, '', other['x-csrf-token'], `${token.slice(0, -1)}!`, `${token}A`, token.slice(1)]) {
      const answer = await signOut({ cookie, ...(wrong !== undefined && { 'x-csrf-token': wrong }) })
      expect([answer.status, (await problemOf(answer)).code]).toEqual([403, 'app.csrf-token'])
    }
    expect((await signOut(own)).status).toBe(204)
    expect(other['x-csrf-token']).not.toBe(token)
    expect(cookie).not.toContain(token)
  })

  it('learns nothing of a token, and gets no right to read: no answer names another origin', async () => {
    for (const method of ['GET', 'OPTIONS']) {
      const answer = await app.request('/api/v1/me', { method, headers: { origin: 'https://evil.example' } })
      expect([...answer.headers.keys()].filter((name) => /^access-control|csrf/.test(name))).toEqual([])
    }
  })

  it('under a name that is not ours is refused (DNS rebinding)', async () => {
    expect((await app.request('http://evil.example/')).status).toBe(421)
    expect((await app.request('http://localhost:8460/')).status).toBe(200)
  })
})

describe('what a browser may do with an answer', () => {
  it.each(['/', '/api/v1/me', '/api/docs', '/assets/gone.js'])('is said on %s', async (path) => {
    const { headers } = await app.request(path)
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    })
    expect(headers.get('permissions-policy')).toMatch(/camera=\(\).*usb=\(\)/)
    const policy = headers.get('content-security-policy') ?? ''
    for (const rule of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"])
      expect(policy).toContain(rule)
    expect(policy).not.toMatch(/unsafe-(eval|inline)/)
    // Nothing tells a stranger which software and version answers.
    expect([headers.get('server'), headers.get('x-powered-by')]).toEqual([null, null])
  })

  it('never keeps an answer of the API', async () => {
    for (const path of ['/api/v1/me', '/api/v1/audit', '/api/v1/nothing'])
      expect((await app.request(path)).headers.get('cache-control')).toBe('no-store')
  })
})

describe('beside the API', () => {
  it('the console answers every address of its own, with a strict content policy; a missing file stays missing', async () => {
    const page = await app.request('/systems/17')
    expect([page.status, await page.text()]).toEqual([200, '<title>console</title>'])
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'; ")
    expect(page.headers.get('content-security-policy')).toContain("style-src 'self'; ")
    expect((await app.request('/assets/gone.js')).status).toBe(404)
    const round = '/inspections/extra.2026-11-21.113859109'
    expect((await app.request(round, { headers: { accept: 'text/html,*/*;q=0.8' } })).status).toBe(200)
    expect((await app.request(round, { headers: { accept: '*/*' } })).status).toBe(404)
    expect((await app.request('/api/v2/anything')).status).toBe(404)
  })

  it('liveness stays good and readiness does not while the database is away', async () => {
    const away = createApp({ ...deps, checkReady: () => Promise.reject(new Error('ECONNREFUSED')) })
    expect([(await away.request('/healthz')).status, (await away.request('/readyz')).status]).toEqual([200, 503])
    expect((await app.request('/readyz')).status).toBe(200)
  })

  it('metrics count requests by route pattern and status', async () => {
    await app.request('/api/v1/me')
    const text = await (await app.request('/metrics')).text()
    expect(text).toMatch(
      /zhengxun_http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/me",status="401"\} \d+/,
    )
  })

  it('OpenAPI 3.1 describes every route that declares a policy', async () => {
    const document = (await (await app.request('/api/v1/openapi.json')).json()) as {
      openapi: string
      paths: Record<string, object>
    }
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/sessions', '/me', '/accounts', '/audit']))
  })

  it('the reference page names every route, has no script and no style inside, and shows what is written as text', async () => {
    const answer = await app.request('/api/docs')
    const page = await answer.text()
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
    const document = (await (await app.request('/api/v1/openapi.json')).json()) as { paths: Record<string, object> }
    for (const path of Object.keys(document.paths)) expect(page).toContain(`<code>${path}</code>`)
    expect(page).not.toMatch(/<script|<style| style=| on\w+=/)
    expect(page).toContain('&quot;application/json&quot;')
    const sheet = await app.request('/api/docs/style.css')
    expect([sheet.status, sheet.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8'])
  })

  it('publishes the schema of verification reports to whoever asks', async () => {
    const answer = await app.request('/api/v1/verification-report.schema.json')
    expect(answer.headers.get('content-type')).toMatch(/^application\/schema\+json/)
    expect(await answer.json()).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' })
  })

  it('the log has one line a request, without query, cookie or body', async () => {
    lines.length = 0
    await app.request('/api/v1/audit?actor=secret', { headers: { cookie: 'zhengxun=secret' } })
    expect(lines).toHaveLength(1)
    expect(lines[0]?.fields).toMatchObject({ method: 'GET', path: '/api/v1/audit', status: 401 })
    expect(JSON.stringify(lines)).not.toContain('secret')
  })
})

it.each([
  [undefined, 'zh'],
  ['*', 'zh'],
  ['fr', 'zh'],
  ['en', 'en'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  ['en-US,en;q=0.9,zh;q=0.8', 'en'],
  ['en;q=0', 'zh'],
] as const)('Accept-Language %s means %s', (header, language) => {
  expect(preferredLanguage(header)).toBe(language)
})

describe('the file that proves a name to a CA (http-01)', () => {
  it('is shown to anybody under whatever name they ask, and nothing else is', async () => {
    const [token, content] = ['tok-en_1', 'tok-en_1.thumbprint']
    await db.insert(issuerProofs).values({ token, content, domain: 'www.rsj.test', createdAt: NOW })
    const asked = (path: string) =>
      app.request(`http://www.rsj.test/.well-known/acme-challenge/${path}`, { headers: { host: 'www.rsj.test' } })
    const answer = await asked(token)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(await answer.text()).toBe(content)
    expect((await asked('tok-en_2')).status).toBe(404)
    expect((await asked('..%2f..%2fetc%2fpasswd')).status).toBe(404)
    const other = await app.request('http://www.rsj.test/', { headers: { host: 'www.rsj.test' } })
    expect(other.status).not.toBe(200)
  })
})
