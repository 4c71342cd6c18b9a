import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { estateBackups } from '#adapters/backup/estate/engine.node.ts'
import { makeManifest } from '#adapters/backup/estate/make-manifest.node.ts'
import { openSandbox } from '#adapters/backup/estate/sandbox.node.ts'
import { serverUser } from '#adapters/database/installation.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { judgeCompleteness } from '#core/backups/completeness.ts'
import { TENDER_PLAN } from '#core/backups/source.ts'
import { judgeDrill } from '#core/backups/usability.ts'
import type { DrillOrder } from '#src/backup-ports.ts'
import { passableFolder } from '../../folder.ts'

/** Each of them is a server made and removed; the short run takes two. */
const EVERY = process.env.ZHENGXUN_BACKUP_FAULTS === 'all'
const hasMariadb = [
  '/usr/sbin/mariadbd',
  '/usr/bin/mariadb',
  '/usr/bin/mariadb-dump',
  '/usr/bin/mariadb-install-db',
].every((path) => existsSync(path))

describe.skipIf(!hasMariadb || !openSandbox().isIsolated)(
  'dumps of MariaDB (needs mariadb-server-core and mariadb-client of Debian)',
  () => {
    const folder = passableFolder('mariadb')
    const dataDirectory = passableFolder('m')
    const place = join(folder, 'backups')
    const defaults = join(folder, 'client.cnf')
    const mark = join(folder, 'ran')
    const user = serverUser()
    let server: ReturnType<typeof spawn>

    const sql = (text: string) =>
      execFileSync('mariadb', [`--defaults-extra-file=${defaults}`, 'seal'], { input: text })
    const estate = estateBackups({ dataDirectory, backupRoots: [place], egress: createEgress({ allow: [] }) })
    const orderOf = (set: string): DrillOrder => ({
      ...{
        kind: 'mariadb-dump',
        place: { transport: 'local', path: place },
        offsite: null,
        stanza: '',
        passphrase: null,
      },
      seal: async (manifest) => createHmac('sha256', 'key').update(manifest).digest(),
      ...{ knownManifests: {}, drillId: set, set, extensions: [], roles: [], maxBytes: 1e9 },
      queries: [{ name: '印章数', sql: 'select count(*) from seal', expect: { kind: 'at-least', value: '500' } }],
    })
    const make = (set: string, command: readonly string[]) =>
      makeManifest({
        ...{
          tool: 'mariadb-dump',
          root: place,
          set,
          kind: 'full',
          parent: null,
          files: [`${set}.sql`],
          stanza: '',
          encryption: null,
        },
        ...{ mariadb: { defaultsFile: defaults, database: 'seal' }, command, key: Buffer.from('key'), now: Date.now },
      })
    const dump = (set: string) =>
      make(set, [
        'sh',
        '-c',
        `mariadb-dump --defaults-extra-file=${defaults} --single-transaction --routines --triggers seal > ${join(place, set)}.sql`,
      ])
    const drilled = async (set: string) =>
      judgeDrill((await estate.drill(orderOf(set), Date.now(), () => undefined)).seen, TENDER_PLAN)

    beforeAll(async () => {
      const data = join(folder, 'data')
      for (const path of [data, place]) mkdirSync(path)
      if (user) chownSync(data, user.uid, user.gid)
      const made = spawnSync(
        'mariadb-install-db',
        ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
        { ...user, cwd: '/', encoding: 'utf8' },
      )
      if (made.status !== 0) throw new Error(made.stdout + made.stderr)
      const socket = join(data, 's')
      server = spawn(
        'mariadbd',
        ['--no-defaults', `--datadir=${data}`, `--socket=${socket}`, '--skip-networking', '--default-time-zone=+08:00'],
        { ...user, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] },
      )
      await new Promise<void>((resolve) =>
        server.stderr?.on('data', (text) => String(text).includes('ready for connections') && resolve()),
      )
      writeFileSync(defaults, `[client]\nsocket=${socket}\nuser=root\n`)
      execFileSync('mariadb', [`--defaults-extra-file=${defaults}`, '-e', 'create database seal character set utf8mb4'])
      sql(`create table seal (id int primary key, name varchar(100), picture blob, at timestamp default current_timestamp);
      create table note (a varchar(20), b varchar(20));
      insert into seal (id, name, picture) select seq, concat('印章 ', seq, ' \\'";\\n'), unhex(sha2(seq, 256)) from seq_1_to_500;
      insert into note values (null, ''), ('', null), ('a,', 'b'), ('a', ',b');
      create procedure tidy() delete from note where a is null;
      create trigger stamped before update on seal for each row set new.at = now();
      create view named as select id, name from seal;`)
    }, 60_000)

    afterAll(() => {
      server?.kill('SIGKILL')
      for (const path of [folder, dataDirectory]) rmSync(path, { recursive: true, force: true })
    })

    it('come back row by row, whatever the time zone of the server', async () => {
      await dump('good')
      const { seen } = await estate.look(orderOf('good'))
      expect(judgeCompleteness(seen, TENDER_PLAN, Date.now()).reasons).toEqual([])
      const outcome = await estate.drill(orderOf('good'), Date.now(), () => undefined)
      expect(judgeDrill(outcome.seen, TENDER_PLAN)).toEqual([])
      expect(outcome.server).toMatch(/^mariadb \d+/)
      expect(outcome.seen.tables.map(({ table, restored }) => [table, restored?.rows])).toEqual([
        ['note', 4],
        ['seal', 500],
      ])
    }, 60_000)

    it('of which a row was changed on the way are told, though nothing is missing', async () => {
      const changed = (set: string) =>
        make(set, [
          'sh',
          '-c',
          `mariadb-dump --defaults-extra-file=${defaults} --routines seal | sed "s/'a,','b'/'a',',b'/" > ${join(place, set)}.sql`,
        ])
      await changed('changed')
      expect(await drilled('changed')).toMatchObject([
        { code: 'backup.compare.table-differs', params: { table: 'note' } },
      ])
    }, 60_000)

    it.each(
      [
        ['a command of the client', `\\! touch ${mark}`],
        ['a command by its name', `system touch ${mark}`],
        ['a file of the host as a script', `source /etc/passwd`],
        ['a file of the host as data', `load data local infile '/etc/passwd' into table t;`],
        ['a file of the server as data', `load data infile '/etc/passwd' into table t;`],
        ['a file on the server', `select 1 into outfile '${mark}';`],
        ['another schema', `create database other;`],
        ['a library', `install soname 'x';`],
      ].filter((_, index) => EVERY || index % 5 === 0),
    )(
      'that want %s are refused, and nothing ran',
      async (_, line) => {
        await make('hostile', [
          'sh',
          '-c',
          'printf "%s\\n" "create table t (a text);" "$1" > "$0"',
          join(place, 'hostile.sql'),
          line,
        ])
        const [reason] = await drilled('hostile')
        expect(reason?.code).toMatch(/^backup\.restore\.(meta-command|statements-refused)$/)
        expect(existsSync(mark)).toBe(false)
      },
      60_000,
    )

    it('of which the end is missing do not come back', async () => {
      await dump('cut')
      const path = join(place, 'cut.sql')
      const whole = readFileSync(path)
      await make('cut', [
        'sh',
        '-c',
        `head -c ${Math.floor(whole.length / 2)} ${path} > ${path}.part && mv ${path}.part ${path}`,
      ])
      expect((await drilled('cut')).length).toBeGreaterThan(0)
    }, 60_000)
  },
)
