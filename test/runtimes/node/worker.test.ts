import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodePasswords } from '#adapters/crypto/passwords.node.ts'
import { rounds } from '#db/schema/inspections.ts'
import { createAccount } from '#features/accounts/index.ts'
import { testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

/** Nothing may leave the machine: without these wrangler looks for updates and reports usage. */
const OFFLINE = {
  CI: '1',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
}
const { db, url } = await withDatabase()
let wrangler: ChildProcess
let password: string
let base: string

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const listener = createServer().listen(0, '127.0.0.1', () => {
      const address = listener.address()
      listener.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** The local workerd with our own bundle and this suite's database. */
async function startWrangler(): Promise<ChildProcess> {
  mkdirSync('dist/web', { recursive: true })
  const port = await freePort()
  base = `http://127.0.0.1:${port}`
  const args = ['dev', '--test-scheduled', '--show-interactive-dev-session=false', '--port', String(port)]
  const child = spawn(process.execPath, ['node_modules/wrangler/bin/wrangler.js', ...args, '--inspector-port', '0'], {
    env: { ...process.env, ...OFFLINE, CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE: url },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk
      if (said.includes('Ready on')) resolve()
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('exit', () => reject(new Error(`wrangler ended: ${said}`)))
  })
  return child
}

beforeAll(async () => {
  const ctx = testCtx(db, { ports: { passwords: nodePasswords() } })
  password = (await createAccount(ctx, { username: 'worker', name: '张三', roles: ['auditor'] })).password
  wrangler = await startWrangler()
}, 120_000)

afterAll(() => {
  // A group of its own: workerd is wrangler's child and ends with it.
  if (wrangler?.pid) process.kill(-wrangler.pid, 'SIGTERM')
})

describe('the same app on workerd', () => {
  it('is ready, reading a real PostgreSQL', async () => {
    expect(await (await fetch(`${base}/readyz`)).json()).toEqual({ status: 'ready' })
  })

  it('signs in an account whose password Node has hashed, and nobody with another password', async () => {
    const signIn = (attempt: string) =>
      fetch(`${base}/api/v1/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: base },
        body: JSON.stringify({ username: 'worker', password: attempt }),
      })
    expect((await signIn(`${password}x`)).status).toBe(401)
    const answer = await signIn(password)
    expect(answer.status).toBe(201)
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    expect((await fetch(`${base}/api/v1/me`, { headers: { cookie } })).status).toBe(200)
    expect((await fetch(`${base}/api/v1/me`)).status).toBe(401)
  })

  it('describes its API', async () => {
    const description = (await (await fetch(`${base}/api/v1/openapi.json`)).json()) as { openapi: string }
    expect(description.openapi).toBe('3.1.0')
  })

  it('plans the rounds of the coming weeks when the cron fires, and plans none twice', async () => {
    const planned = async () => (await db.select({ id: rounds.id }).from(rounds)).length
    expect(await planned()).toBe(0)
    await fetch(`${base}/__scheduled?cron=*+*+*+*+*`)
    const once = await planned()
    expect(once).toBeGreaterThanOrEqual(2 * 35)
    await fetch(`${base}/__scheduled?cron=*+*+*+*+*`)
    expect(await planned()).toBe(once)
  })
})
