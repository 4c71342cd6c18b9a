import type { ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  becomesGood,
  ended,
  firstInstallation,
  freePort,
  performAll,
  recipeBench,
  recipeOf,
  renewal,
  requestIn,
  type Service,
  SITE,
} from './bench.ts'

const PASSWORD = 'correct horse battery'
const bench = recipeBench()
let served: ChildProcess | undefined
let service: Service

/** The service whose keystore it is: reads it when it starts, as Tomcat and WebLogic do. A process of its own, for steps block this one. */
const SERVER = `
  const [file, passphrase, port] = process.argv.slice(1)
  const server = require('node:tls').createServer({ pfx: require('node:fs').readFileSync(file), passphrase }, (socket) =>
    socket.on('error', () => undefined).end())
  server.on('tlsClientError', () => undefined).listen(Number(port), '127.0.0.1')`

async function restart(): Promise<void> {
  if (served) await ended(served)
  const keystore = bench.path('tls/wildcard.rsj.test.cn.p12')
  served = bench.start(process.execPath, '-e', SERVER, keystore, PASSWORD, String(service.port))
}

afterAll(() => bench.close())

beforeAll(async () => {
  bench.foundAuthority()
  const port = await freePort()
  bench.write('tls/keystore.password', `${PASSWORD}\n`, 0o600)
  const settings = { directory: bench.path('tls') }
  const recipe = recipeOf('java-keystore', { ...SITE, address: '127.0.0.1', port, settings })
  const start = async () => {
    performAll(bench, recipe.steps.activate)
    await restart()
  }
  service = { recipe, port, newDirectory: bench.path('tls/new'), start, afterwards: restart }
})

const list = (keystore: string) =>
  bench.must(`keytool -list -v -keystore ${keystore} -storepass:file tls/keystore.password -J-Duser.language=en`)

describe('the keystore recipe, followed word for word', () => {
  it('installs, renews, proves the new certificate and brings the old one back', async () => {
    const first = await firstInstallation(bench, service)
    // The recipe makes a new keystore beside the one in use: the work directory starts empty.
    bench.must('rm -r tls/new')
    const second = await renewal(bench, service)
    expect(second).not.toBe(first)
    expect(list('tls/wildcard.rsj.test.cn.p12')).toMatch(/PrivateKeyEntry\s+Certificate chain length: 2/)
    performAll(bench, service.recipe.steps.rollback)
    await restart()
    await becomesGood(bench, service.port, first)
  }, 120_000)

  it('names a trap that is one: -certreq without -ext drops the names', () => {
    const command = service.recipe.steps.csr[1]?.command ?? ''
    const without = command.replace(/-ext \S+='[^']*'/, '').replace(/-file \S+/, `-file ${bench.path('bare.csr')}`)
    expect(without).not.toContain('-ext')
    bench.must(without)
    expect(bench.must('openssl req -in bare.csr -noout -text')).not.toContain('Subject Alternative Name')
    const named = bench.must('openssl req -in tls/new/*.csr -noout -text')
    expect(named).toContain('DNS:*.rsj.test.cn, DNS:rsj.test.cn')
  })

  it('names a trap that is one: the site certificate alone does not make a chain', () => {
    bench.must('mkdir -p solo && cp -p tls/keystore.password solo/')
    const solo = recipeOf('java-keystore', { ...SITE, settings: { directory: bench.path('solo') } })
    performAll(bench, solo.steps.csr)
    bench.answerRequest(requestIn(bench.path('solo/new')), bench.path('solo/new'))
    bench.must(': > solo/new/chain.pem')
    const [bring] = solo.steps.install
    const { status, text } = bench.perform(bring ?? expect.fail())
    expect(status).not.toBe(0)
    expect(text).toContain('Failed to establish chain from reply')
  })

  it('names a trap that is one: a wrong alias makes an entry without the key, and the check notices', () => {
    bench.must(
      'cp tls/new/*.p12 wrong.p12 && keytool -importcert -noprompt -alias other -file tls/new/leaf.pem -keystore wrong.p12 -storepass:file tls/keystore.password',
    )
    expect(list('wrong.p12')).toContain('trustedCertEntry')
    const [check] = service.recipe.steps.chain
    const command = check?.command ?? ''
    expect(bench.sh(command).status).toBe(0)
    expect(
      bench.sh(command.replace(/-alias \S+/, '-alias other').replace(/-keystore \S+/, '-keystore wrong.p12')).status,
    ).not.toBe(0)
  })
})

describe('other recipes that begin on a shell', () => {
  it('Tomcat from PEM: the keystore that OpenSSL makes is opened by keytool, with the chain inside', () => {
    bench.must('mkdir -p pem && cp tls/keystore.password pem/')
    const recipe = recipeOf('tomcat-pem', { ...SITE, settings: { directory: bench.path('pem') } })
    performAll(bench, recipe.steps.csr)
    bench.answerRequest(bench.path('pem/new/wildcard.rsj.test.cn.csr'), bench.path('pem/new'))
    for (const kind of ['install', 'chain', 'activate'] as const) performAll(bench, recipe.steps[kind])
    expect(list('pem/wildcard.rsj.test.cn.p12')).toMatch(/PrivateKeyEntry\s+Certificate chain length: 2/)
  })

  it('Tongsuo: the request is signed under the default identifier, not under the empty one', () => {
    const recipe = recipeOf('tongsuo-ntls', { ...SITE, settings: { directory: bench.path('ntls') } })
    performAll(bench, recipe.steps.csr)
    const verify = (id: string) => bench.sh(`openssl req -in ntls/new/*.csr -noout -verify -vfyopt distid:${id}`).text
    expect(verify('1234567812345678')).toMatch(/verify OK/)
    expect(verify('')).not.toMatch(/verify OK/)
  })
})
