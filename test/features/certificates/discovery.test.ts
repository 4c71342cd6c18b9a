import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createEgress } from '#adapters/egress/egress.ts'
import { certificateFiles } from '#adapters/files/certificate-files.node.ts'
import { createChainReader } from '#adapters/probes/tls/read-chain.ts'
import { allowDiscovery, disallowDiscovery } from '#features/certificates/discovery/allow.ts'
import { AllowDiscovery, StartDiscovery } from '#features/certificates/discovery/inputs.ts'
import { claimJob, JOB_LEASE_MS, runChunk, runDiscoveries } from '#features/certificates/discovery/run.ts'
import { cancelDiscovery, getDiscovery, startDiscovery } from '#features/certificates/discovery/start.ts'
import { listUnknown } from '#features/certificates/index.ts'
import { dismissUnknown } from '#features/certificates/lineages/unknown.ts'
import type { Ctx } from '#src/context.ts'
import { actorOf, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { passableFolder } from '../../folder.ts'
import { makeCa, makeLeaf, pem, Servers } from '../../support/tls-authority.ts'

const servers = new Servers()
afterAll(() => servers.close())

let ctx: Ctx
let admin: Ctx
let port: number
const NETWORK = '127.9.8.0/29'
beforeAll(async () => {
  const root = await makeCa('Root')
  const issuing = await makeCa('Issuing', root)
  const leaf = await makeLeaf(issuing)
  // Two of eight addresses: one speaks TLS 1.2, one TLS 1.3 only; a third speaks something else.
  const first = await servers.site(leaf, [issuing.der], { host: '127.9.8.2', maxVersion: 'TLSv1.2' })
  port = Number(first.split(':')[1])
  await servers.site(await makeLeaf(issuing, { names: ['b.example'] }), [issuing.der], {
    host: '127.9.8.5',
    port,
    minVersion: 'TLSv1.3',
  })
  await servers.plain((socket) => socket.end('SSH-2.0-x\r\n'), '127.9.8.6', port)
})

beforeEach(async () => {
  const { db } = await withDatabase()
  const egress = createEgress({ allow: [{ cidr: '127.9.0.0/16' }] })
  const ports = { chainReader: createChainReader(egress), certificateFiles }
  ctx = testCtx(db, { actor: actorOf('operator'), now: Date.now(), ports })
  admin = { ...ctx, actor: actorOf('system-admin') }
})

const allow = (given: object) =>
  allowDiscovery(admin, AllowDiscovery.parse({ kind: 'network', reason: '机房网段', ...given }))
const start = (given: object) =>
  startDiscovery(ctx, StartDiscovery.parse({ kind: 'network', scope: NETWORK, ports: [port], ...given }))
const clock = { now: () => ctx.now }

describe('a search of a network', () => {
  it('is refused outside what an administrator allows, ports included, and when it is too large', async () => {
    await expect(start({})).rejects.toMatchObject({ code: 'discovery.not-allowed' })
    const { id } = await allow({ scope: '127.9.0.0/16', ports: [port] })
    await expect(allow({ scope: '127.9.0.0/16', ports: [port] })).rejects.toMatchObject({
      code: 'discovery.already-allowed',
    })
    expect((await start({})).total).toBe(8)
    await expect(start({ ports: [port, 22] })).rejects.toMatchObject({ code: 'discovery.port-not-allowed' })
    await expect(start({ scope: '127.8.0.0/24' })).rejects.toMatchObject({ code: 'discovery.not-allowed' })
    await expect(start({ scope: '127.9.0.0/16' })).rejects.toMatchObject({ code: 'discovery.too-large' })
    await expect(start({ scope: 'example.com' })).rejects.toMatchObject({ code: 'discovery.network-malformed' })
    await disallowDiscovery(admin, id)
    await expect(start({})).rejects.toMatchObject({ code: 'discovery.not-allowed' })
  })

  it('finds every certificate shown, whatever the protocol, as findings to adopt', async () => {
    await allow({ scope: NETWORK, ports: [port] })
    const { id } = await start({})
    await runDiscoveries(ctx, clock)
    const job = await getDiscovery(ctx, id)
    expect(job).toMatchObject({ state: 'done', done: 8, total: 8, found: 4 })
    expect([...new Set(job.findings.map(({ place }) => place))]).toEqual([`127.9.8.2:${port}`, `127.9.8.5:${port}`])
    const { items } = await listUnknown(ctx, { state: 'open', limit: 50 })
    expect(items.map(({ source, place }) => [source, place]).sort()).toEqual([
      ['discovery', `127.9.8.2:${port}`],
      ['discovery', `127.9.8.5:${port}`],
    ])
    expect(new Set(job.findings.map(({ standing }) => standing))).toEqual(new Set(['open', 'authority']))
    await dismissUnknown(ctx, items[0]?.certificateId ?? '', '测试')
    const decided = (await getDiscovery(ctx, id)).findings.filter(({ standing }) => standing === 'dismissed')
    expect(decided.map(({ certificateId }) => certificateId)).toEqual([items[0]?.certificateId])
  })

  it('goes nowhere the egress policy forbids, whatever was allowed', async () => {
    await allow({ scope: '127.0.0.0/8', ports: [port] })
    const { id } = await start({ scope: '127.0.0.0/30' })
    await runDiscoveries(ctx, clock)
    expect(await getDiscovery(ctx, id)).toMatchObject({ state: 'done', found: 0 })
  })

  it('goes on from the place reached when its worker was killed, and the dead worker’s late result is dropped', async () => {
    await allow({ scope: '127.9.8.0/25', ports: [port] })
    const { id } = await start({ scope: '127.9.8.0/25' })
    const dead = await claimJob(ctx)
    expect(dead).toBeDefined()
    const half = dead && (await runChunk(ctx, dead))
    expect(half).toMatchObject({ done: 64, total: 128, found: 4 })
    // Its lease holds: nobody else takes it up.
    expect(await claimJob(ctx)).toBeUndefined()
    ctx = { ...ctx, now: ctx.now + JOB_LEASE_MS + 1 }
    const heir = await claimJob(ctx)
    expect(heir).toMatchObject({ id, done: 64, attempts: 2 })
    expect(half && (await runChunk(ctx, half))).toBeUndefined()
    expect((await getDiscovery(ctx, id)).done).toBe(64)
    if (heir) await runChunk(ctx, heir)
    expect(await getDiscovery(ctx, id)).toMatchObject({ state: 'done', done: 128, found: 4 })
  })

  it('may be ended early, once; what it found stays', async () => {
    await allow({ scope: '127.9.8.0/25', ports: [port] })
    const { id } = await start({ scope: '127.9.8.0/25' })
    const job = await claimJob(ctx)
    const half = job && (await runChunk(ctx, job))
    await cancelDiscovery(ctx, id)
    expect(half && (await runChunk(ctx, half))).toBeUndefined()
    expect(await getDiscovery(ctx, id)).toMatchObject({ state: 'cancelled', done: 64, found: 4 })
    await expect(cancelDiscovery(ctx, id)).rejects.toMatchObject({ code: 'discovery.ended' })
  })
})

describe('a search of certificate files', () => {
  it('reads what can be read, notes what is locked, and follows no link out', async () => {
    const folder = passableFolder('files')
    const root = await makeCa('Root')
    const leaf = await makeLeaf(root)
    mkdirSync(join(folder, 'sites/old'), { recursive: true })
    writeFileSync(join(folder, 'sites/full.pem'), pem(leaf.der, root.der))
    writeFileSync(join(folder, 'sites/old/site.cer'), leaf.der)
    writeFileSync(join(folder, 'sites/site.p12'), 'anything')
    writeFileSync(join(folder, 'sites/key.pem'), leaf.key)
    writeFileSync(join(folder, 'sites/broken.crt'), 'no certificate')
    writeFileSync(join(folder, 'sites/notes.txt'), pem(leaf.der))
    const outside = passableFolder('files')
    writeFileSync(join(outside, 'other.pem'), pem(root.der))
    symlinkSync(outside, join(folder, 'sites/link'))
    const scope = join(folder, 'sites')
    await expect(start({ kind: 'directory', scope, ports: [] })).rejects.toMatchObject({
      code: 'discovery.not-allowed',
    })
    await allow({ kind: 'directory', scope: folder })
    await expect(start({ kind: 'directory', scope: `${folder}/../etc`, ports: [] })).rejects.toMatchObject({
      code: 'discovery.path-malformed',
    })
    await expect(start({ kind: 'directory', scope: `${folder}x`, ports: [] })).rejects.toMatchObject({
      code: 'discovery.not-allowed',
    })
    const { id } = await start({ kind: 'directory', scope, ports: [] })
    await runDiscoveries(ctx, clock)
    const job = await getDiscovery(ctx, id)
    expect(job).toMatchObject({ state: 'done', found: 3 })
    const told = job.findings.map(({ place, outcome }) => `${place.slice(scope.length + 1)} ${outcome}`)
    expect(told.sort()).toEqual([
      'broken.crt unreadable',
      'full.pem certificate',
      'full.pem certificate',
      'old/site.cer certificate',
      'site.p12 locked',
    ])
    const { items } = await listUnknown(ctx, { state: 'open', limit: 50 })
    expect(items.map(({ source }) => source)).toEqual(['file'])

    // A link in place of the directory that was allowed leads nowhere.
    const linked = join(folder, 'linked')
    symlinkSync(outside, linked)
    const second = await start({ kind: 'directory', scope: linked, ports: [] })
    await runDiscoveries(ctx, clock)
    expect(await getDiscovery(ctx, second.id)).toMatchObject({
      state: 'failed',
      errorCode: 'discovery.directory-unreadable',
    })
    rmSync(folder, { recursive: true, force: true })
    const third = await start({ kind: 'directory', scope, ports: [] })
    await runDiscoveries(ctx, clock)
    expect(await getDiscovery(ctx, third.id)).toMatchObject({ state: 'failed', errorParams: { problem: 'ENOENT' } })
  })
})
