import { randomBytes } from 'node:crypto'
import { unzipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { requestMaker } from '#adapters/pkijs/request.ts'
import { createProber } from '#adapters/probes/run.ts'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import { prometheusMetrics } from '#adapters/telemetry/metrics.node.ts'
import { auditLog } from '#db/schema/audit.ts'
import { probeResults } from '#db/schema/probe-results.ts'
import { nodeChecks } from '#db/schema/systems.ts'
import { seedAccounts } from '#features/accounts/index.ts'
import { runRoundNow } from '#features/inspections/index.ts'
import { enabledChecks, importRegister, probeNow } from '#features/systems/index.ts'
import { createApp } from '#http/app.ts'
import { ROLES } from '#src/context.ts'
import { loadSampleEstate } from '#src/sample-estate.ts'
import { systemClock } from '#src/schedule.node.ts'
import { testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { withLaboratory } from '../../lab/laboratory.ts'

const PASSWORD = 'MARKER-only-the-prober-may-see-this'
const world = withLaboratory()
const prober = createProber({
  egress: createEgress({ allow: [{ cidr: '127.0.0.0/8' }] }),
  primitives: nodePrimitives,
  now: Date.now,
  monotonicMs: () => performance.now(),
  pause: async () => undefined,
})
const { db } = await withDatabase()
const ports = { prober, spreadsheets, keys: openKeyVault(randomBytes(32)), requestMaker }
const ctx = () => testCtx(db, { now: Date.now(), ports })
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const app = createApp({
  db,
  ports: testCtx(db, { ports }).ports,
  now: Date.now,
  log: silent,
  checkReady: async () => undefined,
  publicUrl: new URL('http://127.0.0.1:8460'),
  addressOf: () => '127.0.0.1',
  twoFactors: 'offered',
  metrics: prometheusMetrics(),
  readAsset: async () => undefined,
})

/** Every secret the register holds, as the prober is given them. */
let secrets: string[] = []
let loginCheck = ''
const cookies: string[] = []

beforeAll(async () => {
  await loadSampleEstate(ctx(), world.lab, false)
  for (const { username, password } of await seedAccounts(ctx(), ROLES)) {
    const answer = await app.request('/api/v1/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    })
    cookies.push(answer.headers.get('set-cookie')?.split(';')[0] ?? '')
  }
  const placed = (await enabledChecks(db)).find(({ check }) => check.kind === 'authentication')
  if (!placed) throw new Error('the sample estate has nobody to log in at')
  loginCheck = placed.check.id
  const [row] = await db.select({ nodeId: nodeChecks.nodeId }).from(nodeChecks).limit(1)
  const base = { nodeId: row?.nodeId ?? '', layer: 'database', titleZh: '库', titleEn: 'db' }
  const rest = { isEnabled: true, mustMeasure: false, position: 99 }
  const settings = { user: 'inspector', password: PASSWORD }
  await db.insert(nodeChecks).values([
    { ...base, ...rest, id: 'secret.pg', kind: 'postgresql', target: '127.0.0.1:1', settings },
    { ...base, ...rest, id: 'secret.wrong-kind', kind: 'tcp', target: '127.0.0.1:1', settings },
  ])
  secrets = [PASSWORD, ...(await storedKeys())]
}, 60_000)

async function storedKeys(): Promise<string[]> {
  const kept = JSON.stringify((await enabledChecks(db)).map(({ check }) => check.settings))
  return [...kept.matchAll(/"privateKey":"([^"]+)"/g)].map(([, key]) => key ?? '')
}

/** How often a secret stands in a text; JSON and XML both write base64 as it is. */
const hits = (text: string) => secrets.filter((secret) => text.includes(secret)).length
const settingsOf = async (id: string) => (await enabledChecks(db)).find(({ check }) => check.id === id)?.check.settings

async function answers(path: string): Promise<string> {
  const bodies = await Promise.all(
    cookies.map(async (cookie) => {
      const answer = await app.request(`/api/v1${path}`, { headers: { cookie } })
      const bytes = new Uint8Array(await answer.arrayBuffer())
      const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b
      const parts = isZip ? Object.values(unzipSync(bytes)) : [bytes]
      return `${answer.status}:${parts.map((part) => new TextDecoder().decode(part)).join('\n')}`
    }),
  )
  expect(bodies.some((body) => body.startsWith('200:'))).toBe(true)
  return bodies.join('\n')
}

describe('a secret setting of a check', () => {
  it('reaches the prober', async () => {
    expect(secrets.length).toBeGreaterThan(3)
    expect(secrets.every((secret) => secret.length > 30)).toBe(true)
    expect(hits(JSON.stringify(await settingsOf(loginCheck)))).toBeGreaterThan(0)
  })

  it.each(['/systems/export.json', '/systems/export.xlsx', '/systems?limit=200'])('is not in %s', async (path) => {
    expect(hits(await answers(path))).toBe(0)
  })

  it('is in no answer about one system, which still shows the check', async () => {
    const { items } = JSON.parse((await answers('/systems?limit=200')).match(/^200:(.*)$/m)?.[1] ?? '') as {
      items: { id: string }[]
    }
    const all = await Promise.all(items.map(({ id }) => answers(`/systems/${id}`)))
    expect(all.join('\n')).toContain(loginCheck)
    expect(hits(all.join('\n'))).toBe(0)
  })

  it('is in no evidence, no round, no record and no audit row after the checks have run', async () => {
    const round = await runRoundNow(ctx(), { planId: 'extra' }, { clock: systemClock, owner: 'one' })
    for (const id of [loginCheck, 'secret.pg', 'secret.wrong-kind']) await probeNow(ctx(), id)
    const results = await db.select().from(probeResults)
    expect(results.filter(({ kind }) => kind === 'authentication').map(({ verdict }) => verdict)).toContain('pass')
    const evidence = results.flatMap((one) =>
      one.evidence.map(({ base64 }) => Buffer.from(base64, 'base64').toString()),
    )
    expect(evidence.length).toBeGreaterThan(10)
    expect(hits(evidence.join('\n'))).toBe(0)
    expect(hits(JSON.stringify(results))).toBe(0)
    expect(hits(JSON.stringify(await db.select().from(auditLog)))).toBe(0)
    for (const path of [`/rounds/${round}`, `/rounds/${round}/items?limit=200`, `/rounds/${round}/record.xlsx`])
      expect(hits(await answers(path)), path).toBe(0)
  }, 60_000)

  it('stays when an exported register, which lacks it, is imported again', async () => {
    const before = await settingsOf(loginCheck)
    for (const path of ['/systems/export.json', '/systems/export.xlsx']) {
      const answer = await app.request(`/api/v1${path}`, { headers: { cookie: cookies[0] ?? '' } })
      const file = new Uint8Array(await answer.arrayBuffer())
      const outcome = await importRegister(ctx(), file, { dryRun: false, partial: false })
      expect(outcome).toMatchObject({ isSaved: true, refused: [] })
      expect(await settingsOf(loginCheck)).toEqual(before)
      expect(await settingsOf('secret.pg')).toEqual({ user: 'inspector', password: PASSWORD })
    }
  })

  it('gives way to one that an import brings, and does not follow its check to another target', async () => {
    const answer = await app.request('/api/v1/systems/export.json', { headers: { cookie: cookies[0] ?? '' } })
    const text = await answer.text()
    const imported = (json: string) =>
      importRegister(ctx(), new TextEncoder().encode(json), { dryRun: false, partial: false })
    await imported(text.replaceAll('"user":"inspector"', '"user":"inspector","password":"new"'))
    expect(await settingsOf('secret.pg')).toEqual({ user: 'inspector', password: 'new' })
    await imported(text.replaceAll('"target":"127.0.0.1:1"', '"target":"127.0.0.2:1"'))
    expect(await settingsOf('secret.pg')).toEqual({ user: 'inspector' })
  })
})
