import { spawn } from 'node:child_process'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { runningEmbedded } from '#adapters/database/embedded.node.ts'
import { readConfig } from '#src/config.ts'
import { type Service, startService } from '#src/service.node.ts'
import { passableFolder } from './folder.ts'

const dataDirectory = passableFolder('service')
afterAll(() => rmSync(dataDirectory, { recursive: true, force: true }))

const settings = (more: Record<string, string> = {}) =>
  readConfig(
    {
      ZHENGXUN_PORT: '0',
      ZHENGXUN_DATA_DIR: dataDirectory,
      ZHENGXUN_ESTATE: 'empty',
      ZHENGXUN_LOG_LEVEL: 'silent',
      ...more,
    },
    () => '',
  )

async function signedIn({ url, credentials }: Service, username: string): Promise<string> {
  const password = credentials.find((one) => one.username === username)?.password
  const answer = await fetch(new URL('/api/v1/sessions', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

describe('the service', () => {
  it('fills a sample estate, whose first inspection finds the faults the laboratory is shown with', async () => {
    const service = await startService(settings({ ZHENGXUN_ESTATE: 'sample' }))
    try {
      expect((await fetch(new URL('/readyz', service.url))).status).toBe(200)
      expect(statSync(service.credentialsFile).mode & 0o777).toBe(0o600)
      expect(readFileSync(service.credentialsFile, 'utf8').split('\n')).toHaveLength(service.credentials.length + 1)
      const cookie = await signedIn(service, 'operator')
      const read = async (path: string) =>
        JSON.stringify(await (await fetch(new URL(path, service.url), { headers: { cookie } })).json())
      const planted = ['tls.', 'ocsp.response-stale', 'tsa.']
      await expect
        .poll(() => read('/api/v1/findings?limit=100'), { timeout: 90_000, interval: 1_000 })
        .toSatisfy((text: string) => planted.every((code) => text.includes(`"code":"${code}`)))
    } finally {
      await service.stop()
    }
  }, 120_000)

  it('starts again on the same data without new passwords, and stops so that nothing listens any more', async () => {
    await (await startService(settings())).stop()
    const service = await startService(settings())
    await service.stop()
    expect(service.credentials).toEqual([])
    await expect(fetch(service.url)).rejects.toThrow('fetch failed')
  })

  it('gives an empty estate one account, which may make the others', async () => {
    const empty = passableFolder('empty')
    const service = await startService(settings({ ZHENGXUN_DATA_DIR: empty }))
    expect(service.credentials.map(({ roles }) => roles)).toEqual([['security-admin']])
    const cookie = await signedIn(service, 'security-admin')
    const read = async (path: string) => (await fetch(new URL(path, service.url), { headers: { cookie } })).json()
    // The password was printed on a screen: it is changed, and a second factor enrolled, before anything else.
    expect(await read('/api/v1/me')).toMatchObject({ username: 'security-admin', owes: 'password-change' })
    expect(await read('/api/v1/accounts')).toMatchObject({ code: 'accounts.password-change-required' })
    await service.stop()
    rmSync(empty, { recursive: true, force: true })
  })

  it('names a port that is taken, and gives the data directory back', async () => {
    const other = createServer()
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    await expect(startService(settings({ ZHENGXUN_PORT: String(port) }))).rejects.toMatchObject({
      name: 'PortInUse',
      port,
    })
    await new Promise((done) => other.close(done))
    await (await startService(settings({ ZHENGXUN_PORT: String(port) }))).stop()
  })

  it('ends in order, its database too, when nobody reads any more what it says', async () => {
    const env = {
      ...process.env,
      ZHENGXUN_ESTATE: 'empty',
      ZHENGXUN_PORT: '0',
      ZHENGXUN_DATA_DIR: dataDirectory,
    }
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.node.ts'], { env })
    const ended = new Promise((done) => child.once('exit', done))
    await new Promise<void>((started) => child.stdout.once('data', () => started()))
    const left = runningEmbedded(dataDirectory)
    child.stdout.destroy()
    child.stderr.destroy()
    child.kill('SIGTERM')
    expect([await ended, typeof left, runningEmbedded(dataDirectory)]).toEqual([0, 'object', undefined])
  })

  it('says which directory and which process stand in the way of a second start', async () => {
    const service = await startService(settings())
    await expect(startService(settings())).rejects.toMatchObject({
      name: 'DirectoryInUse',
      directory: dataDirectory,
      pid: process.pid,
    })
    await service.stop()
  })
})
