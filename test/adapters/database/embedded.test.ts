import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runningEmbedded, startEmbedded } from '#adapters/database/embedded.node.ts'
import { installation, serverUser } from '#adapters/database/installation.node.ts'
import { startServer } from '#adapters/database/server.node.ts'
import { passableFolder } from '../../folder.ts'

let dataDirectory: string
beforeEach(() => {
  dataDirectory = passableFolder('embedded')
})
afterEach(() => rmSync(dataDirectory, { recursive: true, force: true }))

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

/** Another process that opens the same data directory, prints `ready <postmaster pid>` and stays. */
function otherProcess(): { ready: Promise<void>; kill: () => Promise<void> } {
  const module = resolve('src/adapters/database/embedded.node.ts')
  const program = `const { startEmbedded } = await import(${JSON.stringify(module)})
    await startEmbedded({ dataDirectory: ${JSON.stringify(dataDirectory)} })
    process.stdout.write('ready')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program])
  return {
    ready: new Promise((done) => child.stdout.once('data', () => done())),
    kill: () =>
      new Promise((done) => {
        child.once('exit', () => done())
        child.kill('SIGKILL')
      }),
  }
}

describe('the embedded PostgreSQL', () => {
  it('keeps what was written across a stop and a start, on loopback only, with synchronous commits', async () => {
    const first = await startEmbedded({ dataDirectory })
    await query(first.ownerUrl, 'create table kept (n int); insert into kept values (7)')
    const settings = await query(
      first.ownerUrl,
      `select current_setting('fsync') f, current_setting('listen_addresses') l`,
    )
    await first.stop()
    const second = await startEmbedded({ dataDirectory })
    expect(await query(second.ownerUrl, 'select n from kept')).toEqual([{ n: 7 }])
    expect(settings).toEqual([{ f: 'on', l: '127.0.0.1' }])
    await second.stop()
  })

  it('refuses a password that differs in one character', async () => {
    const server = await startEmbedded({ dataDirectory })
    for (const [right, file] of [
      [server.url, 'postgres-app.password'],
      [server.ownerUrl, 'postgres.password'],
    ] as const) {
      const url = new URL(right)
      url.password = `${url.password.slice(0, -1)}${url.password.endsWith('0') ? '1' : '0'}`
      expect(await query(right, 'select 1 as one')).toEqual([{ one: 1 }])
      await expect(query(url.href, 'select 1')).rejects.toThrow('password authentication failed')
      expect(statSync(join(dataDirectory, file)).mode & 0o777).toBe(0o600)
    }
    await server.stop()
  })

  it('refuses a second opener of the same data, naming directory and process, and leaves the first alone', async () => {
    const first = await startEmbedded({ dataDirectory })
    await expect(startEmbedded({ dataDirectory })).rejects.toMatchObject({
      name: 'DirectoryInUse',
      directory: dataDirectory,
      pid: process.pid,
    })
    expect(await query(first.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(runningEmbedded(dataDirectory)).toEqual({ url: first.url, ownerUrl: first.ownerUrl })
    await first.stop()
    expect(runningEmbedded(dataDirectory)).toBeUndefined()
  })

  it('takes over from a process that was killed, ending the server it left behind', async () => {
    const other = otherProcess()
    await other.ready
    const left = runningEmbedded(dataDirectory)
    await query(left?.ownerUrl ?? '', 'create table kept (n int); insert into kept values (9)')
    await other.kill()
    const server = await startEmbedded({ dataDirectory })
    expect(await query(server.ownerUrl, 'select n from kept')).toEqual([{ n: 9 }])
    await expect(query(left?.ownerUrl ?? '', 'select 1')).rejects.toThrow('ECONNREFUSED')
    await server.stop()
  })

  it('ends the scratch server of a drill that was killed and removes its copy of the data', async () => {
    await (await startEmbedded({ dataDirectory })).stop()
    const [scratch, kept] = [join(dataDirectory, 'drill-1'), join(dataDirectory, 'backups')]
    execFileSync('cp', ['-a', join(dataDirectory, 'postgres'), scratch])
    mkdirSync(kept)
    const user = serverUser()
    const left = await startServer(installation(dataDirectory, user), scratch, user, { isDurable: false })
    const server = await startEmbedded({ dataDirectory })
    await left.ended
    expect([existsSync(scratch), existsSync(kept)]).toEqual([false, true])
    expect(await query(server.ownerUrl, 'select 1 one')).toEqual([{ one: 1 }])
    await server.stop()
  })

  it('is not stopped by a lock file whose process number now belongs to a stranger', async () => {
    const first = await startEmbedded({ dataDirectory })
    await first.stop()
    writeFileSync(join(dataDirectory, 'zhengxun.pid'), `${process.ppid}\nanother boot:1\n`)
    writeFileSync(join(first.clusterDirectory, 'postmaster.pid'), `${process.ppid}\n${first.clusterDirectory}\n1\n1\n`)
    const second = await startEmbedded({ dataDirectory })
    expect(readFileSync(join(dataDirectory, 'zhengxun.pid'), 'utf8')).toMatch(new RegExp(`^${process.pid}\n`))
    await second.stop()
  })
})
