import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  becomesGood,
  firstInstallation,
  freePort,
  performAll,
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
  const port = await freePort()
  const pidFile = bench.path('haproxy.pid')
  const configFile = bench.path('haproxy.cfg')
  const settings = { directory: bench.path('tls'), configFile, pidFile, haproxy: '/usr/sbin/haproxy' }
  const recipe = recipeOf('haproxy', { ...SITE, address: '127.0.0.1', port, settings })
  const start = () => void bench.start('/usr/sbin/haproxy', '-W', '-f', configFile, '-p', pidFile)
  service = { recipe, port, newDirectory: bench.path('tls/new'), start }
})

describe('the HAProxy recipe, followed word for word', () => {
  it('installs, renews, proves the new certificate and brings the old one back', async () => {
    const first = await firstInstallation(bench, service)
    const second = await renewal(bench, service)
    expect(second).not.toBe(first)
    expect(bench.must(`stat -c %a ${bench.path('tls/wildcard.rsj.test.cn.pem')}`).trim()).toBe('600')
    performAll(bench, service.recipe.steps.rollback)
    await becomesGood(bench, service.port, first)
  }, 60_000)

  it.each([
    ['without the key', 'leaf.pem chain.pem'],
    ['with the intermediate first', 'chain.pem leaf.pem *.key'],
  ])('names a trap that is one: a file %s is rejected before the reload', (_, files) => {
    bench.must(`cd tls/new && cat ${files} > ../wildcard.rsj.test.cn.pem`)
    const [activate] = service.recipe.steps.activate
    expect(bench.perform(activate ?? expect.fail()).status).not.toBe(0)
  })
})
