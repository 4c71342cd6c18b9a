// An operator who does what docs/deployment.md says: its SQL and its command lines are taken from the page itself.
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../debian-postgres.mjs'

const PAGE = readFileSync('docs/deployment.md', 'utf8')
const PUBLIC_HOST = 'zhengxun.example.cn'
const IMAGE = 'zhengxun'
const NAME = 'zhengxun'
const NODE = '/nodejs/bin/node'
const PATIENCE_MS = 60_000
const POLL_MS = 200

/** A database and secrets as the page wants them, and what can be done with the container then. Nothing is started yet. */
export async function operatorOf(engine, serverUrl) {
  const secrets = newSecrets(new URL(serverUrl).host)
  for (const [name, secret] of Object.entries(secrets.files)) {
    const file = join(engine.folder, name)
    writeFileSync(file, secret, { mode: 0o600 })
    engine.podman(['secret', 'create', name, file])
  }
  const admin = new pg.Client({ connectionString: serverUrl })
  await admin.connect()
  for (const command of documentedSql(secrets.password)) await admin.query(command)
  const port = await freePort()
  const local = ['--network', 'host', '-e', 'ZHENGXUN_HOST=127.0.0.1', '-e', `ZHENGXUN_PORT=${port}`]
  const run = documentedOptions(/^podman run -d ([\s\S]*?) zhengxun$/m)
  const migrate = documentedOptions(/^podman run --rm (.*?) zhengxun dist\/cli\.mjs migrate$/m)
  return {
    /** Everything that is to be seen nowhere. */
    secrets: [secrets.password, secrets.files.kek],
    migrate: () => engine.run(['--rm', '--network', 'host', ...migrate], IMAGE, 'dist/cli.mjs', 'migrate'),
    start: () => engine.podman(['run', ...engine.limits, '-d', ...run, ...local, IMAGE]),
    startWithout: (...options) => engine.run(['--rm', ...local, ...options], IMAGE),
    again: (...verbs) => verbs.map((verb) => engine.podman([verb, NAME])),
    state: () => JSON.parse(engine.podman(['inspect', NAME]))[0].State,
    inside: (...command) => engine.ask(['exec', NAME, ...command]),
    node: (...command) => engine.ask(['exec', NAME, NODE, ...command]),
    isHealthy: () => engine.ask(['healthcheck', 'run', NAME]).status === 0,
    isReady: async () => (await answer(port, '/readyz')).status === 200,
    log: () => engine.podman(['logs', NAME]),
    get: (path) => answer(port, path),
    post: (path, body) => answer(port, path, JSON.stringify(body)),
    sql: async (command) => (await admin.query(command)).rows,
    leave: () => admin.end(),
  }
}

/** @throws Error when it is not so within a minute. */
export async function until(isSo) {
  for (const begun = performance.now(); !(await isSo()); await wait(POLL_MS))
    if (performance.now() - begun > PATIENCE_MS) throw new Error(`not so within ${PATIENCE_MS / 1000} s`)
}

/** The files that an operator writes, by the names of the page. */
function newSecrets(host) {
  const password = randomBytes(12).toString('hex')
  const url = (user) => `postgres://${user}:${password}@${host}/zhengxun`
  const kek = randomBytes(32).toString('hex')
  const files = { kek, 'database-url': url('zhengxun_service'), 'database-owner-url': url('zhengxun_owner') }
  return { password, files }
}

function documentedSql(password) {
  const [, sql] = /```sql\n([\s\S]*?)```/.exec(PAGE)
  const commands = sql.replace(/--.*$/gm, '').replaceAll("'…'", `'${password}'`).split(';')
  return commands.map((command) => command.trim()).filter((command) => command !== '')
}

/** Without published ports, which need a firewall (the network of the machine is lent instead), and without what the page leaves open. */
function documentedOptions(line) {
  const [, options] = line.exec(PAGE)
  const words = options
    .replace(/-p \S+/, '')
    .replace(/-e \S+=…/, '')
    .split(/[\s\\]+/)
  return words.filter((word) => word !== '')
}

/** Asks as the proxy in front does: under the public name. A connection each: podman keeps us too long to notice that one was closed. */
function answer(port, path, body) {
  const headers = { host: PUBLIC_HOST, origin: `https://${PUBLIC_HOST}`, 'content-type': 'application/json' }
  const options = { agent: false, host: '127.0.0.1', port, path, method: body ? 'POST' : 'GET', headers }
  return new Promise((resolve) => {
    const asked = request(options, async (response) => {
      resolve({ status: response.statusCode, body: await text(response) })
    })
    asked.on('error', ({ message }) => resolve({ status: undefined, body: message }))
    asked.end(body)
  })
}
