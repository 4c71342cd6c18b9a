import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { COSTLY, type Costly, paced, pacedByAddress } from '#http/pace.ts'
import { type Actor, AppError } from '#src/context.ts'
import type { AppEnv } from '#src/route.ts'
import { actorOf, NOW, testCtx } from '../context.ts'

const LIMIT: Costly = {
  kind: 'export',
  method: 'GET',
  path: /\.xlsx$/,
  perSession: { burst: 3, everyMs: 1_000 },
  perAddress: { burst: 5, everyMs: 1_000 },
}

function world(costly?: readonly Costly[]) {
  const self = { now: NOW, actor: actorOf('operator') as Actor }
  const app = new Hono<AppEnv>()
  app.onError((error, c) => {
    if (!(error instanceof AppError)) throw error
    return c.json({ code: error.code, ...error.params }, 429)
  })
  app.use(async (c, next) => {
    c.set('ctx', testCtx(undefined as never, { actor: self.actor, now: self.now }))
    await next()
  })
  app.use(paced(() => self.now, costly))
  app.all('*', (c) => c.text('in'))
  const ask = async (path = '/list.xlsx', method = 'GET') => {
    const answer = await app.request(path, { method })
    if (answer.status === 200) return 'in'
    return JSON.parse((await answer.text()) || '{}') as { code: string; seconds: number }
  }
  const count = async (tries: number, path?: string) => {
    let taken = 0
    for (let n = 0; n < tries; n += 1) if ((await ask(path)) === 'in') taken += 1
    return taken
  }
  return { self, ask, count }
}

const session = (sessionId: string, address = '10.0.0.1'): Actor => ({ ...actorOf('operator'), sessionId, address })

describe('what costs much', () => {
  it('is given to a session as often as its burst, and then as its pace, exactly', async () => {
    const { self, ask, count } = world([LIMIT])
    expect(await count(10)).toBe(3)
    expect(await ask()).toEqual({ code: 'app.too-fast', seconds: 1 })
    self.now += 2_000
    expect(await count(10)).toBe(2)
    expect(await ask('/list.json')).toBe('in')
    expect(await ask('/list.xlsx', 'POST')).toBe('in')
    expect(await ask('/list.xlsx', 'HEAD')).not.toBe('in')
  })

  it('is counted for each session by itself, and for their address together', async () => {
    const { self, count } = world([LIMIT])
    self.actor = session('one')
    expect(await count(3)).toBe(3)
    self.actor = session('two')
    expect(await count(3)).toBe(2)
    self.actor = session('three', '10.0.0.2')
    expect(await count(3)).toBe(3)
    self.actor = { type: 'anonymous', address: '10.0.0.3' }
    expect(await count(9)).toBe(5)
  })

  it('is what uploads, makes reports and exports', async () => {
    const kindOf = (method: string, path: string) =>
      COSTLY.find((one) => one.method === method && one.path.test(path))?.kind
    expect(kindOf('POST', '/api/v1/verifications')).toBe('verification')
    expect(kindOf('POST', '/api/v1/verification-batches')).toBe('verification')
    expect(kindOf('POST', '/api/v1/verifications/1/reruns')).toBe('verification')
    expect(kindOf('POST', '/api/v1/reports')).toBe('report')
    for (const path of [
      'lineages.xlsx',
      'rounds/1/record.xlsx',
      'verifications/1/pack.zip',
      'verifications/1/report.pdf',
      'reports/1/files/pdf',
    ])
      expect(kindOf('GET', `/api/v1/${path}`)).toBe('export')
    for (const path of ['verifications', 'reports', 'audit']) expect(kindOf('GET', `/api/v1/${path}`)).toBeUndefined()
  })

  it('is anything that a program asks for', async () => {
    const { self, count } = world()
    self.actor = { ...actorOf('operator'), apiKey: { id: 'k', name: 'n', scopes: [] } }
    expect(await count(200, '/api/v1/systems')).toBe(120)
    self.now += 1_000
    expect(await count(200, '/api/v1/systems')).toBe(2)
    self.actor = actorOf('operator')
    expect(await count(200, '/api/v1/systems')).toBe(200)
  })

  it('gives the hundred files that somebody drops at once', async () => {
    const { self, ask } = world()
    self.actor = session('one')
    for (let n = 0; n < 600; n += 1) expect(await ask('/api/v1/verifications', 'POST')).toBe('in')
    expect(await ask('/api/v1/verifications', 'POST')).toEqual({ code: 'app.too-fast', seconds: 1 })
  })
})

describe('questions about certificates, which nobody signs in for', () => {
  it('are paced by address: one that asks too fast waits, another does not', async () => {
    let [now, address] = [NOW, '192.0.2.1']
    const app = new Hono<AppEnv>()
    app.use(
      '/pki/ocsp/*',
      pacedByAddress(
        () => now,
        () => address,
        { burst: 3, everyMs: 1_000 },
      ),
    )
    app.all('*', (c) => c.text('in'))
    const ask = async (path = '/pki/ocsp', method = 'POST') => {
      const { status, headers } = await app.request(path, { method })
      return [status, headers.get('retry-after')]
    }
    for (const [path, method] of [['/pki/ocsp'], ['/pki/ocsp'], ['/pki/ocsp/MFA', 'GET']])
      expect(await ask(path, method)).toEqual([200, null])
    expect(await ask()).toEqual([429, '1'])
    expect(await ask('/pki/ocsp/MFA', 'GET')).toEqual([429, '1'])
    // Lists are no questions.
    expect(await ask('/pki/staff.crl', 'GET')).toEqual([200, null])
    address = '192.0.2.2'
    expect(await ask()).toEqual([200, null])
    address = '192.0.2.1'
    now += 1_000
    expect(await ask()).toEqual([200, null])
    expect(await ask()).toEqual([429, '1'])
  })
})
