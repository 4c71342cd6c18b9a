import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ProbeRequest, ProbeResult } from '#core/checks/probe-result.ts'
import { nodeChecks, nodes, systems } from '#db/schema/systems.ts'
import { listAudit } from '#features/audit/index.ts'
import { getProbeResult, listProbeResults } from '#features/systems/list-probe-results.ts'
import { probeNow } from '#features/systems/probe-now.ts'
import { recordProbeResult } from '#features/systems/record-probe.ts'
import { NOW, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

const { db } = await withDatabase()

function resultAt(startedAt: number, given: Partial<ProbeResult> = {}): ProbeResult {
  return {
    kind: 'tcp',
    target: '127.0.0.1:1',
    verdict: 'pass',
    reasons: [],
    measured: { connectMs: 1.5 },
    thresholds: { warnConnectMs: 1000 },
    evidence: [],
    startedAt,
    durationMs: 2.25,
    phasesMs: { tcp: 1.5 },
    probe: 'tcp/1',
    ...given,
  }
}

const check = { layer: 'network', titleZh: '端口', titleEn: 'Port', settings: {}, isEnabled: true, mustMeasure: false }

beforeAll(async () => {
  const place = { name: 'n', role: 'application', form: 'software', position: 1 }
  const system = { id: 's', name: 's', group: 'g', environment: 'production', contractItem: '1', position: 1 }
  await db.insert(systems).values(system)
  await db.insert(nodes).values([
    { ...place, id: 'n1', systemId: 's' },
    { ...place, id: 'n2', systemId: 's' },
  ])
  await db.insert(nodeChecks).values([
    { ...check, id: 'n1.port', nodeId: 'n1', kind: 'tcp', target: '127.0.0.1:1', position: 1 },
    { ...check, id: 'n1.look', nodeId: 'n1', kind: 'manual', target: '', position: 2 },
    { ...check, id: 'n2.crl', nodeId: 'n2', kind: 'crl', target: 'http://crl/', position: 1 },
  ])
})

describe('the timeline of a node', () => {
  it('pages newest first through results of the same moment too, and shows no other node', async () => {
    await db.transaction(async (tx) => {
      for (let i = 0; i < 5; i++) await recordProbeResult(tx, resultAt(NOW + (i > 2 ? 2 : i)), 'n1.port')
      await recordProbeResult(tx, resultAt(NOW + 9), 'n2.crl')
      await recordProbeResult(tx, resultAt(NOW + 9))
    })
    const seen: { id: string; startedAt: number }[] = []
    let cursor: string | undefined
    for (let pages = 0; pages < 3; pages++) {
      const page = await listProbeResults(testCtx(db), 'n1', { limit: 2, cursor })
      seen.push(...page.items)
      cursor = page.nextCursor ?? undefined
      expect(page.items.length).toBe(pages < 2 ? 2 : 1)
    }
    expect(cursor).toBeUndefined()
    expect(new Set(seen.map(({ id }) => id)).size).toBe(5)
    expect(seen.map(({ startedAt }) => startedAt - NOW)).toEqual([2, 2, 2, 1, 0])
  })

  it('refuses a node that is not there and a cursor nobody gave', async () => {
    const missing = listProbeResults(testCtx(db), 'nowhere', { limit: 1 })
    await expect(missing).rejects.toMatchObject({ kind: 'not-found' })
    const forged = listProbeResults(testCtx(db), 'n1', { limit: 1, cursor: "1_'; drop table" })
    await expect(forged).rejects.toMatchObject({ kind: 'bad-input' })
  })

  it('is read through its index', async () => {
    await db.execute(sql`set enable_seqscan = off`)
    const plan = await db.execute<{ 'QUERY PLAN': string }>(
      sql`explain select id from probe_results where node_check_id = 'n1.port' order by started_at desc, id desc limit 1`,
    )
    expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('probe_results_check')
  })
})

describe('probing now', () => {
  it('stores the result with its evidence, and who asked for it', async () => {
    const evidence = [{ name: 'x', mediaType: 'text/plain', size: 1, sha256: '00', base64: 'eA==', truncated: false }]
    const reasons = [{ code: 'tcp.refused', verdict: 'fail', citation: '', params: { host: '127.0.0.1' } }] as const
    const prober = { run: async () => resultAt(NOW, { evidence, reasons: [...reasons], verdict: 'fail' }) }
    const { id } = await probeNow(testCtx(db, { ports: { prober } }), 'n1.port')
    expect(await getProbeResult(testCtx(db), id)).toMatchObject({
      evidence,
      reasons,
      verdict: 'fail',
      nodeCheckId: 'n1.port',
    })
    const { items } = await listAudit(testCtx(db), { limit: 1 })
    expect(items).toMatchObject([
      { action: 'check.probed', objectId: 'n1.port', detail: { result: id, verdict: 'fail' } },
    ])
  })

  it('tells the prober what it saw last time', async () => {
    const asked: ProbeRequest[] = []
    const list = {
      name: 'crl',
      mediaType: 'application/pkix-crl',
      size: 1,
      sha256: '00',
      base64: 'MAA=',
      truncated: false,
    }
    const measured = { number: '7', sha256: 'abc' }
    const prober = {
      run: async (request: ProbeRequest) => {
        asked.push(request)
        return resultAt(NOW + 100, { kind: 'crl', measured, evidence: [list] })
      },
    }
    const ctx = testCtx(db, { ports: { prober } })
    await probeNow(ctx, 'n2.crl')
    await probeNow(ctx, 'n2.crl')
    expect(asked[1]?.settings).toEqual({ previous: { number: '7', sha256: 'abc', crl: 'MAA=' } })
    expect(asked[1]?.confirmTries).toBe(2)
  })

  it('refuses a check that people do, and one that is not there', async () => {
    await expect(probeNow(testCtx(db), 'n1.look')).rejects.toMatchObject({ kind: 'precondition' })
    await expect(probeNow(testCtx(db), 'nothing')).rejects.toMatchObject({ kind: 'not-found' })
    await expect(getProbeResult(testCtx(db), randomUUID())).rejects.toMatchObject({ kind: 'not-found' })
  })
})
