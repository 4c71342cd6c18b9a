import { randomBytes } from 'node:crypto'
import { eq, isNotNull, ne } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { requestMaker } from '#adapters/pkijs/request.ts'
import { createProber } from '#adapters/probes/run.ts'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import { findings } from '#db/schema/findings.ts'
import { roundItems } from '#db/schema/inspections.ts'
import { tableOfRound } from '#features/inspections/archive/table.ts'
import { runRoundNow } from '#features/inspections/index.ts'
import { ITEM_COLUMNS } from '#features/inspections/record-table.ts'
import { today } from '#features/inspections/today.ts'
import { loadSampleEstate } from '#src/sample-estate.ts'
import { systemClock } from '#src/schedule.node.ts'
import { testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { withLaboratory } from '../../lab/laboratory.ts'

const ROUNDS = 20
const world = withLaboratory()
const prober = createProber({
  egress: createEgress({ allow: [{ cidr: '127.0.0.0/8' }] }),
  primitives: nodePrimitives,
  now: Date.now,
  monotonicMs: () => performance.now(),
  pause: async () => undefined,
})

describe('the sample estate', async () => {
  const { db } = await withDatabase()
  const keys = openKeyVault(randomBytes(32))
  const ctx = () => testCtx(db, { now: Date.now(), ports: { prober, spreadsheets, keys, requestMaker } })
  const round = () => runRoundNow(ctx(), { planId: 'extra' }, { clock: systemClock, owner: 'one' })

  it(`in health gives no finding over ${ROUNDS} rounds, and every automatic item its result`, async () => {
    await loadSampleEstate(ctx(), world.lab, false)
    for (let n = 0; n < ROUNDS; n++) await round()
    expect(await db.select({ code: findings.code, params: findings.params }).from(findings)).toEqual([])
    const probed = await db.select().from(roundItems).where(ne(roundItems.kind, 'manual'))
    expect(probed.length).toBeGreaterThan(ROUNDS * 20)
    expect(probed.filter((item) => item.conclusion !== 'normal').map((item) => item.checkId)).toEqual([])
  }, 300_000)

  it('shows a planted fault as one finding, attaches to it, and marks its recovery', async () => {
    await world.lab.setFault('crl', 'crl.expired', true)
    await round()
    const id = await round()
    const open = await db.select().from(findings).where(eq(findings.state, 'open'))
    expect(new Set(open.map((one) => [one.nodeId, one.code].join(' ')))).toEqual(new Set(['staff-3-ca crl.expired']))
    expect(open.every((one) => one.seenCount === 2)).toBe(true)
    const shown = await today(ctx())
    expect(shown.findings.open).toBe(open.length)
    expect(shown.expiring).toEqual([])
    const read = await spreadsheets.read(await tableOfRound(ctx(), id))
    if (!read.ok) throw new Error(read.error)
    expect(read.value.map((sheet) => sheet.name)).toEqual(['巡检情况表', '汇总', '备份', '证书', '未闭环问题'])
    const [heading = [], ...rows] = read.value[0]?.rows ?? []
    expect(heading).toEqual([...ITEM_COLUMNS])
    const abnormal = rows.filter((row) => row[heading.indexOf('结论')] === '异常')
    expect(abnormal).toHaveLength(open.length)
    expect(abnormal[0]?.[heading.indexOf('工单号')]).toMatch(/^T\d{8}-\d{3}$/)
    await world.lab.setFault('crl', 'crl.expired', false)
    await round()
    expect(await db.$count(findings, eq(findings.state, 'open'))).toBe(0)
    expect(await db.$count(findings, isNotNull(findings.recoveredAt))).toBe(open.length)
  }, 120_000)
})
