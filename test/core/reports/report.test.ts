import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import { compareReports } from '#core/reports/comparison.ts'
import { composeReport, reportDigest } from '#core/reports/compose.ts'
import type { ReportFacts } from '#core/reports/facts.ts'
import { type Figure, type ReportModel, valueText } from '#core/reports/model.ts'
import { pageOf } from '#core/reports/page.ts'
import { REPORT_PLANS } from '#core/reports/periods.ts'
import { consideredBy } from '#core/reports/service.ts'
import { HOUSE_CALENDAR } from '#core/sla/house-calendar.ts'
import { at, factsOf, finding, hash, NONE, round, roundsOf, ticket } from './stage.ts'

const HOUR = 3_600_000
const compose = async (facts: ReportFacts) => (await composeReport(facts, hash)).model

function figure(report: ReportModel, section: string, id: string): Figure {
  const found = report.sections.find((one) => one.id === section)?.figures.find((one) => one.id === id)
  if (!found) throw new Error(`no figure ${section}/${id}`)
  return found
}

const shown = async (facts: ReportFacts, section: string, id: string) =>
  valueText(figure(await compose(facts), section, id).value, 'zh')

describe('the figures of rounds', () => {
  const year = roundsOf('2025-01-01', 365)
  const replaced = (state: string, date = '2025-03-03') =>
    year.map((one) => (one.id === `daily.${date}.morning` ? { ...one, state } : one))

  it('are 730 planned rounds a year, and one that was missed makes 99.863 %', async () => {
    expect(await shown(factsOf('year', '2025', { rounds: year }), 'rounds', 'planned')).toBe('730')
    const facts = factsOf('year', '2025', { rounds: replaced('missed') })
    expect(await shown(facts, 'rounds', 'completion')).toBe('729 / 730（99.863%）')
  })

  it('count a missed round that was made up for as missed, never as done', async () => {
    const facts = factsOf('year', '2025', { rounds: replaced('made-up') })
    expect(await shown(facts, 'rounds', 'missed')).toBe('1')
    expect(await shown(facts, 'rounds', 'made-up')).toBe('1')
    expect(await shown(facts, 'rounds', 'on-time')).toBe('729')
  })

  it('leave out extra rounds and those of another day', async () => {
    const extra = round('2025-05-05', 'morning', { id: 'extra', planId: 'extra', isCounted: false, isPlanned: false })
    const facts = factsOf('month', '2025-05', { rounds: [...roundsOf('2025-04-30', 33), extra] })
    expect(await shown(facts, 'rounds', 'planned')).toBe('62')
  })

  it('of the inspection with the machines stopped stand apart, with the cold backup people wrote down', async () => {
    const stopped = round('2025-06-14', 'evening', { id: 'q', planId: 'quarterly', isCounted: false })
    const item = (id: string, layer: string, conclusion: 'normal' | 'abnormal') => ({
      ...{ id, roundId: 'q', number: 1, systemId: 's', system: '系统', node: '节点', layer, conclusion },
      ...{ title: { zh: '冷备', en: 'cold backup' }, isManual: true, seen: '12 GB', problem: null, recordedAt: null },
    })
    const items = [item('1', 'backup', 'normal'), item('2', 'backup', 'abnormal'), item('3', 'os', 'normal')]
    const facts = factsOf('quarter', '2025Q2', { rounds: [...roundsOf('2025-06-14', 1), stopped], items })
    expect(await shown(facts, 'rounds', 'planned')).toBe('2')
    expect(await shown(facts, 'other-plans', 'planned')).toBe('1')
    expect(await shown(facts, 'other-plans', 'cold-backup')).toBe('1 / 2（50.000%）')
  })

  it('are unknown, not nought and not full, where there was no round', async () => {
    const empty = await compose(factsOf('month', '2025-05', {}))
    expect(figure(empty, 'rounds', 'completion').value.kind).toBe('unknown')
  })
})

describe('availability', () => {
  const MONTHS = roundsOf('2024-12-31', 182)
  const half = (given: { rounds?: ReportFacts['rows']['rounds']; tickets?: ReportFacts['rows']['tickets'] }) =>
    factsOf('half-year', '2025H1', { rounds: MONTHS, ...given })

  it('is whole when nothing failed and every round looked', async () => {
    expect(await shown(half({}), 'service', 'availability')).toBe('100.000%')
    expect(await shown(half({}), 'service', 'unknown')).toBe('0 秒')
  })

  it('tells the time behind a missed round as unknown: neither up nor down', async () => {
    const isMissed = ({ id }: { id: string }) => id === 'daily.2025-02-10.evening'
    const rounds = MONTHS.map((one) => (isMissed(one) ? { ...one, state: 'missed' } : one))
    // From the evening of the 10th, 17:00, to the morning of the 11th, 08:00.
    expect(await shown(half({ rounds }), 'service', 'unknown')).toBe('15 小时')
    expect(await shown(half({ rounds }), 'service', 'availability')).toBe('100.000%')
    // 181 days are 4,344 hours; 4,329 of them are 99.654 %.
    expect(await shown(half({ rounds }), 'service', 'availability-at-worst')).toBe('99.654%')
  })

  it('takes a round that judged nothing for one that did not look, and a service that begins late as unknown until then', async () => {
    const blind = MONTHS.map((one) =>
      one.date === '2025-02-10' ? { ...one, conclusions: { ...NONE, unchecked: 10 } } : one,
    )
    expect(await shown(half({ rounds: blind }), 'service', 'unknown')).toBe('1 天')
    const late = MONTHS.filter(({ date }) => date >= '2025-01-03')
    // Until 08:00 of the third day.
    expect(await shown(half({ rounds: late }), 'service', 'unknown')).toBe('2 天 8 小时')
  })

  it('is unknown, and not whole, where nobody looked at all', async () => {
    expect(await shown(half({ rounds: [] }), 'service', 'availability')).toBe('未知（没有可计的记录）')
    expect(await shown(half({ rounds: [] }), 'service', 'availability-at-worst')).toBe('0.000%')
  })

  it('counts an outage once, without the maintenance agreed on, and tells how long repairs took', async () => {
    const tickets = [
      ticket(1, '2025-03-01 10:00', { resolvedAt: at('2025-03-01 12:00') }),
      ticket(2, '2025-03-01 11:00', {
        resolvedAt: at('2025-03-01 14:00'),
        maintenance: [{ from: at('2025-03-01 13:00'), to: at('2025-03-01 14:00') }],
      }),
    ]
    expect(await shown(half({ tickets }), 'service', 'down')).toBe('3 小时')
    expect(await shown(half({ tickets }), 'service', 'mttr')).toBe('3 小时')
    expect(await shown(half({ tickets }), 'service', 'failures')).toBe('1')
    // 3 hours of the 4,343 that were promised.
    expect(await shown(half({ tickets }), 'service', 'availability')).toBe('99.930%')
  })
})

describe('the duty to write a report of an accident', () => {
  const month = (given: Parameters<typeof ticket>[2]) =>
    factsOf('month', '2025-05', { tickets: [ticket(1, '2025-05-02 10:00', given)] }, at('2025-06-03 09:00'))
  const owed = (given: Parameters<typeof ticket>[2]) => shown(month(given), 'accidents', 'owed')

  it('begins when users went without for more than 24 hours, and not at 24 hours', async () => {
    expect(await owed({ resolvedAt: at('2025-05-03 10:00') })).toBe('0')
    expect(await owed({ resolvedAt: at('2025-05-03 10:00') + 1 })).toBe('1')
    expect(await owed({ resolvedAt: null })).toBe('1')
  })

  it('is not there where no user felt it, and is where nobody said how many did', async () => {
    const lasting = { resolvedAt: at('2025-05-02 10:00') + 25 * HOUR }
    expect(await owed({ ...lasting, usersPercent: 0 })).toBe('0')
    expect(await owed({ ...lasting, usersPercent: 0.1 })).toBe('1')
    expect(await owed({ ...lasting, kind: 'question' })).toBe('0')
  })

  it('is told again in a later month only while the report is owed', async () => {
    const lasted = { resolvedAt: at('2025-05-04 10:00'), closedAt: null }
    const june = (hasReport: boolean) =>
      factsOf('month', '2025-06', { tickets: [ticket(1, '2025-05-02 10:00', { ...lasted, hasReport })] })
    expect(await shown(june(true), 'accidents', 'owed')).toBe('0')
    expect(await shown(june(false), 'accidents', 'missing')).toBe('1')
  })

  it('is met by the report of the fault', async () => {
    expect(await shown(month({ hasReport: true }), 'accidents', 'missing')).toBe('0')
    expect(await shown(month({}), 'accidents', 'missing')).toBe('1')
  })
})

describe('the verdicts on backups', () => {
  it('leave out what nobody judged: it is neither complete nor incomplete', async () => {
    const taken = at('2025-05-02 01:00')
    const backup = (id: string, completeness: string | null) => ({
      ...{ id, subject: '库', startedAt: taken, endedAt: taken, sizeBytes: 1, completeness },
    })
    const backups = [backup('1', 'pass'), backup('2', 'fail'), backup('3', null), backup('4', 'unknown')]
    const facts = factsOf('month', '2025-05', { backups })
    expect(await shown(facts, 'backups', 'complete')).toBe('1 / 2（50.000%）')
    expect(await shown(facts, 'backups', 'unchecked')).toBe('2')
    expect(await shown(facts, 'backups', 'usable')).toBe('未知（没有可计的记录）')
  })
})

describe('a response within 15 minutes', () => {
  it('is less than 15 minutes: 15:00.000 is too late', async () => {
    const answered = (ms: number) => {
      const one = ticket(1, '2025-05-02 10:00')
      return factsOf('month', '2025-05', { tickets: [{ ...one, respondedAt: one.reportedAt + ms }] })
    }
    expect(await shown(answered(15 * 60_000 - 1), 'faults', 'response')).toBe('1 / 1（100.000%）')
    expect(await shown(answered(15 * 60_000), 'faults', 'response')).toBe('0 / 1（0.000%）')
  })
})

describe('a report', () => {
  const rows = {
    rounds: roundsOf('2025-04-30', 32),
    findings: [finding(2, '2025-05-03 08:10'), finding(1, '2025-04-02 08:10', { verdict: 'warn' })],
    tickets: [ticket(1, '2025-05-02 10:00')],
  }
  const month = factsOf('month', '2025-05', rows, at('2025-06-03 09:00'))

  it('of every kind has figures, and each names its rows by table, count and digest', async () => {
    const names = {
      day: '2025-05-06',
      week: '2025-05-08',
      month: '2025-05',
      quarter: '2025Q2',
      'half-year': '2025H1',
      year: '2025',
    }
    for (const { kind } of REPORT_PLANS) {
      const report = await compose(factsOf(kind, names[kind], rows))
      const sources = report.sections.flatMap(({ figures, tables }) =>
        [...figures, ...tables].map(({ source }) => source),
      )
      expect(sources.length, kind).toBeGreaterThan(20)
      for (const { digest, count, ids } of sources) {
        expect(digest).toMatch(/^[0-9a-f]{64}$/)
        expect(ids.length).toBe(Math.min(count, 50))
      }
    }
  })

  it('digests the rows of a figure, whatever order they came in', async () => {
    const { source } = figure(await compose(month), 'problems', 'carried')
    const expected = canonicalJson(rows.findings.slice(1))
    const text = `zhengxun-source-1\nfindings\n${expected}`
    expect(source).toMatchObject({ count: 1, ids: ['1'], digest: createHash('sha256').update(text).digest('hex') })
    const reversed = { ...month, rows: { ...month.rows, rounds: [...month.rows.rounds].reverse() } }
    const planned = async (facts: ReportFacts) => figure(await compose(facts), 'rounds', 'planned').source.digest
    expect(await planned(reversed)).toBe(await planned(month))
  })

  it('leads from a figure to the very rows', async () => {
    const { model, behind } = await composeReport(month, hash)
    const ids = (id: string) => behind[figure(model, 'problems', id).source.digest]
    expect([ids('found'), ids('carried'), ids('open')]).toEqual([['2'], ['1'], ['1', '2']])
  })

  it('shows the first hundred rows of a table on a page, and how many there are', async () => {
    const findings = Array.from({ length: 101 }, (_, index) => finding(index + 1, '2025-05-03 08:10'))
    const model = await compose(factsOf('month', '2025-05', { findings }))
    const table = pageOf(model).sections.find(({ id }) => id === 'problems')?.tables[0]
    expect([table?.rows.length, table?.total]).toEqual([100, 101])
  })

  it('has the same digest for the same rows, and another for one character', async () => {
    const digest = async (facts: ReportFacts) => reportDigest(hash, await compose(facts))
    const copy: ReportFacts = JSON.parse(JSON.stringify(month))
    expect(await digest(copy)).toBe(await digest(month))
    const [first, ...others] = month.rows.findings
    if (!first) throw new Error('no finding')
    const changed = { ...month.rows, findings: [{ ...first, node: '节点二' }, ...others] }
    expect(await digest({ ...month, rows: changed })).not.toBe(await digest(month))
  })

  it('lists the month’s three papers: 巡检报告, 问题记录表, 预警处理台帐', async () => {
    const { sections } = await compose(month)
    const tables = sections.flatMap((one) => one.tables.map(({ title }) => title.zh))
    expect(tables).toEqual(
      expect.arrayContaining(['巡检记录', '问题记录表', '预警处理台帐', '影响用户超过 24 小时的故障']),
    )
  })

  it('says by when a half-year report is to be considered: ten working days after the day it came', async () => {
    expect(consideredBy(at('2025-07-01 10:00'), HOUSE_CALENDAR)).toBe('2025-07-15')
    // Ten days of which eight are off: 1 to 8 October.
    expect(consideredBy(at('2025-09-26 10:00'), HOUSE_CALENDAR)).toBe('2025-10-16')
    const { sections } = await compose(factsOf('half-year', '2025H1', rows, at('2025-07-01 10:00')))
    expect(sections.find(({ id }) => id === 'consideration')?.notes[0]?.zh).toContain('2025-07-15')
  })
})

describe('a report computed again', () => {
  const facts = (tickets: ReportFacts['rows']['tickets']) => factsOf('month', '2025-05', { tickets })
  const [one, two] = [ticket(1, '2025-05-02 10:00'), ticket(2, '2025-05-03 10:00')]

  it('is identical where no row changed', () => {
    expect(compareReports(facts([one, two]), facts([two, one]))).toEqual({
      outcome: 'identical',
      figures: [],
      rows: [],
    })
  })

  it('names the figure that differs and the row that made it differ', () => {
    const closed = { ...two, state: 'closed' as const, closedAt: at('2025-05-04 10:00') }
    const { outcome, figures } = compareReports(facts([one, two]), facts([one, closed]))
    expect(outcome).toBe('different')
    expect(figures.find(({ section, id }) => section === 'tickets' && id === 'closed')).toMatchObject({
      before: { kind: 'count', count: 0 },
      after: { kind: 'count', count: 1 },
      rows: [{ table: 'tickets', id: '2', change: 'altered', fields: ['closedAt', 'state'] }],
    })
  })

  it('names rows that came and rows that went', () => {
    const { rows } = compareReports(facts([one]), facts([two]))
    expect(rows).toEqual([
      { table: 'tickets', id: '1', change: 'removed', fields: [] },
      { table: 'tickets', id: '2', change: 'added', fields: [] },
    ])
  })

  it('tells a row whose words changed from a figure that did', () => {
    expect(compareReports(facts([one]), facts([{ ...one, cause: '时钟' }]))).toMatchObject({
      outcome: 'same-figures',
      figures: [],
      rows: [{ id: '1', fields: ['cause'] }],
    })
  })
})

describe('a value', () => {
  it('is cut and never rounded up to what it is not', () => {
    expect(valueText({ kind: 'share', part: 99_999, whole: 100_001 }, 'zh')).toBe('99999 / 100001（99.998%）')
    expect(valueText({ kind: 'duration', ms: 90_061_999 }, 'zh')).toBe('1 天 1 小时')
    expect(valueText({ kind: 'duration', ms: 999 }, 'en')).toBe('0 s')
    expect(valueText({ kind: 'unknown', why: { zh: '没有巡检', en: 'no rounds' } }, 'zh')).toBe('未知（没有巡检）')
  })
})
