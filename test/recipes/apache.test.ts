import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  becomesGood,
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

const bench = recipeBench()
afterAll(() => bench.close())
let service: Service
let main = ''
const words = () => ['apache2', '-d', bench.directory, '-f', main]

beforeAll(async () => {
  bench.foundAuthority()
  const modules = ['mpm_event', 'ssl', 'authz_core', 'socache_shmcb']
  const port = await freePort()
  main = bench.write(
    'main.conf',
    `${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
ServerName rsj.test.cn
PidFile ${bench.path('apache.pid')}
DefaultRuntimeDir ${bench.directory}
Mutex file:${bench.directory} default
ErrorLog ${bench.path('error.log')}
Listen 127.0.0.1:${port}
IncludeOptional ${bench.path('conf.d')}/*.conf
`,
  )
  const settings = { apachectl: words(), directory: bench.path('tls'), configFile: bench.path('conf.d/site.conf') }
  const recipe = recipeOf('apache', { ...SITE, address: '127.0.0.1', port, settings })
  const start = () => void bench.start('/usr/sbin/apache2', ...words().slice(1), '-DFOREGROUND')
  service = { recipe, port, newDirectory: bench.path('tls/new'), start }
})

describe('the Apache recipe, followed word for word', () => {
  it('installs, renews, proves the new certificate and brings the old one back', async () => {
    const first = await firstInstallation(bench, service)
    const second = await renewal(bench, service)
    expect(second).not.toBe(first)
    performAll(bench, service.recipe.steps.rollback)
    await becomesGood(bench, service.port, first)
  }, 60_000)

  it('names a trap that is one: the configuration test says OK of a foreign key, and the start fails', async () => {
    const key = 'tls/wildcard.rsj.test.cn.key'
    bench.must(`cp -p ${key} right.key && openssl genpkey -algorithm RSA -out ${key}`)
    const test = bench.sh(`${words().join(' ')} -t`)
    expect([test.status, test.text]).toEqual([0, expect.stringContaining('Syntax OK')])
    const other = bench.write(
      'other.conf',
      bench
        .read('main.conf')
        .replace(/^Listen .*$/m, `Listen 127.0.0.1:${await freePort()}`)
        .replace('apache.pid', 'other.pid')
        .replace('error.log', 'other.log'),
    )
    const child = bench.start('/usr/sbin/apache2', '-d', bench.directory, '-f', other, '-DFOREGROUND')
    const code = await new Promise((resolve) => child.once('exit', resolve))
    expect(code).not.toBe(0)
    expect(bench.read('other.log')).toContain('AH02565')
    bench.must(`cp -p right.key ${key}`)
  })

  it('catches that trap before it does harm: the pair is checked in the installation', () => {
    const [check] = service.recipe.steps.install
    expect(bench.perform(check ?? expect.fail()).status).toBe(0)
    bench.must('openssl genpkey -algorithm RSA -out tls/new/wildcard.rsj.test.cn.key')
    expect(bench.perform(check ?? expect.fail()).status).not.toBe(0)
  })
})

describe('the recipe for Apache 2.2', () => {
  const WILD = String.raw`O'Neil $HOME # "x" \ ; y`

  it('makes a request with all names by a configuration file, whatever the organisation is called', () => {
    const settings = { directory: bench.path('old') }
    const values = { ...SITE, names: [...SITE.names, '10.0.0.7', 'fd00::7'], organization: WILD, settings }
    // No server configuration can hold this name, and none has to.
    performAll(bench, recipeOf('apache-2.2', values).steps.csr)
    const text = bench.must(
      `openssl req -in ${requestIn(bench.path('old/new'))} -noout -text -verify -nameopt sep_multiline,utf8`,
    )
    expect(text).toContain('DNS:*.rsj.test.cn, DNS:rsj.test.cn, IP Address:10.0.0.7, IP Address:FD00:0:0:0:0:0:0:7')
    expect(text).toContain(`O=${WILD}\n`)
  })
})
