import { describe, expect, it } from 'vitest'
import { TARGETS } from '#core/targets/catalogue.ts'
import { targetsRoutes } from '#features/targets/index.ts'
import { type Actor, AppError, type Ctx, ROLES } from '#src/context.ts'
import { newRouter, policyOf } from '#src/route.ts'
import { actorOf } from '../../context.ts'

/** The slice alone: it asks neither database nor ports. */
async function get(path: string, actor: Actor = actorOf('operator')) {
  const app = newRouter()
  app.use((c, next) => {
    c.set('ctx', { actor } as Ctx)
    return next()
  })
  app.onError((error, c) => {
    if (error instanceof AppError) return c.json({ kind: error.kind, code: error.code, params: error.params }, 400)
    throw error
  })
  const answer = await app.route('/', targetsRoutes).request(path)
  return { status: answer.status, body: JSON.parse(await answer.text()) }
}

describe('the recipes on the wire', () => {
  it('lists every target with the settings its recipe takes', async () => {
    const { status, body } = await get('/targets')
    expect(status).toBe(200)
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(TARGETS.map(({ id }) => id))
    expect(body.items[0]).toMatchObject({ id: 'nginx', verified: 'executed', settings: { nginx: 'nginx' } })
    expect(body.items[0]).not.toHaveProperty('steps')
  })

  it('fills the commands of one target, hosts of other scripts in their ASCII form', async () => {
    const query = new URLSearchParams([
      ['commonName', '*.人社.测试'],
      ['name', '*.人社.测试'],
      ['name', '10.0.0.7'],
      ['organization', '上海市测试机构'],
      ['set', 'directory=/srv/tls'],
      ['port', '8443'],
    ])
    const { status, body } = await get(`/targets/nginx?${query}`)
    expect(status).toBe(200)
    expect(body.steps.map(({ kind }: { kind: string }) => kind)).toEqual([
      'csr',
      'install',
      'chain',
      'activate',
      'verify',
      'rollback',
    ])
    const { command } = body.steps[0].steps[0]
    expect(command).toContain("-subj '/C=CN/O=上海市测试机构/CN=*.xn--gmq794h.xn--0zwm56d'")
    expect(command).toContain("subjectAltName='DNS:*.xn--gmq794h.xn--0zwm56d,IP:10.0.0.7'")
    expect(command).toContain('-keyout /srv/tls/new/wildcard.xn--gmq794h.xn--0zwm56d.key')
  })

  it.each([
    ['/targets/abacus?commonName=x.cn', 'target.not-found'],
    ['/targets/nginx', 'app.field-invalid'],
    ['/targets/nginx?commonName=x.cn&name=a%20b', 'recipe.name-not-a-host'],
    ['/targets/nginx?commonName=x.cn&set=directory', 'app.field-invalid'],
    ['/targets/nginx?commonName=x.cn&set=directory=%0a', 'recipe.value-not-quotable'],
    ['/targets/nginx?commonName=x.cn&set=nowhere=/x', 'recipe.setting-unknown'],
    ['/targets/nginx?commonName=x.cn&keyBits=512', 'recipe.key-bits'],
    ['/targets/nginx?commonName=x.cn&port=x', 'app.field-invalid'],
    ['/targets/nginx?commonName=%E4%BA%BA%E7%A4%BE', 'recipe.placeholder-unknown'],
  ])('refuses %s with %s', async (path, code) => {
    expect((await get(path)).body.code).toBe(code)
  })

  it('is for those who install and those who audit, and for nobody who has not signed in', async () => {
    const may = ['operator', 'ra-officer', 'auditor', 'security-admin']
    for (const role of ROLES)
      for (const path of ['/targets', '/targets/nginx?commonName=x.cn'])
        expect((await get(path, actorOf(role))).status, `${role} ${path}`).toBe(may.includes(role) ? 200 : 400)
    expect((await get('/targets', { type: 'anonymous', address: '127.0.0.1' })).body.kind).toBe('unauthenticated')
    expect(targetsRoutes.routes.filter(({ handler }) => policyOf(handler)).length).toBe(2)
  })
})
