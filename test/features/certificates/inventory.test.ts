import { beforeEach, describe, expect, it } from 'vitest'
import type { Family } from '#adapters/pkijs/declared/declaration.ts'
import { toBase64 } from '#core/bytes/base64.ts'
import { readPem } from '#core/bytes/pem.ts'
import { auditLog } from '#db/schema/audit.ts'
import { probeResults } from '#db/schema/probe-results.ts'
import { nodeChecks, nodes, systems } from '#db/schema/systems.ts'
import {
  chainsOfProbe,
  collectServedChains,
  getCertificate,
  importCertificates,
  listCertificates,
  listUnknown,
  recordServedChain,
} from '#features/certificates/index.ts'
import { CertificatesQuery } from '#features/certificates/inputs.ts'
import { dismissUnknown } from '#features/certificates/lineages/unknown.ts'
import type { Ctx } from '#src/context.ts'
import { actorOf, testCtx } from '../../context.ts'
import { type TestDatabase, withDatabase } from '../../database.ts'
import { certificate, labelsIn, REFERENCE } from '../../fixtures/built.ts'

let database: TestDatabase
let ctx: Ctx
beforeEach(async () => {
  database = await withDatabase()
  ctx = testCtx(database.db, { actor: actorOf('operator'), now: REFERENCE })
})

const take = (family: Family, ...labels: string[]) =>
  importCertificates(
    ctx,
    labels.map((label) => ({ name: `${label}.der`, bytes: certificate(family, label) })),
  )
const list = (query: object = {}) => listCertificates(ctx, CertificatesQuery.parse(query))
/** What was done with certificates: the tickets of what was found have rows of their own. */
const actions = async () =>
  (await database.db.select().from(auditLog).orderBy(auditLog.seq))
    .map(({ action }) => action)
    .filter((action) => !action.startsWith('ticket'))

const HOUR = 3_600_000
const serve = (endpoint: string, at: number, family: Family, ...labels: string[]) =>
  recordServedChain(
    { ...ctx, now: at },
    {
      endpoint,
      serverName: 'zzjb.rsj.sh.gov.cn',
      nodeName: endpoint,
      chain: labels.map((label) => certificate(family, label)),
    },
  )

describe('importing certificates', () => {
  it('keeps each once, whatever the order and however often, and leaves one audit row a time', async () => {
    const first = await take('rsa', 'site-gov', 'root', 'issuing', 'site-gov')
    expect(first.imported.map(({ isNew }) => isNew)).toEqual([true, true, true])
    const second = await take('rsa', 'issuing', 'site-cegn')
    expect(second.imported.map(({ isNew }) => isNew)).toEqual([false, true])
    expect((await list()).items).toHaveLength(4)
    expect(await actions()).toEqual(['certificates.imported', 'certificates.imported'])
  })

  it('makes a site certificate that stands in no lineage an item to adopt, and nothing else', async () => {
    await take('rsa', 'site-gov', 'root', 'issuing', 'user-sign', 'site-expired')
    const { items } = await listUnknown(ctx, { state: 'open', limit: 50 })
    expect(items.map(({ place, source }) => [place, source])).toEqual([['site-gov.der', 'upload']])
    await dismissUnknown(ctx, items[0]?.certificateId ?? '', '测试')
    await take('rsa', 'site-gov')
    expect((await listUnknown(ctx, { state: 'open', limit: 50 })).items).toEqual([])
  })

  it('refuses an item without its neighbours', async () => {
    const broken = certificate('rsa', 'site-gov').slice(0, 100)
    const outcome = await importCertificates(ctx, [
      { name: 'good.der', bytes: certificate('sm2', 'site-gov') },
      { name: 'broken.der', bytes: broken },
    ])
    expect(outcome.imported).toHaveLength(1)
    expect(outcome.refused).toMatchObject([{ file: 'broken.der', index: 0, code: 'certificates.file-unreadable' }])
    await expect(importCertificates(ctx, [])).rejects.toMatchObject({ kind: 'bad-input', code: 'certificates.no-file' })
  })

  it('takes every declared certificate of every family, broken ones included: an inventory does not judge', async () => {
    for (const family of ['rsa', 'ecdsa', 'sm2'] as const) {
      const labels = labelsIn(family)
      const { imported, refused } = await take(family, ...labels)
      expect([imported.length, refused]).toEqual([labels.length, []])
    }
  })
})

describe('the expiry board', () => {
  it('is ordered by the end of validity and paged without losing or repeating one', async () => {
    const labels = ['site-gov', 'site-near-expiry', 'site-expired', 'site-revoked', 'root', 'issuing', 'canary']
    await take('ecdsa', ...labels)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await list({ limit: 2, ...(cursor && { cursor }) })
      seen.push(...page.items.map(({ sha256 }) => sha256))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    const whole = (await list()).items
    expect(seen).toEqual(whole.map(({ sha256 }) => sha256))
    expect(new Set(seen).size).toBe(labels.length)
    expect(whole.map(({ level, daysLeft }) => [daysLeft, level])).toEqual([
      [-1, 'expired'],
      [1, 'ok'],
      [7, 'warning'],
      [265, 'ok'],
      [265, 'ok'],
      [3500, 'ok'],
      [7000, 'ok'],
    ])
    await expect(list({ cursor: 'not-a-mark' })).rejects.toMatchObject({ code: 'app.cursor-invalid' })
  })

  it('is narrowed by days left, algorithm and text', async () => {
    await take('ecdsa', 'site-gov', 'site-near-expiry')
    await take('sm2', 'site-cegn', 'site-near-expiry')
    expect((await list({ expiringWithinDays: 8 })).items).toHaveLength(2)
    expect((await list({ expiringWithinDays: 6 })).items).toHaveLength(0)
    expect((await list({ algorithm: 'SM2' })).items.map(({ keyBits }) => keyBits)).toEqual([256, 256])
    expect((await list({ q: 'CEGN.cn' })).items).toHaveLength(1)
    expect((await list({ q: '上海市人力资源' })).items).toHaveLength(4)
    expect((await list({ q: '100%' })).items).toEqual([])
    const [first] = (await list()).items
    expect((await list({ q: first?.sha256.slice(0, 20) })).items).toHaveLength(1)
  })

  it('forgets what ended long ago, unless a node still serves it', async () => {
    await take('ecdsa', 'site-expired')
    ctx = { ...ctx, now: REFERENCE + 40 * 24 * HOUR }
    expect((await list({ expiringWithinDays: 30 })).items).toEqual([])
    await serve('10.0.0.1:443', ctx.now, 'ecdsa', 'site-expired', 'issuing')
    expect((await list({ expiringWithinDays: 30 })).items).toMatchObject([{ level: 'expired', nodesServing: 1 }])
  })

  it('pages from what is served beyond its end into what ends soon, and forgets it once the node serves another', async () => {
    await take('ecdsa', 'site-expired', 'site-near-expiry')
    await take('rsa', 'site-expired', 'site-near-expiry')
    ctx = { ...ctx, now: REFERENCE + 33 * 24 * HOUR }
    await serve('10.0.0.1:443', ctx.now, 'ecdsa', 'site-expired', 'issuing')
    const first = await list({ expiringWithinDays: 30, limit: 1 })
    const second = await list({ expiringWithinDays: 30, limit: 1, cursor: first.nextCursor ?? '' })
    const third = await list({ expiringWithinDays: 30, limit: 1, cursor: second.nextCursor ?? '' })
    const pages = [first, second, third].map(({ items }) => items.map((item) => [item.daysLeft, item.nodesServing]))
    expect(pages).toEqual([[[-34, 1]], [[-26, 0]], [[-26, 0]]])
    expect(third.nextCursor).toBeNull()
    expect(second.items[0]?.id).not.toBe(third.items[0]?.id)
    await serve('10.0.0.1:443', ctx.now + HOUR, 'ecdsa', 'site-gov', 'issuing')
    expect((await list({ expiringWithinDays: 30 })).items.map(({ daysLeft }) => daysLeft)).toEqual([-26, -26])
  })
})

describe('what endpoints serve', () => {
  it('fills the inventory, and tells how many of the nodes of a name serve a certificate', async () => {
    await serve('10.0.0.1:443', REFERENCE, 'rsa', 'site-gov', 'issuing')
    await serve('10.0.0.2:443', REFERENCE, 'rsa', 'site-gov', 'issuing')
    await serve('10.0.0.3:443', REFERENCE, 'rsa', 'site-near-expiry', 'issuing')
    const { items } = await list()
    const counts = items.map(({ daysLeft, nodesServing, nodesTotal }) => [daysLeft, nodesServing, nodesTotal])
    expect(counts).toEqual([
      [7, 1, 3],
      [265, 2, 3],
      [3500, 3, 3],
    ])
    const detail = await getCertificate(ctx, items[1]?.id ?? '')
    expect(detail.findings.map(({ code }) => code)).toEqual(['certificates.nodes-differ'])
    expect(detail.findings[0]?.params).toEqual({ serving: 2, total: 3 })
  })

  it('is renewed node by node: history stays, the newest chain is the current one', async () => {
    expect(await serve('10.0.0.1:443', REFERENCE, 'rsa', 'site-near-expiry', 'issuing')).toBe(true)
    expect(await serve('10.0.0.1:443', REFERENCE + HOUR, 'rsa', 'site-near-expiry', 'issuing')).toBe(false)
    expect(await serve('10.0.0.1:443', REFERENCE + 2 * HOUR, 'rsa', 'site-gov', 'issuing')).toBe(true)
    // A report that was held up somewhere does not turn the clock back.
    expect(await serve('10.0.0.1:443', REFERENCE + HOUR, 'rsa', 'site-near-expiry', 'issuing')).toBe(false)
    const [old, renewed] = (await list()).items
    const sightings = await Promise.all([old, renewed].map((one) => getCertificate(ctx, one?.id ?? '')))
    expect(sightings.map(({ servedBy }) => servedBy)).toMatchObject([
      [{ isCurrent: false, firstSeen: REFERENCE, lastSeen: REFERENCE + HOUR }],
      [{ isCurrent: true, lastSeen: REFERENCE + 2 * HOUR }],
    ])
    expect(await actions()).toEqual(['certificate.served', 'certificate.served'])
  })

  it('one endpoint probed many times at once has one current chain', async () => {
    const labels = ['site-gov', 'site-near-expiry', 'site-cegn', 'site-revoked']
    await Promise.all(labels.map((label) => serve('10.0.0.1:443', REFERENCE, 'ecdsa', label, 'issuing')))
    const details = await Promise.all((await list()).items.map(({ id }) => getCertificate(ctx, id)))
    const leaves = details.filter(({ isCa }) => !isCa)
    expect(leaves.filter(({ servedBy }) => servedBy.some(({ isCurrent }) => isCurrent))).toHaveLength(1)
  })

  it('names an endpoint that leaves the intermediate out, also when it is found elsewhere', async () => {
    await take('sm2', 'issuing', 'root')
    await serve('10.0.0.1:443', REFERENCE, 'sm2', 'site-gov')
    const leaf = (await list({ q: 'rsj.sh.gov.cn' })).items[0]
    const detail = await getCertificate(ctx, leaf?.id ?? '')
    expect(detail.servedBy).toMatchObject([{ endpoint: '10.0.0.1:443', chainComplete: false }])
    expect(detail.findings).toMatchObject([
      { code: 'certificates.chain-incomplete', params: { endpoint: '10.0.0.1:443' } },
    ])
  })

  it('that cannot be read is left to the findings of the probe', async () => {
    const chain = [certificate('rsa', 'site-gov').slice(0, 99)]
    const served = { endpoint: '10.0.0.1:443', serverName: 'x', nodeName: 'x', chain }
    expect(await recordServedChain(ctx, served)).toBe(false)
    expect((await list()).items).toEqual([])
  })

  it('is read from the evidence of a TLS probe, node by node, in the order it was sent', () => {
    const piece = (name: string, label: string, truncated = false) => ({
      name,
      mediaType: 'application/pkix-cert',
      size: 1,
      sha256: '',
      base64: toBase64(certificate('rsa', label)),
      truncated,
    })
    const evidence = [
      piece('node 1 1', 'issuing'),
      piece('node 1 0', 'site-gov'),
      { ...piece('node 1 hello', 'root'), mediaType: 'application/octet-stream' },
      piece('node 2 0', 'site-gov'),
      piece('node 2 1', 'issuing', true),
    ]
    const chains = chainsOfProbe({ evidence })
    expect(chains).toEqual([{ node: 'node 1', chain: [certificate('rsa', 'site-gov'), certificate('rsa', 'issuing')] }])
  })
})

describe('what TLS probes have seen', () => {
  const settings = { serverName: 'zzjb.rsj.sh.gov.cn', nodes: [{ name: '节点二', address: '10.0.0.2:8443' }] }
  const probed = (at: number, byNode: Record<string, string[]>, nodeCheckId = 'check') =>
    database.db.insert(probeResults).values({
      nodeCheckId,
      kind: 'tls',
      target: '10.0.0.1:443',
      verdict: 'pass',
      reasons: [],
      measured: {},
      thresholds: {},
      evidence: Object.entries(byNode).flatMap(([node, labels]) =>
        labels.map((label, index) => ({
          name: `${node} ${index}`,
          mediaType: 'application/pkix-cert',
          size: 1,
          sha256: '',
          base64: toBase64(certificate('rsa', label)),
          truncated: false,
        })),
      ),
      startedAt: at,
      durationMs: 1,
      phasesMs: {},
      probe: 'tls/1',
    })
  const renewed = ['site-gov', 'issuing']
  const old = ['site-near-expiry', 'issuing']

  beforeEach(async () => {
    const system = { id: 's', name: '自助经办平台', group: '', environment: '', contractItem: '', position: 0 }
    await database.db.insert(systems).values(system)
    await database.db.insert(nodes).values({ id: 'n', systemId: 's', name: '节点一', role: '', form: '', position: 0 })
    await database.db.insert(nodeChecks).values({
      ...{ id: 'check', nodeId: 'n', kind: 'tls', layer: 'application', titleZh: '', titleEn: '', target: '' },
      ...{ settings, isEnabled: true, mustMeasure: true, position: 0 },
    })
  })

  it('comes into the inventory with the names of the register, once', async () => {
    await probed(REFERENCE, { '10.0.0.1:443': renewed, 节点二: old })
    expect(await collectServedChains(ctx)).toBe(2)
    expect(await collectServedChains(ctx)).toBe(0)
    const leaf = (await list({ q: 'rsj.sh.gov.cn' })).items
    expect(leaf.map(({ nodesServing, nodesTotal }) => [nodesServing, nodesTotal])).toEqual([
      [1, 2],
      [1, 2],
    ])
    const [first, second] = await Promise.all(leaf.map(({ id }) => getCertificate(ctx, id)))
    expect(first?.servedBy).toMatchObject([
      { nodeName: '节点二', endpoint: '10.0.0.2:8443', serverName: 'zzjb.rsj.sh.gov.cn', lastSeen: REFERENCE },
    ])
    expect(second?.servedBy).toMatchObject([{ nodeName: '节点一', endpoint: '10.0.0.1:443', nodeId: 'n' }])
  })

  it('is followed through a renewal; a result that was stored late does not undo it', async () => {
    await probed(REFERENCE + HOUR, { '10.0.0.1:443': renewed, 节点二: renewed })
    await collectServedChains(ctx)
    await probed(REFERENCE + HOUR - 60_000, { '10.0.0.1:443': old })
    await probed(REFERENCE + HOUR + 60_000, { 节点二: renewed })
    expect(await collectServedChains(ctx)).toBe(1)
    const board = (await list({ q: 'rsj.sh.gov.cn' })).items
    expect(board.map(({ daysLeft, nodesServing }) => [daysLeft, nodesServing])).toEqual([
      [7, 0],
      [265, 2],
    ])
  })

  it('is taken however much there is, and without a check in the register', async () => {
    for (let n = 0; n < 205; n++) await probed(REFERENCE + n, { [`10.0.1.${n}:443`]: renewed }, 'gone')
    expect(await collectServedChains(ctx)).toBe(205)
    const leaf = (await list({ q: 'rsj.sh.gov.cn' })).items[0]
    expect(leaf).toMatchObject({ nodesServing: 205, nodesTotal: 205 })
  })
})

describe('one certificate', () => {
  it.each(['rsa', 'ecdsa', 'sm2'] as const)('in %s shows its issuers, each signature checked', async (family) => {
    await take(family, 'site-gov', 'issuing', 'root', 'issuing-expired')
    const other = family === 'rsa' ? 'ecdsa' : 'rsa'
    await take(other, 'issuing', 'root')
    const leaf = (await list({ q: '*.rsj.sh.gov.cn' })).items[0]
    const { chain, pem, findings } = await getCertificate(ctx, leaf?.id ?? '')
    expect(readPem(pem)[0]?.bytes).toEqual(certificate(family, 'site-gov'))
    expect(chain.map(({ subject }) => subject.split(',')[0])).toEqual([
      `CN=证巡测试签发 CA ${family.toUpperCase()}`,
      `CN=证巡测试根 ${family.toUpperCase()}`,
    ])
    expect(chain[0]?.notAfter).toBe(REFERENCE + 3500 * 24 * HOUR)
    expect(findings.map(({ code }) => code)).toEqual(['certificates.not-served'])
  })

  it('whose signature no known CA verifies has no issuer', async () => {
    await take('sm2', 'sm2-empty-id', 'issuing', 'root')
    const leaf = (await list({ q: '张三' })).items[0]
    const { chain, findings } = await getCertificate(ctx, leaf?.id ?? '')
    expect(chain).toEqual([])
    expect(findings.map(({ code }) => code)).toEqual(['certificates.issuer-unknown', 'certificates.not-served'])
  })

  it.each([
    ['site-expired', ['certificates.expired']],
    ['site-near-expiry', ['certificates.expires-soon']],
    ['site-not-yet-valid', ['certificates.not-yet-valid']],
    ['site-sha1', ['certificates.weak-algorithm']],
    ['site-rsa1024', ['certificates.key-too-short']],
    ['root', []],
  ])('%s: what there is to say', async (label, codes) => {
    await take('rsa', label, 'issuing', 'root')
    const sha256 = (await take('rsa', label)).imported[0]?.id ?? ''
    const found = (await getCertificate(ctx, sha256)).findings.map(({ code }) => code)
    expect(found.filter((code) => code !== 'certificates.not-served')).toEqual(codes)
  })

  it('that is not there is not found', async () => {
    await expect(getCertificate(ctx, '00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({
      kind: 'not-found',
      code: 'certificates.not-found',
    })
  })
})
