// A production database of the estate for the drills: PostgreSQL from Debian on loopback, with pgBackRest archiving its log.

import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { type MadeManifest, type ManifestOrder, makeManifest } from '#adapters/backup/estate/make-manifest.node.ts'
import { serverUser } from '#adapters/database/installation.node.ts'
import { passableFolder } from '../../folder.ts'

export const BIN = '/usr/lib/postgresql/15/bin'
export const STANZA = 'ra'
export const KEY = new TextEncoder().encode('a key only the maker of backups and the service know')

/** What must be there; tests skip where it is not, saying so. */
export const hasDebianTools = existsSync(join(BIN, 'postgres')) && existsSync('/usr/bin/pgbackrest')

export interface Production {
  folder: string
  /** Place of the backups that are files. */
  files: string
  /** pgBackRest's. */
  repository: string
  url: string
  sql(text: string): Promise<void>
  /** Runs a program of PostgreSQL's or pgBackRest's as the owner of the database. */
  own(program: string, ...args: string[]): { code: number; text: string }
  pgbackrest(repository: string, ...args: string[]): { code: number; text: string }
  make(given: Partial<ManifestOrder> & Pick<ManifestOrder, 'tool' | 'set' | 'command'>): Promise<MadeManifest>
  stop(): Promise<void>
}

export async function startProduction(): Promise<Production> {
  const folder = passableFolder('production')
  const user = serverUser()
  const [data, socket, repository, files, work] = ['data', 'socket', 'repository', 'files', 'work'].map((name) => {
    const path = join(folder, name)
    mkdirSync(path, { mode: 0o755 })
    if (user) chownSync(path, user.uid, user.gid)
    return path
  }) as [string, string, string, string, string]
  const spawned = { ...user, cwd: '/', encoding: 'utf8' as const, env: { PATH: process.env.PATH, LC_ALL: 'C' } }
  execFileSync(join(BIN, 'initdb'), ['-D', data, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--no-sync', '-k'], {
    ...spawned,
    stdio: 'pipe',
  })
  const fixed = (repo: string) => [
    `--stanza=${STANZA}`,
    `--repo1-path=${repo}`,
    `--pg1-path=${data}`,
    `--lock-path=${work}`,
    '--log-level-file=off',
    '--log-level-console=error',
    '--config=/dev/null',
  ]
  const push = ['pgbackrest', ...fixed(repository), 'archive-push', '%p'].join(' ')
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socket,
    fsync: 'off',
    archive_mode: 'on',
    archive_command: push,
    wal_level: 'replica',
    max_wal_senders: '3',
    shared_buffers: '32MB',
    lc_messages: 'C',
  }
  const args = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const server = spawn(join(BIN, 'postgres'), args, {
    ...user,
    cwd: '/',
    env: spawned.env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await new Promise<void>((resolve, reject) => {
    server.stderr.setEncoding('utf8').on('data', (line: string) => {
      if (line.includes('ready to accept connections')) resolve()
    })
    server.once('exit', () => reject(new Error('the production server ended')))
  })
  const url = `postgres://postgres@localhost/ra?host=${encodeURIComponent(socket)}`
  const own = (program: string, ...rest: string[]) => {
    const { status, stdout, stderr } = spawnSync(program, rest, spawned)
    return { code: status ?? -1, text: `${stdout}${stderr}` }
  }
  own(join(BIN, 'createdb'), '-h', socket, '-U', 'postgres', 'ra')
  const sql = async (text: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(text).finally(() => client.end())
  }
  return {
    folder,
    files,
    repository,
    url,
    sql,
    own,
    pgbackrest: (repo, ...rest) => {
      const isLive = rest.at(-1) === 'check' || rest.at(-1) === 'stanza-create'
      const here = [
        `--stanza=${STANZA}`,
        `--repo1-path=${repo}`,
        '--log-level-file=off',
        '--log-level-console=error',
        '--config=/dev/null',
      ]
      const live = [...fixed(repo), `--pg1-socket-path=${socket}`, '--pg1-user=postgres']
      return own('pgbackrest', ...(isLive ? live : here), ...rest)
    },
    make: (given) =>
      makeManifest({
        root: given.tool === 'pgbackrest' ? repository : files,
        kind: 'full',
        parent: null,
        files: [],
        database: url,
        stanza: STANZA,
        encryption: null,
        key: KEY,
        now: Date.now,
        ...given,
        // Programs of the database run as its owner, whoever runs the manifest tool.
        command: user
          ? ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', ...given.command]
          : given.command,
      }),
    stop: async () => {
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGQUIT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The command line of a pgBackRest backup, for `make`. */
export function backrest(production: Production, type: 'full' | 'incr'): string[] {
  const socket = join(production.folder, 'socket')
  return [
    'pgbackrest',
    `--stanza=${STANZA}`,
    `--repo1-path=${production.repository}`,
    `--pg1-path=${join(production.folder, 'data')}`,
    `--pg1-socket-path=${socket}`,
    '--pg1-user=postgres',
    `--lock-path=${join(production.folder, 'work')}`,
    '--log-level-file=off',
    '--log-level-console=error',
    '--config=/dev/null',
    '--start-fast',
    '--repo1-retention-full=9',
    `--type=${type}`,
    'backup',
  ]
}

/** The application of the estate: what its tables hold at first. */
export const APPLICATION = `
  create schema ra;
  create table ra.certificate (serial bigint primary key, subject text not null, issued timestamptz not null default now());
  create table ra.request (id int primary key, state text, note text);
  create index request_state on ra.request (state);
  create view ra.open_request as select * from ra.request where state = 'open';
  create function ra.next_serial() returns bigint language sql as $f$ select coalesce(max(serial), 0) + 1 from ra.certificate; $f$;
  insert into ra.certificate select n, 'CN=单位 ' || n || '; "x"' from generate_series(1, 4000) n;
  insert into ra.request select n, case when n % 7 = 0 then 'open' else 'done' end, E'line\\nnext\\\\' || n from generate_series(1, 2000) n;`
