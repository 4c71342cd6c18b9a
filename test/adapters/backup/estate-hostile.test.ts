import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { estateBackups } from '#adapters/backup/estate/engine.node.ts'
import { type EstateManifest, MANIFEST_FORMAT, writeEstateManifest } from '#adapters/backup/estate/manifest.ts'
import { openSandbox, runInside } from '#adapters/backup/estate/sandbox.node.ts'
import { installation, serverUser } from '#adapters/database/installation.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { TENDER_PLAN } from '#core/backups/source.ts'
import { judgeDrill } from '#core/backups/usability.ts'
import type { DrillOrder, EstateDrillOutcome } from '#src/backup-ports.ts'
import { passableFolder } from '../../folder.ts'

const KEY = 'key'
const egress = createEgress({ allow: [] })
const dataDirectory = passableFolder('h')
const place = passableFolder('hostile')
/** Anybody could write here: a command that ran would leave its mark. */
const marks = mkdtempSync(join(tmpdir(), 'zhengxun-marks-'))
chmodSync(marks, 0o777)
const mark = join(marks, 'ran')

afterAll(() => {
  for (const folder of [dataDirectory, place, marks]) rmSync(folder, { recursive: true, force: true })
})

/** A dump of the version of the embedded server, with a manifest that is right in every respect. */
function lay(set: string, dump: string): void {
  const [major = ''] = installation(dataDirectory, serverUser()).version.split('.')
  writeFileSync(join(place, set), dump)
  const manifest: EstateManifest = {
    ...{ format: MANIFEST_FORMAT, set, kind: 'full', parent: null, tool: 'pg-dump', schema: null, encryption: null },
    ...{ startedAt: new Date(0).toISOString(), endedAt: new Date(1).toISOString() },
    server: { product: 'postgresql', version: major, database: 'd', owner: 'postgres' },
    tables: [{ table: 'public.t', before: { rows: 1, digest: 'x' }, after: { rows: 1, digest: 'x' } }],
    files: [{ path: set, size: Buffer.byteLength(dump), sha256: createHash('sha256').update(dump).digest('hex') }],
  }
  const text = writeEstateManifest(manifest)
  writeFileSync(join(place, `${set}.manifest.json`), text)
  writeFileSync(join(place, `${set}.manifest.json.mac`), createHmac('sha256', KEY).update(text).digest('hex'))
}

function drill(set: string, given: Partial<DrillOrder> = {}): Promise<EstateDrillOutcome> {
  const estate = estateBackups({ dataDirectory, backupRoots: [place], egress })
  const order: DrillOrder = {
    ...{ kind: 'pg-dump', place: { transport: 'local', path: place }, offsite: null, stanza: '', passphrase: null },
    seal: async (manifest) => createHmac('sha256', KEY).update(manifest).digest(),
    ...{ knownManifests: {}, drillId: set, set, extensions: [], roles: [], queries: [], maxBytes: 1e9 },
    ...given,
  }
  return estate.drill(order, 1000, () => undefined)
}

const told = ({ seen }: EstateDrillOutcome) => judgeDrill(seen, TENDER_PLAN)

describe('a dump that wants to run something on the host that restores it', () => {
  const TABLE = 'create table public.t (a text);\n'

  // What the cutter of dumps makes of every other such command is told in its own suite.
  it.each([
    ['a command of the client behind data', `copy t from stdin;\na\n\\.\n\\! touch ${mark}\n`],
    ['its own leave to be trusted', `\\unrestrict x\n\\o | touch ${mark}\n`],
  ])(
    'does not: %s',
    async (_, rest) => {
      lay('meta', TABLE + rest)
      const outcome = await drill('meta')
      expect(told(outcome).map((one) => one.code)).toEqual(['backup.restore.meta-command'])
      expect(existsSync(mark)).toBe(false)
      expect(readdirSync(join(dataDirectory, 'drills'))).toEqual([])
    },
    60_000,
  )

  it('is refused every statement that could, each by itself', async () => {
    const libc = '/lib/x86_64-linux-gnu/libc.so.6'
    const statements = [
      `copy t from program 'touch ${mark}; echo 1'`,
      `do $$ begin copy t from program 'touch ${mark}'; end $$`,
      `copy t to '${mark}'`,
      `copy t from '/etc/passwd'`,
      `insert into t select pg_read_file('/etc/passwd')`,
      `select lo_import('/etc/passwd')`,
      `alter system set archive_command = 'touch ${mark}'`,
      `set session_preload_libraries = '${libc}'`,
      `load '${libc}'`,
      `create function f(cstring) returns int language c as '${libc}', 'system'`,
      `create function g() returns int language plpython3u as 'import os'`,
      `create extension adminpack`,
      `create role x superuser login`,
      `alter role current_user superuser`,
      `set session authorization postgres`,
      `set role postgres`,
      `grant pg_execute_server_program to current_user`,
      `create tablespace s location '${marks}'`,
      `create subscription s connection 'host=127.0.0.1 port=1' publication p`,
      `create event trigger e on ddl_command_end execute function pg_catalog.now()`,
    ]
    // What belongs to a whole server is passed over unasked; everything else must be refused.
    const passedOver = statements.filter((one) => /^(grant|create extension|set session auth|set role)/.test(one))
    lay('refused-all', TABLE + statements.map((one) => `${one};\n`).join(''))
    const [reason] = told(await drill('refused-all'))
    expect(reason).toMatchObject({
      code: 'backup.restore.statements-refused',
      params: { count: statements.length - passedOver.length, line: 2 },
    })
    expect(readdirSync(marks)).toEqual([])
  }, 60_000)

  it('and one that wants nothing is restored, data and all', async () => {
    lay(
      'fine',
      `\\restrict abc\nset client_encoding = 'UTF8';\n${TABLE}alter table t owner to nobody_here;\ncopy t (a) from stdin;\n\\\\! 你好\n\\.\n\\unrestrict abc\n`,
    )
    const queries: DrillOrder['queries'] = [
      { name: 'q', sql: 'select a from t', expect: { kind: 'equals', value: '\\! 你好' } },
      { name: 'w', sql: `copy t to program 'touch ${mark}'`, expect: { kind: 'equals', value: '' } },
    ]
    const outcome = await drill('fine', { queries })
    expect(outcome.seen.problem).toBeUndefined()
    expect(outcome.seen.queries).toMatchObject([{ isMet: true }, { isMet: false }])
    expect(existsSync(mark)).toBe(false)
  }, 60_000)

  it('names the line of a statement that was refused, and goes on to count the others', async () => {
    lay('refused', `${TABLE}\nselect nothing_here();\nselect nothing_there();\n`)
    expect(told(await drill('refused'))).toMatchObject([{ params: { count: 2, line: 3 } }])
  }, 60_000)

  it('of another version is not restored, and nothing is said of it', async () => {
    lay('version', TABLE)
    const path = join(place, 'version.manifest.json')
    const text = readFileSync(path, 'utf8').replace(/"version": "\d+"/, '"version": "9.6.24"')
    writeFileSync(path, text)
    writeFileSync(`${path}.mac`, createHmac('sha256', KEY).update(text).digest('hex'))
    expect(told(await drill('version'))).toMatchObject([
      { code: 'backup.restore.version-missing', verdict: 'unknown', params: { needed: 'PostgreSQL 9' } },
    ])
  })
})

describe('the place of backups', () => {
  it('lies below the folders this host keeps backups in, also by way of links, and nothing outside is read', async () => {
    const estate = estateBackups({ dataDirectory, backupRoots: [join(place, 'in')], egress })
    mkdirSync(join(place, 'in'), { recursive: true })
    symlinkSync('/etc', join(place, 'in', 'out'))
    const look = async (path: string) => {
      const order = {
        kind: 'files',
        place: { transport: 'local', path },
        offsite: null,
        stanza: '',
        passphrase: null,
      } as const
      return (await estate.look({ ...order, knownManifests: {} })).seen
    }
    expect(await look('/etc')).toMatchObject({ reachable: false })
    expect(await look(join(place, 'in', 'out'))).toMatchObject({ reachable: false })
    expect(await look(`${join(place, 'in')}/../../../etc`)).toMatchObject({ reachable: false })
    symlinkSync('/etc/passwd', join(place, 'in', 'secret.dump'))
    expect(await look(join(place, 'in'))).toMatchObject({ reachable: true, sets: [] })
  })
})

describe('where restored backups run', () => {
  const sandbox = openSandbox()

  it.skipIf(!sandbox.isIsolated)('has no network, a user of its own, and no view of other processes', async () => {
    const run = (program: string, ...args: string[]) => runInside(sandbox, program, args, { timeoutMs: 10_000 })
    const interfaces = (await run('/bin/cat', '/proc/net/dev')).stdout.split('\n').filter((line) => line.includes(':'))
    expect(interfaces.map((line) => line.trim().split(':')[0])).toEqual(['lo'])
    const id = (await run('/usr/bin/id', '-u')).stdout.trim()
    if (process.getuid?.() === 0) expect([0, serverUser()?.uid]).not.toContain(Number(id))
    const processes = (await run('/bin/ls', '/proc')).stdout.split('\n').filter((name) => /^\d+$/.test(name))
    expect(processes.length).toBeLessThan(4)
    expect((await run('/bin/cat', '/proc/self/status')).stdout).toMatch(/CapEff:\s+0+\n[\s\S]*NoNewPrivs:\s+1/)
  })

  it.skipIf(!sandbox.isIsolated)(
    'is gone with a service that was killed, and swept at its next start',
    async () => {
      lay('killed', 'create table public.t (a text);\nselect pg_sleep(60);\n')
      const child = await startDrill()
      const before = sandboxed()
      expect(before.length).toBeGreaterThan(0)
      expect(readdirSync(join(dataDirectory, 'drills'))).toHaveLength(1)
      child.kill('SIGKILL')
      for (let tries = 0; tries < 50 && sandboxed().some((pid) => before.includes(pid)); tries++) await sleep(100)
      expect(sandboxed().filter((pid) => before.includes(pid))).toEqual([])
      expect(await estateBackups({ dataDirectory, backupRoots: [place], egress }).sweep()).toBe(1)
      expect(readdirSync(join(dataDirectory, 'drills'))).toEqual([])
    },
    60_000,
  )

  /** Processes on the scratch folder of this test. */
  function sandboxed(): number[] {
    const command = (pid: string) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      } catch {
        return ''
      }
    }
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && command(name).includes(join(dataDirectory, 'drills')))
      .map(Number)
  }

  async function startDrill(): Promise<ChildProcess> {
    const script = `
      import { createHmac } from 'node:crypto'
      import { estateBackups } from '#adapters/backup/estate/engine.node.ts'
      const estate = estateBackups({ dataDirectory: ${JSON.stringify(dataDirectory)}, backupRoots: [${JSON.stringify(place)}], egress: {} })
      const order = { kind: 'pg-dump', place: { transport: 'local', path: ${JSON.stringify(place)} }, offsite: null, stanza: '', passphrase: null,
        seal: async (text) => createHmac('sha256', ${JSON.stringify(KEY)}).update(text).digest(), knownManifests: {}, drillId: 'killed', set: 'killed',
        extensions: [], roles: [], queries: [], maxBytes: 1e9 }
      estate.drill(order, Date.now(), (phase) => process.stdout.write(phase + '\\n')).then((o) => process.stdout.write(JSON.stringify(o)))`
    const path = join(process.cwd(), `test/.drill-${process.pid}.mts`)
    writeFileSync(path, script)
    const child = spawn(process.execPath, ['--import', 'tsx', path], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    for (let tries = 0; tries < 300 && !said.includes('restore\n'); tries++) {
      await sleep(100)
      said += String(child.stdout?.read() ?? '')
    }
    rmSync(path)
    expect(said).toContain('restore\n')
    await sleep(300)
    return child
  }
})

beforeAll(() => {
  mkdirSync(join(dataDirectory, 'drills'), { recursive: true, mode: 0o711 })
})
