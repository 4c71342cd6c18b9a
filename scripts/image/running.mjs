// What the image does when an operator runs it: refuses to start, starts, is contained, falls ill, gets well, ends.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { operatorOf, until } from './operator.mjs'

const EXIT_USAGE = 64
/** Gone with the container. */
const TEMPORARY = ['/tmp', '/var/tmp', '/dev/shm', '/dev/mqueue']

const secondsSince = (begun) => ((performance.now() - begun) / 1000).toFixed(1)

export async function checkRunning(it, engine, serverUrl) {
  const operator = await operatorOf(engine, serverUrl)
  try {
    for (const checks of [refusing, starting, contained, serving, ending]) await checks(it, operator)
  } finally {
    await operator.leave()
  }
}

async function refusing(it, { startWithout }) {
  await it('does not start without a database: it says which setting is missing', () => {
    const { status, stderr } = startWithout()
    assert.match(stderr, /ZHENGXUN_DATABASE_URL/)
    assert.equal(status, EXIT_USAGE)
  })

  await it('does not start with the sample estate, which it does not have', () => {
    const { status, stderr } = startWithout('-e', 'ZHENGXUN_ESTATE=sample')
    assert.match(stderr, /ZHENGXUN_ESTATE/)
    assert.equal(status, EXIT_USAGE)
  })
}

async function starting(it, { migrate, start, isReady, isHealthy, get }) {
  await it('makes the tables as their owner, by the command line in it', () => {
    const { status, stderr } = migrate()
    assert.equal(status, 0, stderr)
  })

  await it('takes requests within a minute of its start, and is healthy', async () => {
    const begun = performance.now()
    start()
    await until(isReady)
    console.log(`A18: the image is ready after ${secondsSince(begun)} s`)
    assert.deepEqual(JSON.parse((await get('/healthz')).body), { status: 'ok' })
    assert.ok(isHealthy())
  })
}

async function contained(it, { state, secrets, node, inside }) {
  const ofKernel = (file) => readFileSync(`/proc/${state().Pid}/${file}`, 'utf8')

  await it('runs as nobody: not root, without capabilities, under a filter of system calls, gaining nothing', () => {
    const status = ofKernel('status')
    const value = (name) => new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(status)?.[1]
    for (const id of ['Uid', 'Gid']) assert.equal(value(id), Array(4).fill('65532').join('\t'))
    for (const set of ['CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) assert.match(value(set) ?? '', /^0+$/, set)
    assert.deepEqual([value('NoNewPrivs'), value('Seccomp')], ['1', '2'])
  })

  await it('has no secret in its environment or on its command line', () => {
    const told = ofKernel('environ') + ofKernel('cmdline')
    assert.match(told, /ZHENGXUN_KEK_FILE=/)
    for (const secret of secrets) assert.ok(!told.includes(secret))
  })

  await it('can write to /data and to temporary folders, and nowhere else', () => {
    const script = readFileSync('scripts/image/writable.mjs', 'utf8')
    const writable = JSON.parse(node('--input-type=module', '-e', script).stdout)
    assert.deepEqual(
      writable.filter((folder) => !TEMPORARY.includes(folder)),
      ['/data'],
    )
  })

  await it('has no shell to enter', () => {
    const { status, stderr } = inside('/bin/sh', '-c', 'id')
    assert.notEqual(status, 0)
    assert.match(stderr, /no such file/)
  })
}

async function serving(it, { node, get, post, sql, isHealthy }) {
  await it('loads its native parts: argon2, PKCS#11, XML', () => {
    const script = "for (const name of ['@node-rs/argon2', 'koffi', 'libxml2-wasm']) await import(name)"
    const { status, stderr } = node('--input-type=module', '-e', script)
    assert.equal(status, 0, stderr)
  })

  await it('shows its console, and lets its first administrator in by the password it wrote down, and by no other', async () => {
    assert.match((await get('/')).body, /<title>[^<]*证巡/)
    const { stdout } = node('-p', "fs.readFileSync('/data/first-sign-in.txt', 'utf8')")
    const [, password] = /security-admin\s+(\S+)/.exec(stdout) ?? []
    const signIn = (tried) => post('/api/v1/sessions', { username: 'security-admin', password: tried })
    assert.equal((await signIn(`${password}x`)).status, 401)
    const signedIn = await signIn(password)
    assert.ok(signedIn.status >= 200 && signedIn.status < 300, `${signedIn.status} ${signedIn.body}`)
  })

  await it('is not healthy while its database takes no connections, and is again when it does', async () => {
    await sql('alter database zhengxun with allow_connections false')
    await sql("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'zhengxun'")
    assert.ok(!isHealthy())
    await sql('alter database zhengxun with allow_connections true')
    await until(isHealthy)
  })
}

async function ending(it, { again, state, log, sql, isReady }) {
  await it('ends in order when it is told to: code 0, no connection left', async () => {
    const begun = performance.now()
    again('stop')
    console.log(`A18: the image is stopped after ${secondsSince(begun)} s`)
    assert.match(log(), /正在停止/)
    assert.equal(state().ExitCode, 0)
    assert.deepEqual(await sql("select pid from pg_stat_activity where datname = 'zhengxun'"), [])
  })

  await it('starts on the same volume after it was killed', async () => {
    again('start')
    await until(isReady)
    again('kill', 'wait')
    assert.ok(!(await isReady()))
    again('start')
    await until(isReady)
    again('stop')
    assert.equal(state().ExitCode, 0)
  })
}
