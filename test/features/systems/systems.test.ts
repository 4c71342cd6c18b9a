import { beforeAll, describe, expect, it } from 'vitest'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import {
  enabledChecks,
  exportRegister,
  getSystem,
  importRegister,
  listSystems,
  noteVerdict,
  saveRegister,
  tenderRegister,
} from '#features/systems/index.ts'
import { registerRows } from '#features/systems/rows.ts'
import type { Cell } from '#src/ports.ts'
import { NOW, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

const { db } = await withDatabase()

const ctx = () => testCtx(db, { ports: { spreadsheets } })

beforeAll(async () => {
  await db.transaction((tx) => saveRegister(tx, tenderRegister()))
})

const query = { limit: 50, cursor: undefined, environment: undefined, group: undefined, q: undefined }

describe('the register', () => {
  it('comes out of the tables as it went in', async () => {
    expect(await exportRegister(ctx())).toEqual(tenderRegister())
  })

  it('is listed page by page without losing or doubling a system', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listSystems(ctx(), { ...query, limit: 7, cursor })
      seen.push(...page.items.map((line) => line.id))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(tenderRegister().systems.map((system) => system.id))
  })

  it('is searched by part of a name, and % is only a character', async () => {
    const found = await listSystems(ctx(), { ...query, q: '营业执照认证系统' })
    expect(found.items.map((line) => line.id)).toEqual(['licence'])
    expect((await listSystems(ctx(), { ...query, q: '%' })).items).toEqual([])
    expect((await listSystems(ctx(), { ...query, environment: 'disaster-recovery' })).items).toHaveLength(2)
  })

  it('shows the worst of the latest verdicts, and the newest verdict of each check', async () => {
    const state = (verdict: 'pass' | 'warn' | 'fail', at: number) => ({ verdict, reasons: [], at })
    await noteVerdict(db, 'licence-a.service', state('warn', NOW))
    await noteVerdict(db, 'licence-b.service', state('fail', NOW))
    const line = async () => (await listSystems(ctx(), { ...query, q: 'licence' })).items[0]
    expect(await line()).toMatchObject({ verdict: 'fail', nodes: 3, lastCheckedAt: NOW })
    const ofVerdict = async (verdict: 'fail' | 'warn') =>
      (await listSystems(ctx(), { ...query, verdict })).items.map(({ id }) => id)
    expect(await ofVerdict('fail')).toEqual(['licence'])
    expect(await ofVerdict('warn')).toEqual([])
    await noteVerdict(db, 'licence-b.service', state('pass', NOW + 1))
    await noteVerdict(db, 'licence-b.service', state('fail', NOW - 1))
    expect(await line()).toMatchObject({ verdict: 'warn', lastCheckedAt: NOW + 1 })
    const licence = await getSystem(ctx(), 'licence')
    const checks = licence.nodes.find((node) => node.id === 'licence-b')?.checks
    expect(checks?.find((check) => check.id === 'licence-b.service')?.latest?.verdict).toBe('pass')
  })

  it('notes an operating system past its life on its node', async () => {
    const staff = await getSystem(ctx(), 'staff')
    expect(staff.nodes[0]).toMatchObject({ os: 'windows2003', endOfLife: { name: 'Windows Server 2003' } })
    expect(staff.nodes[0]?.riskAcceptance).toContain('待责任人确认')
  })

  it('does not know a system that is not there', async () => {
    await expect(getSystem(ctx(), 'nowhere')).rejects.toMatchObject({ kind: 'not-found', code: 'systems.not-found' })
  })
})

describe('importing a register', () => {
  const options = { dryRun: false, partial: false }
  const file = (rows: readonly (readonly Cell[])[]) => spreadsheets.write([{ name: '系统登记表', rows }])
  const [heading = [], ...rows] = registerRows(tenderRegister())
  const broken = (index: number, column: string, value: Cell) =>
    rows.map((row, at) => (at === index ? row.map((cell, i) => (heading[i] === column ? value : cell)) : row))

  it('takes back what it exported, as a spreadsheet and as JSON', async () => {
    const outcome = await importRegister(ctx(), await file([heading, ...rows]), options)
    expect(outcome).toMatchObject({ accepted: rows.length, isSaved: true, refused: [] })
    const json = new TextEncoder().encode(JSON.stringify(await exportRegister(ctx())))
    expect(await importRegister(ctx(), json, options)).toMatchObject({ accepted: rows.length, isSaved: true })
    expect(await exportRegister(ctx())).toEqual(tenderRegister())
  })

  it('takes settings as long as a spreadsheet cell, and not one character longer', async () => {
    const settings = (length: number) => `{"a":"${'x'.repeat(length - 8)}"}`
    const preview = async (length: number) => {
      const sheet = await file([heading, ...broken(3, '设置', settings(length))])
      return (await importRegister(ctx(), sheet, { ...options, dryRun: true })).refused
    }
    expect(await preview(32_767)).toEqual([])
    const asJson = async (length: number) => {
      const { systems } = tenderRegister()
      const check = systems[0]?.nodes[0]?.checks[0]
      if (check) check.settings = JSON.parse(settings(length))
      const bytes = new TextEncoder().encode(JSON.stringify({ systems }))
      return (await importRegister(ctx(), bytes, { ...options, dryRun: true })).refused
    }
    expect(await asJson(32_767)).toEqual([])
    expect(await asJson(32_768)).toMatchObject([{ column: '设置', code: 'systems.cell-too-long' }])
  })

  it('refuses a file for one broken row and names row, column and problem', async () => {
    const before = await exportRegister(ctx())
    const outcome = await importRegister(ctx(), await file([heading, ...broken(3, '层次', '月球')]), options)
    expect(outcome).toMatchObject({ accepted: rows.length - 1, isSaved: false })
    expect(outcome.refused).toMatchObject([{ row: 5, column: '层次', code: 'systems.cell-not-a-choice' }])
    expect(await exportRegister(ctx())).toEqual(before)
  })

  it('takes settings as long as a spreadsheet can hold, and none longer', async () => {
    const dryRun = { dryRun: true, partial: false }
    const settings = (length: number) => `{"anchors":"${'A'.repeat(length - '{"anchors":""}'.length)}"}`
    const outcome = async (length: number) =>
      importRegister(ctx(), await file([heading, ...broken(0, '设置', settings(length))]), dryRun)
    expect((await outcome(32_767)).refused).toEqual([])
    expect((await outcome(32_768)).refused).toMatchObject([{ row: 2, column: '设置', code: 'systems.cell-too-long' }])
  })

  it('takes the good rows when asked to, and writes nothing in a dry run', async () => {
    const renamed = rows.map((row) => row.map((cell) => (cell === 'RA 发证系统' ? 'RA 发证系统（新）' : cell)))
    const bytes = await file([heading, ...renamed.map((row, at) => (at === 0 ? [null, ...row.slice(1)] : row))])
    const dry = await importRegister(ctx(), bytes, { dryRun: true, partial: true })
    expect(dry).toMatchObject({ accepted: rows.length - 1, isSaved: false })
    expect((await getSystem(ctx(), 'ra')).name).toBe('RA 发证系统')
    const outcome = await importRegister(ctx(), bytes, { dryRun: false, partial: true })
    expect(outcome.isSaved).toBe(true)
    expect(outcome.refused).toMatchObject([{ row: 2, column: '系统编号', code: 'systems.cell-empty' }])
    expect((await getSystem(ctx(), 'ra')).name).toBe('RA 发证系统（新）')
  })

  it('refuses a check id that is there twice, and a node that stands in two systems', async () => {
    const twice = await importRegister(ctx(), await file([heading, ...rows, rows[0] ?? []]), options)
    expect(twice.refused.map((one) => one.code)).toEqual(['systems.check-repeated'])
    const moved = broken(0, '系统编号', 'other-system')
    const outcome = await importRegister(ctx(), await file([heading, ...moved]), options)
    expect(outcome.refused.map((one) => one.code)).toContain('systems.node-in-two-systems')
  })

  it('refuses a file that is neither', async () => {
    const text = new TextEncoder().encode('system;node\n')
    await expect(importRegister(ctx(), text, options)).rejects.toMatchObject({ code: 'systems.file-unreadable' })
    const zip = new Uint8Array([0x50, 0x4b, 3, 4, 0, 0])
    await expect(importRegister(ctx(), zip, options)).rejects.toMatchObject({ code: 'systems.file-unreadable' })
  })

  it('retires a check by 启用 = 否', async () => {
    await importRegister(ctx(), await file([heading, ...broken(0, '启用', '否')]), options)
    const checks = await enabledChecks(db)
    expect(checks).toHaveLength(rows.length - 1)
    await importRegister(ctx(), await file([heading, ...rows]), options)
    expect(await enabledChecks(db)).toHaveLength(rows.length)
  })
})
