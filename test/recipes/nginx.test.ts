import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  becomesGood,
  firstInstallation,
  freePort,
  performAll,
  probed,
  recipeBench,
  recipeOf,
  renewal,
  type Service,
  SITE,
} from './bench.ts'

const bench = recipeBench()
afterAll(() => bench.close())
let service: Service

beforeAll(async () => {
  bench.foundAuthority()
  const main = bench.write(
    'nginx.conf',
    `daemon off; pid ${bench.path('nginx.pid')}; error_log ${bench.path('error.log')};
events {}
http { access_log off; client_body_temp_path ${bench.path('body')}; proxy_temp_path ${bench.path('proxy')};
  fastcgi_temp_path ${bench.path('fastcgi')}; uwsgi_temp_path ${bench.path('uwsgi')}; scgi_temp_path ${bench.path('scgi')};
  include ${bench.path('conf.d')}/*.conf; }
`,
  )
  const port = await freePort()
  const words = ['nginx', '-e', bench.path('error.log'), '-c', main]
  const settings = { nginx: words, directory: bench.path('tls'), configFile: bench.path('conf.d/site.conf') }
  const recipe = recipeOf('nginx', { ...SITE, address: '127.0.0.1', port, settings })
  const start = () => void bench.start('/usr/sbin/nginx', ...words.slice(1))
  service = { recipe, port, newDirectory: bench.path('tls/new'), start }
})

describe('the nginx recipe, followed word for word', () => {
  it('installs, renews, proves the new certificate and brings the old one back', async () => {
    const first = await firstInstallation(bench, service)
    const second = await renewal(bench, service)
    expect(second).not.toBe(first)
    expect((await probed(bench, service.port, first)).codes).toEqual(['tls.fingerprint-unexpected'])
    performAll(bench, service.recipe.steps.rollback)
    await becomesGood(bench, service.port, first)
    // The step of the recipe that compares fingerprints notices that the old one is back.
    expect(bench.perform(service.recipe.steps.verify[0] ?? { text: { zh: '', en: '' } }).status).not.toBe(0)
  }, 60_000)

  it('stops before anything is changed when certificate and key do not belong together', () => {
    const [check] = service.recipe.steps.install
    expect(bench.perform(check ?? expect.fail()).status).toBe(0)
    bench.must(
      'openssl genpkey -algorithm RSA -out tls/new/other.key && cp tls/new/other.key tls/new/wildcard.rsj.test.cn.key',
    )
    expect(bench.perform(check ?? expect.fail()).status).not.toBe(0)
  })

  it('names a trap that is one: nginx -t passes without the intermediate, and the probe finds it', async () => {
    bench.must(
      'cp -p tls/wildcard.rsj.test.cn.pem whole.pem && openssl x509 -in whole.pem -out tls/wildcard.rsj.test.cn.pem',
    )
    performAll(bench, service.recipe.steps.activate)
    const leaf = bench.must('openssl x509 -in whole.pem -noout -fingerprint -sha256').trim().split('=')[1] ?? ''
    // While nginx reloads, a worker of before may still answer.
    let seen = await probed(bench, service.port, leaf)
    for (let tries = 0; tries < 100 && seen.certificates !== 1; tries++) seen = await probed(bench, service.port, leaf)
    const { verdict, codes } = seen
    expect(verdict).toBe('fail')
    expect(codes).toContain('tls.chain-incomplete')
  })

  it('names a trap that is one: a reversed chain is reported as a key that does not belong', () => {
    bench.must('cat tls/new/chain.pem tls/new/leaf.pem > tls/wildcard.rsj.test.cn.pem')
    const [activate] = service.recipe.steps.activate
    const { status, text } = bench.perform(activate ?? expect.fail())
    expect(status).not.toBe(0)
    expect(text).toContain('key values mismatch')
  })
})
