import { createHash } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it, onTestFinished } from 'vitest'
import { printer } from '#adapters/reports/verification.node.ts'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import { instantOf } from '#core/calendar/civil.ts'
import { valueText } from '#core/reports/model.ts'
import { STATE_COUNCIL_YEARS } from '#core/sla/state-council.ts'
import type { Db } from '#db/database.ts'
import { auditLog } from '#db/schema/audit.ts'
import { rounds } from '#db/schema/inspections.ts'
import { notices } from '#db/schema/notices.ts'
import { reportContents, reportFiles, reports } from '#db/schema/reports.ts'
import { calendarNotices } from '#db/schema/service.ts'
import { tickets } from '#db/schema/tickets.ts'
import { fileOf, getReport, listReports, rowsOfFigure } from '#src/features/reports/list.ts'
import { claimReport, makeReport, makeReports, REPORT_LEASE_MS } from '#src/features/reports/make.ts'
import { orderDueReports, orderReport, owedReports } from '#src/features/reports/order.ts'
import { recomputeReport } from '#src/features/reports/recompute.ts'
import { openTicket } from '#src/features/tickets/life/open.ts'
import { takeStep } from '#src/features/tickets/life/steps.ts'
import type { Ports } from '#src/ports.ts'
import { actorOf, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { writePast } from './estate.ts'

const at = (text: string) => instantOf(text.slice(0, 10), text.slice(11))
/** The first working day after October: its monthly report is due. */
const DUE = at('2026-11-02 09:00')

const ctxOn = (db: Db, now: number, ports: Partial<Ports> = {}) =>
  testCtx(db, { now, actor: actorOf('operator'), ports: { printer, spreadsheets, ...ports } })
const FIRST = { cursor: 0, limit: 100 }
const clock = (now: number) => ({ now: () => now })

const FAULT = {
  kind: 'fault',
  title: '登录失败',
  systemName: '统一认证',
  nodeName: null,
  reportedBy: '大厅',
  phenomenon: null,
  site: 'urban',
  systemsAffected: 1,
  usersPercent: null,
} as const

/** Five days of October with four items a round, a fault reported on the first of them. */
async function october() {
  const { db, owner, close } = await withDatabase()
  onTestFinished(close)
  await writePast(db, { from: '2026-10-20', days: 5, itemsPerRound: 4, systems: 2 })
  const ticket = await openTicket(ctxOn(db, at('2026-10-20 10:00')), FAULT)
  return { db, owner, ticket }
}

async function monthly(db: Db, now = DUE) {
  const ctx = ctxOn(db, now)
  const { id } = await orderReport(ctx, { kind: 'month', period: '2026-10' })
  await makeReports(ctx, clock(now))
  return id
}

const ofKind = (db: Db, kind: 'month' | 'day' | 'week' | 'round') =>
  db.select().from(reports).where(eq(reports.kind, kind))

describe('reports that are due', () => {
  it('are ordered once each, however many instances order at once', async () => {
    const { db } = await october()
    const instances = Array.from({ length: 4 }, () => orderDueReports(ctxOn(db, DUE)))
    await Promise.all(instances)
    expect(await ofKind(db, 'month')).toMatchObject([{ number: 'YB-2026-10', edition: 'final', state: 'waiting' }])
    // From 20 October to 1 November, a digest each evening; a report for each of the ten rounds.
    expect(await ofKind(db, 'day')).toHaveLength(13)
    expect(await ofKind(db, 'round')).toHaveLength(10)
    expect((await ofKind(db, 'week')).map(({ period }) => period).sort()).toEqual(['2026-10-22', '2026-10-29'])
    expect(await orderDueReports(ctxOn(db, DUE))).toBe(0)
  })

  it('are not ordered before they are due, and not for a time before the first round', async () => {
    const { db } = await october()
    await orderDueReports(ctxOn(db, DUE - 1))
    expect(await ofKind(db, 'month')).toEqual([])
    const { db: empty, close } = await withDatabase()
    onTestFinished(close)
    expect(await orderDueReports(ctxOn(empty, DUE))).toBe(0)
    expect(await owedReports({ db: empty, now: DUE })).toEqual([])
  })

  it('are owed until they are made, and late after their time', async () => {
    const { db } = await october()
    const month = async (now: number) =>
      (await owedReports({ db, now })).find(({ period }) => period.name === '2026-10')
    expect(await month(DUE - 1)).toBeUndefined()
    expect(await month(DUE)).toMatchObject({ state: 'missing', isLate: false })
    expect(await month(at('2026-11-02 17:31'))).toMatchObject({ isLate: true })
    await monthly(db)
    expect(await month(DUE)).toBeUndefined()
  })
})

describe('a report that is made', () => {
  it('is kept with its rows, its files and an audit row that names every digest', async () => {
    const { db } = await october()
    const id = await monthly(db)
    const { report, page, files } = await getReport({ db }, id)
    expect(report).toMatchObject({ state: 'done', asOf: DUE, stepsDone: 11, stepsTotal: 11, leaseUntil: null })
    const rounds = page?.sections.find((section) => section.id === 'rounds')
    const shown = (figure: string) => {
      const value = rounds?.figures.find(({ id: name }) => name === figure)?.value
      return value && valueText(value, 'zh')
    }
    expect([shown('planned'), shown('items'), shown('completion')]).toEqual(['10', '40', '10 / 10（100.000%）'])
    expect(files.map(({ format }) => format)).toEqual(['pdf', 'xlsx'])
    for (const { format, sha256 } of files) {
      const { content } = await fileOf({ db }, id, format)
      expect(createHash('sha256').update(content).digest('hex')).toBe(sha256)
    }
    const [row] = await db.select().from(auditLog).where(eq(auditLog.action, 'report.made'))
    const { factsDigest, modelDigest } = report
    expect(row?.detail).toMatchObject({
      factsDigest,
      modelDigest,
      files: files.map(({ format, sha256 }) => ({ format, sha256 })),
    })
  })

  it('leads from each figure to its rows', async () => {
    const { db, ticket } = await october()
    const id = await monthly(db)
    const { rows } = await rowsOfFigure({ db }, id, { section: 'tickets', part: 'reported' }, FIRST)
    expect(rows).toMatchObject([{ id: String(ticket.id), number: ticket.number }])
    await expect(rowsOfFigure({ db }, id, { section: 'tickets', part: 'none' }, FIRST)).rejects.toMatchObject({
      code: 'reports.no-figure',
    })
  })

  it('holds nothing active, whatever people and certificates wrote', async () => {
    const { db } = await october()
    const hostile = ["=cmd|' /C calc'!A0", '<font color="red">急</font>', '@all', '+1', '-1', '\t=1', '＝1']
    for (const title of hostile)
      await openTicket(ctxOn(db, at('2026-10-21 10:00')), { ...FAULT, title, systemName: title, reportedBy: title })
    const { content } = await fileOf({ db }, await monthly(db), 'xlsx')
    const parts = unzipSync(content)
    for (const [name, bytes] of Object.entries(parts)) {
      const xml = strFromU8(bytes)
      expect(xml, name).not.toMatch(/<f[ >]|<font color|externalLink|<hyperlink|dde/i)
    }
    const strings = strFromU8(parts['xl/sharedStrings.xml'] ?? new Uint8Array())
    const texts = [...strings.matchAll(/<t[^>]*>([^<]*)<\/t>/g)].map(([, text]) => text ?? '')
    expect(texts.filter((text) => /^[=+\-@\t]/.test(text))).toEqual([])
    expect(texts).toContain("'@all")
    expect(strings).toContain('&lt;font')
  })

  it('is given by the page, newest period first', async () => {
    const { db } = await october()
    await orderDueReports(ctxOn(db, DUE))
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listReports({ db }, { limit: 4, ...(cursor ? { cursor } : {}) })
      seen.push(...page.items.map(({ number }) => number))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    const all = await db.select().from(reports)
    expect(new Set(seen).size).toBe(all.length)
    expect(seen[0]).toBe('RB-2026-11-01')
    const days = await listReports({ db }, { kind: 'day', from: '2026-10-20', to: '2026-10-21', limit: 50 })
    expect(days.items.map(({ period }) => period)).toEqual(['2026-10-21', '2026-10-20'])
  })
})

describe('a quarter', () => {
  it('tells the backups of the estate with their drills, and the round with the machines stopped', async () => {
    const { db, close } = await withDatabase()
    onTestFinished(close)
    await writePast(db, { from: '2026-09-01', days: 2, itemsPerRound: 4, systems: 1 })
    const source = '00000000-0000-4000-8000-000000000001'
    const taken = new Date(at('2026-09-02 01:00')).toISOString()
    const drilled = new Date(at('2026-09-02 03:00')).toISOString()
    await db.execute(
      sql`insert into systems (id, name, "group", environment, contract_item, position) values ('ra', 'RA', 'g', 'production', 'c', 1)`,
    )
    await db.execute(
      sql`insert into nodes (id, system_id, name, role, form, position) values ('ra-db', 'ra', 'RA 数据库', 'database', 'server', 1)`,
    )
    await db.execute(sql`
      insert into backup_sources (id, name, system_id, node_id, kind, place, stanza, plan, queries, extensions, roles, drill_every_ms,
        is_enabled, created_at, next_check_at, completeness_reasons)
      values (${source}, 'RA 备份', 'ra', 'ra-db', 'files', '{"transport": "local", "path": "/b"}', '', '{}', '[]', '{}', '{}', 0,
        true, ${taken}, ${taken}, '[]')`)
    await db.execute(sql`
      insert into backup_sets (source_id, name, kind, started_at, ended_at, size_bytes, file_count, table_count, manifest, offsite,
        verdict, reasons, first_seen_at, last_seen_at)
      values (${source}, 'full-1', 'full', ${taken}, ${taken}, 42, 1, 1, 'ok', 'ok', 'pass', '[]', ${taken}, ${taken})`)
    await db.execute(sql`
      insert into source_drills (id, source_id, set_name, state, phase, requested_at, requested_by, started_at, ended_at, usability,
        recovery_time_ms, data_age_ms, reasons)
      values (${source}, ${source}, 'full-1', 'ended', 'ended', ${taken}, 'x', ${taken}, ${drilled}, 'pass', 90000, 60000, '[]')`)
    const stopped = new Date(at('2026-09-12 20:00')).toISOString()
    await db.execute(sql`
      insert into rounds (id, plan_id, date, slot, title_zh, title_en, is_counted, opens_at, planned_at, on_time_until, missed_after, state)
      values ('quarterly.2026-09-12.quarter', 'quarterly', '2026-09-12', 'quarter', '季度停机', 'Quarterly', false, ${stopped}, ${stopped},
        ${stopped}, ${stopped}, 'done-on-time')`)
    await db.execute(sql`
      insert into round_items (round_id, number, check_id, system_id, system_name, environment, node_id, node_name, layer, kind,
        title_zh, title_en, target, settings, must_measure, conclusion, recorded_at)
      values ('quarterly.2026-09-12.quarter', 1, 'quarterly/cold-backup', 'ra', 'RA', 'production', 'ra-db', 'RA 数据库', 'backup', 'manual',
        '冷备', 'cold backup', '', '{}', true, 'normal', ${stopped})`)
    const now = at('2026-10-08 09:00')
    const { id } = await orderReport(ctxOn(db, now), { kind: 'quarter', period: '2026Q3' })
    await makeReports(ctxOn(db, now), clock(now))
    const { page } = await getReport({ db }, id)
    const section = (name: string) => page?.sections.find((one) => one.id === name)
    const value = (name: string, figure: string) => section(name)?.figures.find((one) => one.id === figure)?.value
    expect(value('rounds', 'planned')).toEqual({ kind: 'count', count: 4 })
    expect(value('other-plans', 'planned')).toEqual({ kind: 'count', count: 1 })
    expect(value('other-plans', 'cold-backup')).toEqual({ kind: 'share', part: 1, whole: 1 })
    expect(value('backups', 'usable')).toEqual({ kind: 'share', part: 1, whole: 1 })
    const row = section('backups')?.tables[0]?.rows[0]?.cells
    expect(row?.[0]).toBe('RA 备份 full-1')
    expect(row?.slice(6)).toEqual([{ zh: '通过', en: 'pass' }, 90, 60])
  })
})

describe('a report computed again', () => {
  it('is identical a year later, although its tickets went on', async () => {
    const { db, ticket } = await october()
    const id = await monthly(db)
    const later = ctxOn(db, at('2026-11-03 10:00'))
    await takeStep(later, ticket.id, { step: 'respond' })
    const account = { phenomenon: '无法登录', cause: '证书过期', resolution: '更换证书' }
    await takeStep(later, ticket.id, { step: 'resolve', ...account })
    await takeStep(later, ticket.id, { step: 'close', report: '故障报告' })
    await takeStep(ctxOn(db, at('2026-11-04 10:00')), ticket.id, { step: 'reopen', reason: '又出现' })
    const check = await recomputeReport(ctxOn(db, at('2027-11-02 09:00')), id)
    expect(check.altered).toEqual([])
    expect(check.comparison.figures).toEqual([])
    // What people wrote since is told, and changes no figure.
    expect(check.comparison).toMatchObject({ outcome: 'same-figures' })
    expect(check.comparison.rows[0]).toMatchObject({ table: 'tickets', id: String(ticket.id), change: 'altered' })
  })

  it('is identical to the byte where nothing was written since', async () => {
    const { db } = await october()
    const check = await recomputeReport(ctxOn(db, DUE), await monthly(db))
    expect(check).toMatchObject({ altered: [], comparison: { outcome: 'identical', figures: [], rows: [] } })
  })

  it('names the figure and the row when a round was changed afterwards', async () => {
    const { db, owner } = await october()
    const id = await monthly(db)
    const name = 'daily.2026-10-21.morning'
    await owner.execute(sql`update round_events set to_state = 'missed' where round_id = ${name}`)
    const { comparison } = await recomputeReport(ctxOn(db, DUE), id)
    expect(comparison.outcome).toBe('different')
    const completion = comparison.figures.find((figure) => figure.section === 'rounds' && figure.id === 'completion')
    expect(completion).toMatchObject({ before: { part: 10, whole: 10 }, after: { part: 9, whole: 10 } })
    expect(completion?.rows).toEqual([{ table: 'rounds', id: name, change: 'altered', fields: ['state'] }])
  })

  it('names the tickets whose promises a late notice of the State Council moves, and the figure it changes (F18)', async () => {
    const { db, ticket } = await october()
    // Reported on Tuesday the 20th: the third working day ends on Friday the 23rd at 17:30.
    const solved = { phenomenon: '无法登录', cause: '证书过期', resolution: '更换证书' }
    await takeStep(ctxOn(db, at('2026-10-23 18:00')), ticket.id, { step: 'resolve', ...solved })
    const id = await monthly(db)
    const value = async (check: Promise<{ comparison: { figures: { id: string; after: unknown }[] } }>) =>
      (await check).comparison.figures.find((figure) => figure.id === 'resolution')?.after
    const { page } = await getReport({ db }, id)
    const figures = page?.sections.find((section) => section.id === 'tickets')?.figures
    expect(figures?.find((figure) => figure.id === 'resolution')?.value).toEqual({ kind: 'share', part: 0, whole: 1 })
    const known = STATE_COUNCIL_YEARS.find(({ year }) => year === 2026)
    if (!known) throw new Error('no calendar of 2026')
    const { year, makeUpDays } = known
    const notice = {
      year,
      source: 'notice',
      sha256: '',
      makeUpDays: [...makeUpDays],
      enteredBy: 'test',
      enteredAt: DUE,
    }
    await db.insert(calendarNotices).values({ ...notice, daysOff: [...known.daysOff, '2026-10-22'] })
    const check = recomputeReport(ctxOn(db, DUE), id)
    expect(await value(check)).toEqual({ kind: 'share', part: 1, whole: 1 })
    expect((await check).comparison.rows).toMatchObject([
      { table: 'tickets', id: String(ticket.id), fields: ['clocks'] },
    ])
  })

  it('finds one changed item among all of them', async () => {
    const { db } = await october()
    const id = await monthly(db)
    await db.execute(
      sql`update round_items set conclusion = 'abnormal' where round_id = 'daily.2026-10-22.evening' and number = 3`,
    )
    const { comparison } = await recomputeReport(ctxOn(db, DUE), id)
    expect(comparison.figures.map((figure) => figure.id)).toEqual(expect.arrayContaining(['normal', 'abnormal']))
    expect(comparison.rows.map((row) => `${row.table}/${row.id}`).sort()).toEqual([
      'areas/system-1/database',
      'rounds/daily.2026-10-22.evening',
    ])
  })

  it('names what was kept and is not what was made: every one of 100 edits of one byte', async () => {
    const { db, owner } = await october()
    const id = await monthly(db)
    const ctx = ctxOn(db, DUE)
    const files = await db.select().from(reportFiles)
    // A generator of our own, so that a failure can be run again.
    let seed = 20_261_102
    const next = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % below
    }
    for (let edit = 0; edit < 100; edit += 1) {
      const file = files[edit % 2]
      if (!file) throw new Error('no file')
      const own = and(eq(reportFiles.reportId, id), eq(reportFiles.format, file.format))
      const bytes = new Uint8Array(file.content)
      const place = next(bytes.length)
      bytes[place] = (bytes[place] ?? 0) ^ (1 + next(255))
      await owner.update(reportFiles).set({ content: bytes }).where(own)
      const digest = createHash('sha256')
        .update((await fileOf(ctx, id, file.format)).content)
        .digest('hex')
      expect(digest === file.sha256, `byte ${place} of ${file.format}`).toBe(false)
      if (edit < 4) expect((await recomputeReport(ctx, id)).altered).toEqual([file.format])
      await owner.update(reportFiles).set({ content: file.content }).where(own)
    }
    expect((await recomputeReport(ctx, id)).altered).toEqual([])
  }, 60_000)

  it('names kept rows and a kept report that were edited', async () => {
    const { db, owner } = await october()
    const id = await monthly(db)
    await owner.execute(sql`update report_contents set facts = jsonb_set(facts, '{rows,rounds,0,state}', '"missed"')`)
    const forged = await recomputeReport(ctxOn(db, DUE), id)
    expect(forged.altered).toEqual(['rows', 'computation', 'pdf-rendering', 'xlsx-rendering'])
    expect(forged.comparison.outcome).toBe('different')
    await owner.execute(sql`update report_contents set facts = jsonb_set(facts, '{rows,rounds,0,state}', '"done-on-time"'),
      model = jsonb_set(model, '{asOf}', '1')`)
    expect((await recomputeReport(ctxOn(db, DUE), id)).altered).toEqual(['report', 'page'])
    await owner.execute(sql`update report_contents set model = jsonb_set(model, '{asOf}', page -> 'asOf'),
      page = jsonb_set(page, '{sections,0,figures,0,value,count}', '11')`)
    expect((await recomputeReport(ctxOn(db, DUE), id)).altered).toEqual(['page'])
  })
})

describe('making a report', () => {
  it('is taken up by another instance when its maker falls silent, and speaks of the same moment', async () => {
    const { db } = await october()
    const ctx = ctxOn(db, DUE)
    await orderReport(ctx, { kind: 'month', period: '2026-10' })
    const first = await claimReport(ctx)
    expect(await claimReport(ctx)).toBeUndefined()
    const later = DUE + REPORT_LEASE_MS + 1
    const second = await claimReport(ctxOn(db, later))
    if (!first || !second) throw new Error('not claimed')
    expect(second).toMatchObject({ id: first.id, asOf: DUE, attempts: 2 })
    // The first one wakes: nothing it does counts.
    await makeReport(ctxOn(db, later), first, clock(later))
    expect((await getReport({ db }, first.id)).report).toMatchObject({ state: 'running', attempts: 2 })
    await makeReport(ctxOn(db, later), second, clock(later))
    expect((await getReport({ db }, first.id)).report).toMatchObject({ state: 'done', asOf: DUE })
    expect(await db.select().from(reportContents)).toHaveLength(1)
  })

  it('is put off when it fails, stays failed after the third time, and is tried again when somebody asks', async () => {
    const { db } = await october()
    const broken = { printer: { ...printer, operationsReport: () => Promise.reject(new Error('no paper')) } }
    const { id } = await orderReport(ctxOn(db, DUE), { kind: 'month', period: '2026-10' })
    const state = async () => (await getReport({ db }, id)).report
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const now = DUE + attempt * REPORT_LEASE_MS
      await expect(makeReports(ctxOn(db, now, broken), clock(now))).rejects.toThrow('no paper')
      expect(await state()).toMatchObject({ attempts: attempt + 1, problem: 'no paper' })
    }
    expect(await state()).toMatchObject({ state: 'failed' })
    expect(await claimReport(ctxOn(db, DUE + 10 * REPORT_LEASE_MS))).toBeUndefined()
    expect((await owedReports({ db, now: DUE })).find(({ period }) => period.name === '2026-10')?.state).toBe('failed')
    await monthly(db, DUE + 1)
    expect(await state()).toMatchObject({ state: 'done', problem: null, attempts: 4 })
  })

  it('gives a preview before its time, then the final one, and a correction only with a reason', async () => {
    const { db } = await october()
    const order = (now: number, reason?: string) =>
      orderReport(ctxOn(db, now), { kind: 'month', period: '2026-10', ...(reason ? { reason } : {}) })
    const made = async (now: number, reason?: string) => {
      const row = await order(now, reason)
      await makeReports(ctxOn(db, now), clock(now))
      return row
    }
    const early = at('2026-10-25 09:00')
    expect(await made(early)).toMatchObject({ edition: 'preview', number: 'YB-2026-10-P1' })
    expect(await made(DUE)).toMatchObject({ edition: 'final', number: 'YB-2026-10' })
    await expect(order(DUE + 1)).rejects.toMatchObject({ code: 'reports.reason-required' })
    expect(await made(DUE + 1, '补录巡检')).toMatchObject({
      edition: 'correction',
      number: 'YB-2026-10-3',
      reason: '补录巡检',
    })
    expect(await order(DUE + 2, '再次').then(({ id }) => order(DUE + 2).then((again) => again.id === id))).toBe(true)
  })

  it('is told once it is there: final and corrected, not a preview, not a day made up for after an absence', async () => {
    const { db } = await october()
    const told = async () =>
      (await db.select().from(notices).where(eq(notices.kind, 'report')).orderBy(notices.id)).map(({ title }) => title)
    const make = async (now: number, kind: 'month' | 'day', period: string, reason?: string) => {
      await orderReport(ctxOn(db, now), { kind, period, ...(reason ? { reason } : {}) })
      await makeReports(ctxOn(db, now), clock(now))
    }
    await make(at('2026-10-25 09:00'), 'month', '2026-10')
    await make(DUE, 'day', '2026-10-21')
    expect(await told()).toEqual([])
    await make(DUE, 'month', '2026-10')
    await make(DUE + 1, 'month', '2026-10', '补录巡检')
    expect(await told()).toEqual([expect.stringMatching(/^【报告】/), expect.stringMatching(/（更正）$/)])
  })

  it('is refused for what is no period, no round, or has not begun', async () => {
    const { db } = await october()
    const order = (kind: 'week' | 'round' | 'year', period: string) => orderReport(ctxOn(db, DUE), { kind, period })
    await expect(order('week', '2026-10-21')).rejects.toMatchObject({ code: 'reports.no-period' })
    await expect(order('round', 'daily.2026-10-19.morning')).rejects.toMatchObject({ code: 'reports.no-period' })
    await expect(order('year', '2027')).rejects.toMatchObject({ code: 'reports.not-begun' })
  })

  it('of a missed round says what was missed', async () => {
    const { db, owner } = await october()
    const name = 'daily.2026-10-21.morning'
    await db.update(rounds).set({ state: 'missed', signedAt: null }).where(eq(rounds.id, name))
    await owner.execute(sql`update round_events set to_state = 'missed' where round_id = ${name}`)
    await db.update(tickets).set({ nextDueAt: null })
    const { id } = await orderReport(ctxOn(db, DUE), { kind: 'round', period: name })
    await makeReports(ctxOn(db, DUE), clock(DUE))
    const { page } = await getReport({ db }, id)
    const row = page?.sections[0]?.tables.find((table) => table.id === 'round')?.rows[0]
    expect(row?.cells[2]).toEqual({ zh: '漏检', en: 'missed' })
    expect(page?.sections[0]?.figures[0]?.value).toEqual({ kind: 'count', count: 4 })
  })
})
