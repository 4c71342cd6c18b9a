import { execFileSync } from 'node:child_process'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import type { ProbeDeps } from '#adapters/probes/probe.ts'
import { runProbe } from '#adapters/probes/run.ts'
import type { ProbeRequest } from '#core/checks/probe-result.ts'
import { withDatabase } from '../../database.ts'

const NOW = Date.UTC(2026, 10, 21, 2, 0, 0)

const deps: ProbeDeps = {
  egress: createEgress({ allow: [{ cidr: '127.0.0.0/8' }] }),
  primitives: nodePrimitives,
  now: () => NOW,
  monotonicMs: () => performance.now(),
  pause: async () => undefined,
}

const servers: { close(): unknown; closeAllConnections?(): void }[] = []
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections?.()
    server.close()
  }
})

async function listening(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

async function codes(request: ProbeRequest): Promise<[string, ...string[]]> {
  const { verdict, reasons } = await runProbe(request, deps)
  return [verdict, ...reasons.map(({ code }) => code)]
}

describe('the tcp probe', () => {
  it('passes where something listens and names host and port where nothing does', async () => {
    const port = await listening(createServer((socket) => socket.destroy()))
    expect(await codes({ kind: 'tcp', target: `127.0.0.1:${port}` })).toEqual(['pass'])
    const refused = await runProbe({ kind: 'tcp', target: '127.0.0.1:1' }, deps)
    expect(refused.reasons).toMatchObject([
      { code: 'tcp.refused', verdict: 'fail', params: { host: '127.0.0.1', port: 1 } },
    ])
  })

  it('does not blame the target for what only we refuse or misread', async () => {
    expect(await codes({ kind: 'tcp', target: '169.254.169.254:80' })).toEqual(['unknown', 'probe.target-refused'])
    expect(await codes({ kind: 'tcp', target: 'no port here' })).toEqual(['unknown', 'probe.settings-invalid'])
    const settings = { warnConnectMs: 1, typo: true }
    expect(await codes({ kind: 'tcp', target: '127.0.0.1:1', settings })).toEqual(['unknown', 'probe.settings-invalid'])
  })
})

describe('the http probe', () => {
  it('judges status and text, and keeps the answer as evidence with its digest', async () => {
    const server = createHttpServer((request, response) => {
      response.writeHead(request.url === '/sick' ? 503 : 200, { 'content-type': 'text/plain' }).end('all is well\n')
    })
    const url = `http://127.0.0.1:${await listening(server)}`
    const well = await runProbe({ kind: 'http', target: `${url}/`, settings: { expectText: 'well' } }, deps)
    expect([well.verdict, well.measured.status, well.startedAt]).toEqual(['pass', 200, NOW])
    // printf 'all is well\n' | sha256sum
    expect(well.evidence).toMatchObject([
      { size: 12, truncated: false, sha256: 'd40b628baf7f757149f5b6d6d6aca317d478ef3a29433064d21cfdd06fb33b8d' },
    ])
    expect(await codes({ kind: 'http', target: `${url}/sick` })).toEqual(['fail', 'http.status-unexpected'])
    const missing = { expectText: 'ill' }
    expect(await codes({ kind: 'http', target: `${url}/`, settings: missing })).toEqual(['fail', 'http.text-missing'])
  })

  it('ends in time when a server accepts and says nothing', async () => {
    const port = await listening(createServer(() => undefined))
    const target = `http://127.0.0.1:${port}/`
    expect(await codes({ kind: 'http', target, timeoutMs: 200 })).toEqual(['fail', 'http.timeout'])
  })
})

describe('the disk probe', () => {
  it('measures what df measures', async () => {
    const { measured } = await runProbe({ kind: 'disk', target: '/tmp' }, deps)
    const df = execFileSync('df', ['--output=pcent', '/tmp'], { encoding: 'utf8' })
    const percent = Number(/(\d+)%/.exec(df)?.[1])
    // df rounds up.
    expect(Math.abs(Math.ceil(Number(measured.usedPercent)) - percent)).toBeLessThanOrEqual(1)
  })

  it('says that a path is not there', async () => {
    expect(await codes({ kind: 'disk', target: '/nowhere/at/all' })).toEqual(['fail', 'disk.unreadable'])
  })
})

describe('the postgresql probe', async () => {
  const { url } = await withDatabase()
  const { hostname, port, username, password, pathname } = new URL(url)
  const login = {
    user: username,
    database: pathname.slice(1),
    ...(password ? { password: decodeURIComponent(password) } : {}),
  }
  const target = `${hostname}:${port}`

  it('logs in, writes, reads and finds nothing to complain of', async () => {
    const result = await runProbe({ kind: 'postgresql', target, settings: login }, deps)
    expect(result.reasons).toEqual([])
    expect(result.measured).toMatchObject({ role: 'primary', isWritable: true, replicationLagS: null })
    expect(JSON.stringify(result)).not.toContain(login.password ?? 'no password given')
  })

  it('says so when the database is fuller than its limit, has another role, or will not let us in', async () => {
    const ask = (settings: object) => codes({ kind: 'postgresql', target, settings: { ...login, ...settings } })
    expect(await ask({ limitBytes: 1_000 })).toEqual(['fail', 'pg.size-high'])
    expect(await ask({ expectRole: 'standby' })).toEqual(['fail', 'pg.role-unexpected'])
    expect(await ask({ database: 'no_such_database' })).toEqual(['fail', 'pg.login-refused'])
  })

  it('tells a closed port and a port that is no PostgreSQL apart', async () => {
    const settings = { user: 'nobody' }
    expect(await codes({ kind: 'postgresql', target: '127.0.0.1:1', settings })).toEqual(['fail', 'pg.unreachable'])
    const other = await listening(
      createServer((socket) => socket.on('error', () => undefined).end('SSH-2.0-hello\r\n')),
    )
    const answer = await codes({ kind: 'postgresql', target: `127.0.0.1:${other}`, settings, timeoutMs: 1_000 })
    expect(answer).toEqual(['fail', 'pg.response-malformed'])
  })
})
