import { unzipSync } from 'fflate'
import { beforeEach, describe, expect, it } from 'vitest'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import { auditLog } from '#db/schema/audit.ts'
import {
  AdoptCertificate,
  adoptCertificate,
  CreateLineage,
  certificatesRoutes,
  createLineage,
  expiryPlan,
  exportLineages,
  getLineage,
  importCertificates,
  listUnknown,
  recordServedChain,
} from '#features/certificates/index.ts'
import { amendLineage } from '#features/certificates/lineages/amend.ts'
import { recordEvidence } from '#features/certificates/lineages/evidence.ts'
import { CreateWaiver, ExportLineages } from '#features/certificates/lineages/inputs.ts'
import { waiveAlarm } from '#features/certificates/lineages/waive.ts'
import { AppError, type Ctx, type Role } from '#src/context.ts'
import { newRouter } from '#src/route.ts'
import { actorOf, testCtx } from '../../context.ts'
import { type TestDatabase, withDatabase } from '../../database.ts'
import { certificate, REFERENCE } from '../../fixtures/built.ts'

const DAY = 86_400_000
let database: TestDatabase
let ctx: Ctx
beforeEach(async () => {
  database = await withDatabase()
  ctx = testCtx(database.db, { actor: actorOf('operator'), now: REFERENCE, ports: { spreadsheets } })
})

const BINDING = { targetKind: 'nginx', nodeName: '甲', address: '10.1.2.3', serverName: 'www.rsj.sh.gov.cn' }

/** A lineage with one of the fixtures' sites on one node. */
async function adopted(label: string, lineage: Partial<CreateLineage> = {}, binding: object = BINDING) {
  const { imported } = await importCertificates(ctx, [{ name: label, bytes: certificate('ecdsa', label) }])
  const wanted = { name: label, purpose: '网站', owner: '信息科', trust: 'public', ...lineage }
  const input = AdoptCertificate.parse({ lineage: wanted, bindings: [binding] })
  return (await adoptCertificate(ctx, imported[0]?.id ?? '', input)).lineageId
}

describe('the expiry calendar', () => {
  it('shows what ends first, first, with the clocks that run beside it', async () => {
    const later = await adopted('site-gov')
    const sooner = await adopted('site-near-expiry', {}, { ...BINDING, address: '10.1.2.4' })
    await createLineage(ctx, CreateLineage.parse({ name: 'bare', purpose: 'x', owner: 'y', trust: 'private' }))
    await recordEvidence(ctx, later, { kind: 'domain', validatedAt: REFERENCE - 10 * DAY, reference: 'DNS TXT' })
    await recordEvidence(ctx, later, { kind: 'domain', validatedAt: REFERENCE - 100 * DAY, reference: 'older' })
    await waiveAlarm(ctx, sooner, { code: 'lineage.expiring', until: REFERENCE + 3 * DAY, reason: '已下单' })
    const plan = await expiryPlan(ctx, 400)
    expect(plan.lanes.map(({ lineage }) => lineage.id)).toEqual([sooner, later])
    expect(plan.total).toBe(2)
    const [first, second] = plan.lanes
    expect(first?.waivers).toEqual([{ code: 'lineage.expiring', until: REFERENCE + 3 * DAY }])
    expect(first?.daysLeft).toBeLessThan(second?.daysLeft ?? 0)
    expect(second?.evidence.map(({ kind }) => kind)).toEqual(['domain'])
    // The newest validation counts, not the last one written down.
    expect(second?.evidence[0]?.until).toBeGreaterThan(REFERENCE + 100 * DAY)
    for (const { from } of plan.ceilings) expect(from > plan.from && from <= plan.until).toBe(true)
  })

  it('knows the ceilings that begin within its span and no others', async () => {
    const before = { ...ctx, now: Date.UTC(2027, 2, 14) }
    expect((await expiryPlan(before, 30)).ceilings.map(({ maxValidityDays }) => maxValidityDays)).toEqual([100])
    const onTheDay = { ...ctx, now: Date.UTC(2027, 2, 15) }
    expect((await expiryPlan(onTheDay, 400)).ceilings).toEqual([])
  })

  it('gives a private lineage no clock of public trust', async () => {
    const id = await adopted('site-gov', { trust: 'private' })
    await recordEvidence(ctx, id, { kind: 'domain', validatedAt: REFERENCE - DAY, reference: 'DNS TXT' })
    expect((await expiryPlan(ctx, 400)).lanes[0]?.evidence).toEqual([])
  })
})

describe('a lineage on record', () => {
  it('may be given another owner, with before and after in the audit trail; what is not said stays', async () => {
    const id = await adopted('site-gov')
    await amendLineage(ctx, id, { owner: '网络科' })
    expect(await getLineage(ctx, id)).toMatchObject({ owner: '网络科', purpose: '网站', trust: 'public' })
    const rows = await database.db.select().from(auditLog)
    const row = rows.find(({ action }) => action === 'lineage.amended')
    expect(row?.detail).toMatchObject({ before: { owner: '信息科' }, after: { owner: '网络科', purpose: '网站' } })
  })
})

describe('a waiver', () => {
  it('ends at a moment of any offset, as the console says the end of a day in Shanghai, and at no day alone', () => {
    const waiver = { code: 'lineage.expiring', reason: '已下单' }
    const until = Date.UTC(2026, 11, 5, 15, 59, 59, 999)
    for (const text of ['2026-12-05T23:59:59.999+08:00', '2026-12-05T15:59:59.999Z'])
      expect(CreateWaiver.parse({ ...waiver, until: text }).until).toBe(until)
    expect(CreateWaiver.safeParse({ ...waiver, until: '2026-12-05' }).success).toBe(false)
  })
})

describe('the estate as a spreadsheet', () => {
  const everything = ExportLineages.parse({})

  it('holds every lineage and every place, and can be read back', async () => {
    await adopted('site-gov')
    const read = await spreadsheets.read(await exportLineages(ctx, everything, true))
    if (!read.ok) throw new Error(read.error)
    const [lineages, places] = read.value
    expect(lineages?.rows.slice(1).map((row) => row.slice(0, 4))).toEqual([['site-gov', '信息科', '网站', '公开信任']])
    expect(places?.rows[1]?.slice(0, 6)).toEqual(['site-gov', '甲', 'nginx', null, '10.1.2.3', 443])
  })

  it('runs no formula, whatever a lineage is called', async () => {
    await adopted('site-gov', { name: '=HYPERLINK("http://evil.example","x")', owner: '@cmd' })
    const files = unzipSync(await exportLineages(ctx, everything, true))
    const text = Object.entries(files)
      .filter(([name]) => name.endsWith('.xml'))
      .map(([, bytes]) => new TextDecoder().decode(bytes))
      .join('')
    expect(text).toContain('HYPERLINK')
    expect(text).not.toMatch(/<f>|>=HYPERLINK|>@cmd/)
  })

  it('holds only the chosen ones when some are chosen', async () => {
    await adopted('site-gov')
    const id = await adopted('site-near-expiry', {}, { ...BINDING, address: '10.1.2.4' })
    const read = await spreadsheets.read(await exportLineages(ctx, ExportLineages.parse({ ids: id }), true))
    expect(read.ok && read.value[0]?.rows.slice(1).map(([name]) => name)).toEqual(['site-near-expiry'])
  })

  it('gives districts no address and no node', async () => {
    await adopted('site-gov')
    const bytes = await exportLineages(ctx, everything, false)
    const read = await spreadsheets.read(bytes)
    expect(read.ok && read.value.map(({ name }) => name)).toEqual(['谱系'])
    expect(JSON.stringify(read)).not.toMatch(/10\.1\.2\.3|甲/)
  })
})

describe('who may see what', () => {
  const call = (path: string, role: Role) => {
    const app = newRouter()
    app.use((c, next) => {
      c.set('ctx', { ...ctx, actor: actorOf(role) })
      c.set('language', 'zh')
      return next()
    })
    app.onError((error, c) => {
      if (error instanceof AppError) return c.json({ kind: error.kind }, 400)
      throw error
    })
    return app.route('/', certificatesRoutes).request(path)
  }
  const kindOf = async (path: string, role: Role) => {
    const answer = await call(path, role)
    return answer.status === 200 ? 'seen' : ((await answer.json()) as { kind: string }).kind
  }

  /** Served without its issuer, so that there is something to say of the endpoint. */
  const servedSite = async () => {
    const served = { endpoint: '10.1.2.3:443', serverName: 'portal.rsj.sh.gov.cn', nodeName: '节点-甲' }
    await recordServedChain(ctx, { ...served, chain: [certificate('ecdsa', 'site-gov')] })
    const [one] = (await listUnknown(ctx, { state: 'open', limit: 1 })).items
    return one?.certificateId ?? ''
  }

  it.each<[string, Partial<Record<Role, string>>]>([
    ['/lineages', { operator: 'seen', 'district-clerk': 'seen', 'system-admin': 'forbidden' }],
    ['/lineages.xlsx', { operator: 'seen', 'district-clerk': 'seen', 'system-admin': 'forbidden' }],
    ['/expiry-plan', { operator: 'seen', auditor: 'seen', 'district-clerk': 'forbidden' }],
    ['/discoveries', { operator: 'seen', auditor: 'seen', 'district-clerk': 'forbidden', 'system-admin': 'forbidden' }],
    ['/discovery-allowances', { operator: 'seen', 'system-admin': 'seen', 'district-clerk': 'forbidden' }],
    ['/unknown-certificates', { operator: 'seen', 'district-clerk': 'forbidden', 'audit-admin': 'forbidden' }],
  ])('%s', async (path, roles) => {
    for (const [role, expected] of Object.entries(roles))
      expect([role, await kindOf(path, role as Role)]).toEqual([role, expected])
  })

  it('tells a district nothing of nodes and addresses, neither in the list nor of one certificate', async () => {
    const served = await servedSite()
    for (const path of ['/certificates', `/certificates/${served}`]) {
      expect(JSON.stringify(await (await call(path, 'operator')).json())).toMatch(/nodesTotal/)
      expect(await (await call(path, 'district-clerk')).text()).not.toMatch(/10\.1\.2\.3|节点-甲|portal\.rsj/)
    }
    expect(await (await call(`/certificates/${served}`, 'operator')).text()).toMatch(/10\.1\.2\.3/)
  })
})
