// Every mounted route, for every role and every state a session can be in: let in or refused exactly as the route declares (A8).
// What is expected is computed from the declaration; what happens, by asking the app. No verb runs: past the guard the database
// throws, and the test counts that it was asked.

import { createHash, randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import type pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Db } from '#db/database.ts'
import { accounts, sessions } from '#db/schema/accounts.ts'
import { createAccount } from '#features/accounts/index.ts'
import { createApp } from '#http/app.ts'
import { forgeryToken } from '#http/forgery.ts'
import { AppError, ROLES, type Role } from '#src/context.ts'
import { type Conditions, type Policy, policyOf, STEP_UP_MS } from '#src/route.ts'
import { NOW, testCtx } from '../context.ts'
import { withDatabase } from '../database.ts'

const ORIGIN = 'http://127.0.0.1:8460'
const PAGE = '<title>console</title>'
const { db } = await withDatabase()

/** The product's pool, which remembers the answers to who is asking, and refuses whatever else is asked of it. */
const guarded = (() => {
  const pool = (db as Db & { $client: pg.Pool }).$client
  const known = new Map<string, unknown>()
  const state = { isLearning: true, asked: 0 }
  const refuse = () => {
    state.asked += 1
    throw new AppError('unavailable', 'app.database-away')
  }
  const query = async (config: { text: string }, values: unknown[]) => {
    const key = JSON.stringify([config.text, values])
    if (known.has(key)) return known.get(key)
    if (!state.isLearning) return refuse()
    const answer = await pool.query(config, values)
    known.set(key, answer)
    return answer
  }
  const handle = drizzle(Object.assign(Object.create(pool) as pg.Pool, { query, connect: async () => refuse() }))
  return { handle, state }
})()

const silent = () => undefined
/** What costs much is paced by address, and all of them come at one moment. */
let visits = 0
const app = createApp({
  db: guarded.handle,
  ports: testCtx(db).ports,
  now: () => NOW,
  log: { info: silent, warn: silent, error: silent },
  checkReady: async () => undefined,
  publicUrl: new URL(ORIGIN),
  addressOf: () => {
    visits += 1
    return `2001:db8::${(visits % 65_536).toString(16)}`
  },
  twoFactors: 'required',
  readAsset: async (path) =>
    ['index.html', 'rapidoc.js'].includes(path)
      ? { body: new Uint8Array(Buffer.from(PAGE)), contentType: 'text/html', isImmutable: false }
      : undefined,
})

const STATES = [
  'own district',
  'other district',
  'no district',
  'disabled account',
  'expired session',
  'ended session',
  'proof too old',
  'one factor of two',
  'foreign origin',
  'cross-site',
  'wrong token',
] as const
type State = (typeof STATES)[number]

const tokens = new Map<string, string>()
const forgeryTokens = new Map<string, string>()

/** One account a role and state, as the product makes it, and a session written as the state has it. */
async function prepare(role: Role, state: State): Promise<void> {
  const districtId = state === 'own district' ? '310101' : state === 'other district' ? '310115' : undefined
  const username = `${role}.${STATES.indexOf(state)}`
  const ports = { passwords: { hash: async () => '', verify: async () => false } }
  const ctx = testCtx(db, { ports })
  const { id } = await createAccount(ctx, { name: role, username, roles: [role], ...(districtId && { districtId }) })
  const token = randomUUID()
  tokens.set(`${role} ${state}`, token)
  forgeryTokens.set(token, await forgeryToken(token))
  await db
    .update(accounts)
    .set({ isDisabled: state === 'disabled account', passwordIsTemporary: false })
    .where(eq(accounts.id, id))
  await db.insert(sessions).values({
    id: randomUUID(),
    accountId: id,
    tokenHash: createHash('sha256').update(token).digest('hex'),
    address: '127.0.0.1',
    factors: state === 'one factor of two' ? ['password'] : ['password', 'totp'],
    authenticatedAt: state === 'proof too old' ? NOW - STEP_UP_MS - 1 : NOW,
    createdAt: NOW,
    lastSeenAt: NOW,
    expiresAt: state === 'expired session' ? NOW : NOW + 60_000,
    endedAt: state === 'ended session' ? NOW : null,
  })
}

const headersOf = (role: Role | undefined, state?: State): Record<string, string> => ({
  origin: state === 'foreign origin' ? 'https://evil.example' : ORIGIN,
  ...(state === 'cross-site' && { 'sec-fetch-site': 'cross-site' }),
  ...(role && state && signedIn(tokens.get(`${role} ${state}`) ?? '', state)),
})

const signedIn = (token: string, state: State) => ({
  cookie: `zhengxun=${token}`,
  ...(state !== 'wrong token' && { 'x-csrf-token': forgeryTokens.get(token) ?? '' }),
})

interface Guarded {
  method: string
  path: string
  policy: Policy
}

const routes: Guarded[] = app.routes.flatMap(({ method, path, handler }) => {
  const policy = policyOf(handler)
  // Every parameter a value of its own kind of wrong: past the guard most routes stop at it.
  return policy === undefined || method === 'ALL'
    ? []
    : [{ method, path: path.replace(/:\w+(\{[^}]*\})?/g, '1'), policy }]
})

type Outcome = 'in' | 'sign-in' | 'role' | 'district' | 'owed' | 'step-up' | 'origin' | 'token'

const CODES: Record<string, Outcome> = {
  'app.sign-in-required': 'sign-in',
  'app.role-required': 'role',
  'app.whole-estate-required': 'district',
  'app.step-up-required': 'step-up',
  'accounts.second-factor-required': 'owed',
  'accounts.password-change-required': 'owed',
  'app.cross-origin': 'origin',
  'app.csrf-token': 'token',
}

/** What the answer says, and that it was not given by the verb when it refuses. */
async function outcomeOf({ method, path }: Pick<Guarded, 'method' | 'path'>, headers: Record<string, string>) {
  const asked = guarded.state.asked
  const answer = await app.request(path, { method, headers })
  if (answer.status !== 401 && answer.status !== 403) {
    if (answer.status === 429) return 'paced'
    if (answer.status === 404 && (await answer.text()).includes('app.route-unknown')) return 'no such route'
    return 'in'
  }
  const { code } = (await answer.json()) as { code: string }
  const outcome = CODES[code]
  if (outcome === undefined) return `refused by the verb: ${code}`
  return guarded.state.asked === asked ? outcome : `${outcome}, after the verb ran`
}

const SAFE = new Set(['GET', 'HEAD'])

/** By the declaration alone. */
function expected({ method, policy }: Guarded, role: Role | undefined, state?: State): Outcome {
  if ((state === 'foreign origin' || state === 'cross-site') && !SAFE.has(method)) return 'origin'
  if (state === 'wrong token' && !SAFE.has(method)) return 'token'
  if (policy === 'public') return 'in'
  const isNobody = state === 'disabled account' || state === 'expired session' || state === 'ended session'
  if (role === undefined || isNobody) return 'sign-in'
  if (policy === 'signing-in') return 'in'
  const conditions: Conditions = typeof policy === 'object' && 'roles' in policy ? policy : { roles: policy }
  const { roles, wholeEstate = false, stepUp = false, owing = [] } = conditions
  if (state === 'one factor of two' && role !== 'district-clerk' && !owing.includes('enrolment')) return 'owed'
  if (roles !== 'signed-in' && !roles.includes(role)) return 'role'
  if (wholeEstate && (state === 'own district' || state === 'other district')) return 'district'
  return stepUp && state === 'proof too old' ? 'step-up' : 'in'
}

beforeAll(async () => {
  for (const role of ROLES) for (const state of STATES) await prepare(role, state)
  for (const role of ROLES)
    for (const state of STATES) await app.request('/api/v1/records?limit=none', { headers: headersOf(role, state) })
  guarded.state.isLearning = false
}, 120_000)

describe('the matrix of authority', () => {
  it('lets in and refuses in every cell of route, role and state of the session exactly as declared', async () => {
    const wrong: string[] = []
    let cells = 0
    const kinds = new Set<Outcome>()
    const look = async (route: Guarded, role: Role | undefined, state?: State) => {
      cells += 1
      const [want, found] = [expected(route, role, state), await outcomeOf(route, headersOf(role, state))]
      kinds.add(want)
      if (want !== found)
        wrong.push(`${route.method} ${route.path} as ${role ?? 'nobody'}, ${state ?? ''}: ${want} declared, ${found}`)
    }
    for (const route of routes) {
      await look(route, undefined)
      for (const role of ROLES) for (const state of STATES) await look(route, role, state)
    }
    expect(wrong).toEqual([])
    expect(routes.length).toBeGreaterThan(150)
    for (const kind of ['in', 'sign-in', 'role', 'district', 'owed', 'origin', 'token'] as const)
      expect(kinds).toContain(kind)
    expect(cells).toBe(routes.length * (1 + ROLES.length * STATES.length))
    // By default nobody is let in: what is open without a session is named in app.test.ts.
    process.stdout.write(`A8: ${cells - wrong.length} of ${cells} cells (${routes.length} routes) as declared\n`)
  }, 600_000)

  it('declares for every mounted route of the API', () => {
    const mounted = new Set(
      app.routes
        .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api'))
        .map(({ method, path }) => `${method} ${path}`),
    )
    const declared = new Set(
      app.routes
        .filter(({ handler }) => policyOf(handler) !== undefined)
        .map(({ method, path }) => `${method} ${path}`),
    )
    expect([...mounted].filter((route) => !declared.has(route))).toEqual([])
  })
})

/** Spellings under which a server may find a route that its guard does not know. */
const SPELLINGS: Record<string, (path: string) => string> = {
  'doubled slash': (path) => path.replace('/v1/', '/v1//'),
  'doubled slash at the front': (path) => `/${path}`,
  'encoded letter': (path) =>
    path.replace(/\/v1\/(.)/, (_, letter: string) => `/v1/%${letter.charCodeAt(0).toString(16)}`),
  'encoded slash': (path) => path.replace('/v1/', '/v1%2F'),
  'encoded backslash': (path) => path.replace('/v1/', '/v1%5C'),
  'encoded dot': (path) => path.replace('/v1/', '/v1/%2e/'),
  'encoded way up': (path) => path.replace('/v1/', '/v1/public/%2e%2e/'),
  'way up with a parameter': (path) => path.replace('/v1/', '/v1/public/..;/'),
  parameter: (path) => `${path};public`,
  'trailing dot': (path) => `${path}.`,
  'trailing slash': (path) => `${path}/`,
  'trailing encoded space': (path) => `${path}%20`,
  'another case': (path) => path.toUpperCase(),
  'null octet': (path) => `${path}%00`,
}

describe('every protected route under another spelling or method', () => {
  /** Neither answered by a verb nor by anything but a refusal or the console's page, which is everybody's. */
  async function leak(method: string, path: string, headers: Record<string, string>): Promise<string | undefined> {
    const asked = guarded.state.asked
    const answer = await app.request(`${ORIGIN}${path}`, { method, headers })
    const body = await answer.text()
    if (guarded.state.asked !== asked) return 'the verb ran'
    if (answer.status >= 400 && answer.status < 500) return undefined
    return answer.status === 200 && (body === PAGE || (method === 'HEAD' && body === ''))
      ? undefined
      : `${answer.status} ${body.slice(0, 80)}`
  }

  it('is closed to nobody and to those it does not name', async () => {
    const wrong: string[] = []
    let asked = 0
    for (const route of routes.filter(({ policy }) => policy !== 'public')) {
      const stranger = ROLES.find((role) => expected(route, role, 'no district') !== 'in')
      const visitors = [headersOf(undefined), ...(stranger ? [headersOf(stranger, 'no district')] : [])]
      const ways: [string, string, string][] = [
        ...Object.entries(SPELLINGS).map(
          ([name, spell]) => [name, route.method, spell(route.path)] as [string, string, string],
        ),
        // HEAD is answered as GET is.
        ...(route.method === 'GET' ? [['HEAD', 'HEAD', route.path] as [string, string, string]] : []),
        ['OPTIONS', 'OPTIONS', route.path],
        ['unknown method', 'PROPFIND', route.path],
        ['overridden method', 'POST', `${route.path}?_method=${route.method}`],
      ]
      for (const headers of visitors)
        for (const [name, method, path] of ways) {
          // Another method of the same path is a route of its own, judged by its own cells.
          if (routes.some((other) => other.method === method && other.path === path.split('?')[0] && other !== route))
            continue
          asked += 1
          const found = await leak(method, path, headers)
          if (found !== undefined) wrong.push(`${name}: ${method} ${path}: ${found}`)
        }
    }
    expect(wrong).toEqual([])
    process.stdout.write(`A8: ${asked - wrong.length} of ${asked} other spellings and methods refused\n`)
  }, 600_000)
})
