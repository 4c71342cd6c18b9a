import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const UNIT = readFileSync('deploy/zhengxun.service', 'utf8')
const IMAGE = readFileSync('deploy/Containerfile', 'utf8')

/** The last value of a directive, as systemd takes it; lists are kept line by line. */
const valuesOf = (name: string) => [...UNIT.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value]) => value)

describe('the systemd unit', () => {
  it.each([
    ['DynamicUser', 'yes'],
    ['NoNewPrivileges', 'yes'],
    ['CapabilityBoundingSet', ''],
    ['ProtectSystem', 'strict'],
    ['ProtectHome', 'yes'],
    ['PrivateTmp', 'yes'],
    ['PrivateDevices', 'yes'],
    ['RestrictNamespaces', 'yes'],
    ['LimitCORE', '0'],
    ['UMask', '0077'],
  ])('says %s=%s, once', (name, value) => expect(valuesOf(name)).toEqual([value]))

  it('hands secrets over as credentials, never in the environment', () => {
    expect(valuesOf('LoadCredential').map((one) => one?.split(':')[0])).toEqual(['kek', 'database-url'])
    const settings = valuesOf('Environment').filter((one) => /KEK|DATABASE_URL|PASSWORD|SECRET/.test(one ?? ''))
    expect(settings).toEqual(['ZHENGXUN_KEK_FILE=%d/kek', 'ZHENGXUN_DATABASE_URL_FILE=%d/database-url'])
  })

  it('is understood by systemd, which finds little left to lock', () => {
    if (!existsSync('/usr/bin/systemd-analyze'))
      return console.log('systemd-analyze is not here: only the words were read')
    const folder = mkdtempSync(join(tmpdir(), 'zhengxun-unit-'))
    try {
      const file = join(folder, 'zhengxun.service')
      writeFileSync(file, UNIT.replace('/usr/bin/node', process.execPath))
      const verify = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' })
      expect(verify.stderr.split('\n').filter((line) => line.includes('zhengxun.service'))).toEqual([])
      const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', '--no-pager', file], {
        encoding: 'utf8',
      })
      const exposure = Number(/exposure level[^:]*: ([\d.]+)/.exec(stdout)?.[1])
      console.log(`systemd-analyze security: exposure ${exposure} of 10`)
      expect(exposure).toBeLessThan(2)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('the container recipe', () => {
  it('ends as a numbered user that is not root, over a base without a shell, starting Node itself', () => {
    const last = IMAGE.slice(IMAGE.lastIndexOf('\nFROM '))
    expect(last).toMatch(/^USER 65532:65532$/m)
    expect(IMAGE).toMatch(/^ARG RUN_IMAGE=.*distroless.*:nonroot$/m)
    expect(last).not.toMatch(/^RUN /m)
    expect(last).toMatch(/^ENTRYPOINT \["\/nodejs\/bin\/node"/m)
    expect(last).toMatch(/^HEALTHCHECK .*health\.mjs"\]$/m)
    // What the service may run is not the service's to change.
    const copies = [...last.matchAll(/^COPY --from=build --chown=(\S+) (.*)$/gm)].map(([, owner, paths]) => [
      owner,
      paths,
    ])
    expect(copies.filter(([owner]) => owner !== '0:0')).toEqual([['65532:65532', '/data /data']])
    expect(last.match(/^COPY /gm)).toHaveLength(copies.length)
  })

  it('installs without scripts, and without the tools for running', () => {
    const installs = [...IMAGE.matchAll(/npm ci ([^&\n]*)/g)].map(([, flags = '']) => flags)
    expect(installs).toHaveLength(2)
    for (const flags of installs) expect(flags).toContain('--ignore-scripts')
    expect(installs.at(-1)).toContain('--omit=dev')
  })

  it('is built in the format that can carry a health check, wherever a command says how', () => {
    const commands = [IMAGE, readFileSync('docs/deployment.md', 'utf8')].flatMap((text) =>
      text.match(/podman build .*/g),
    )
    expect(commands).toHaveLength(2)
    for (const command of commands) expect(command).toContain('--format docker')
  })

  it('copies nothing that is secret, or that the build does not need', () => {
    const ignored = readFileSync('deploy/Containerfile.dockerignore', 'utf8').split('\n')
    for (const name of ['.git', '.zhengxun', 'node_modules', 'dist', '**/.env*']) expect(ignored).toContain(name)
  })

  it.each([
    [200, 0],
    [503, 1],
  ])('is healthy by the answer of /readyz: %i ends with %i', async (status, code) => {
    const asked: (string | undefined)[] = []
    const server = createServer((request, response) => {
      asked.push(request.url)
      response.writeHead(status).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const env = { ...process.env, ZHENGXUN_PORT: String((server.address() as AddressInfo).port) }
    const ended = await promisify(execFile)(process.execPath, ['deploy/health.mjs'], { env }).then(
      () => 0,
      (error: { code: number }) => error.code,
    )
    server.close()
    expect([ended, asked]).toEqual([code, ['/readyz']])
  })
})
