// What a report says of the service as a whole: availability, time to repair and between failures, and the seven standards.
// Tender 001:1067-1073 (availability ≥ 99.95 % a year), 004:8003-8046 (standards, grade, ten working days to consider).
// Where no round looked, the time is unknown: neither up nor down, and told beside both.

import { addDays, type CivilDate, civilDateOf } from '../calendar/civil.ts'
import { availability } from '../sla/availability.ts'
import { isWorkingDay, type WorkCalendar } from '../sla/calendar.ts'
import { percentText } from '../sla/share.ts'
import { lengthOf, merged, type Span, without } from '../sla/spans.ts'
import { gradeOf } from '../sla/standards.ts'
import {
  columns,
  count,
  durationOf,
  type FigureDraft,
  list,
  NOTHING_COUNTED,
  type SectionDraft,
  section,
  text,
} from './draft.ts'
import type { ReportFacts, RoundFact, StandardFact, TicketFact } from './facts.ts'
import type { Cell, Text } from './model.ts'

/** What happened in the period until the report spoke. */
function observedSpan({ period, asOf }: ReportFacts): Span {
  return { from: period.from, to: Math.min(period.to, asOf) }
}

/**
 * Time in which nobody looked: each planned round answers for the time until the next one was planned, and one that was missed,
 * or never judged a single item, answers for nothing.
 */
export function unknownSpans(facts: ReportFacts): Span[] {
  const span = observedSpan(facts)
  const rounds = facts.rows.rounds.filter(({ isCounted }) => isCounted).sort((a, b) => a.plannedAt - b.plannedAt)
  const seen = rounds.flatMap((round, index): Span[] =>
    hasLooked(round) ? [{ from: round.plannedAt, to: rounds[index + 1]?.plannedAt ?? span.to }] : [],
  )
  return without(span, merged(seen))
}

function hasLooked({ state, conclusions }: RoundFact): boolean {
  const { normal, warning, abnormal } = conclusions
  return state !== 'missed' && state !== 'made-up' && normal + warning + abnormal > 0
}

export function serviceSection(facts: ReportFacts): SectionDraft {
  const span = observedSpan(facts)
  const faults = facts.rows.tickets.filter(({ kind }) => kind === 'fault')
  const down = faults.map(({ reportedAt, resolvedAt }) => ({ from: reportedAt, to: resolvedAt ?? span.to }))
  const maintenance = faults.flatMap((fault) => fault.maintenance)
  const found = availability({ period: span, maintenance, down, unknown: unknownSpans(facts) })
  const knownMs = found.promisedMs - found.unknownMs
  const upMs = knownMs - found.downMs
  const rounds = facts.rows.rounds.filter(({ isCounted }) => isCounted)
  const time = (id: string, title: Text, ms: number | null): FigureDraft => ({
    ...{ id, title, table: 'tickets', of: faults },
    value: durationOf(ms),
  })
  return section('service', text('服务可用性', 'Availability'), {
    notes: [
      text(
        '故障工单从报告到解决计为中断；约定的停机窗口不计。没有巡检到的时间既不算正常也不算中断，单独列出。',
        'A fault is an outage from its report to its solution; agreed maintenance is not counted. Time no round looked at is neither up nor down.',
      ),
    ],
    figures: [
      ratio(
        'availability',
        text('可用率（已知时间内，不低于 99.95%）', 'Availability in known time (at least 99.95 %)'),
        faults,
        upMs,
        knownMs,
      ),
      ratio(
        'availability-at-worst',
        text('可用率下限（未知时间全按中断计）', 'Availability at worst (unknown time as down)'),
        faults,
        upMs,
        found.promisedMs,
      ),
      time('down', text('中断时间', 'Down'), found.downMs),
      { ...time('unknown', text('未知时间', 'Unknown'), found.unknownMs), table: 'rounds', of: rounds },
      { ...time('promised', text('承诺时间', 'Promised'), lengthOf(without(span, merged(maintenance)))) },
      { ...time('failures', text('中断次数', 'Outages'), null), value: { kind: 'count', count: found.failures } },
      time('mttr', text('平均修复时间（MTTR）', 'Mean time to repair'), whole(found.meanTimeToRepairMs)),
      time(
        'mtbf',
        text('平均无故障时间（MTBF）', 'Mean time between failures'),
        whole(found.meanTimeBetweenFailuresMs),
      ),
    ],
  })
}

const whole = (ms: number | null) => (ms === null ? null : Math.floor(ms))

function ratio(id: string, title: Text, of: readonly TicketFact[], partMs: number, wholeMs: number): FigureDraft {
  const percent = percentText(Math.max(0, partMs), wholeMs)
  const value: FigureDraft['value'] =
    percent === null
      ? { kind: 'unknown', why: NOTHING_COUNTED }
      : { kind: 'text', text: text(`${percent}%`, `${percent} %`) }
  return { id, title, table: 'tickets', of, value }
}

const STANDARD_WORDS: Readonly<Record<string, Text>> = {
  purchases: text('采购：签约后 60 日内下单', 'Purchases ordered within 60 days'),
  demands: text('需求响应大于 90%', 'Demands answered, above 90 %'),
  tickets: text('工单按时解决大于 95%', 'Tickets on time, above 95 %'),
  'patch-lists': text('每季度提交补丁清单', 'Patch list each quarter'),
  'fault-response': text('故障 15 分钟内响应', 'Faults answered within 15 minutes'),
  'data-submission': text('数据报送大于 98%', 'Data submissions, above 98 %'),
  documents: text('文档齐全正确大于 95%', 'Documents, above 95 %'),
}
const STATE_WORDS: Readonly<Record<StandardFact['state'], Text>> = {
  met: text('达标', 'met'),
  'not-met': text('未达标', 'not met'),
  'not-applicable': text('不适用（计为达标）', 'not applicable (counts as met)'),
}
const GRADE_WORDS = {
  excellent: text('优秀', 'excellent'),
  good: text('良好', 'good'),
  fair: text('一般', 'fair'),
  failed: text('不合格', 'failed'),
} as const

export function standardsSection({ rows, period, provisionalFor }: ReportFacts): SectionDraft {
  const { standards } = rows
  const met = standards.filter(({ state }) => state !== 'not-met')
  const { grade, pay } = gradeOf(met.length)
  const shape = columns(
    ['考核标准', 'Standard', 34],
    ['结论', 'State', 18],
    ['达到', 'Passed', 10],
    ['应计', 'Counted', 10],
    ['未达到的', 'Failed', 28],
  )
  const cells = (one: StandardFact): Cell[] => [
    STANDARD_WORDS[one.id] ?? one.id,
    STATE_WORDS[one.state],
    one.passed,
    one.counted,
    one.failed.join('、') || null,
  ]
  const word = (id: string, title: Text, said: Text): FigureDraft => ({
    ...{ id, title, table: 'standards', of: standards },
    link: `/tickets/assessment?period=${period.name}`,
    value: standards.length === 0 ? { kind: 'unknown', why: NOTHING_COUNTED } : { kind: 'text', text: said },
  })
  const paid =
    pay === null
      ? text('约定中没有比例（按 6.2（2）整改）', 'not laid down (rectify under 6.2 (2))')
      : text(`${pay / 100}%`, `${pay / 100} %`)
  return section('standards', text('七项考核标准', 'Seven standards'), {
    notes: provisionalFor.length === 0 ? [] : [provisionalNote(provisionalFor)],
    figures: [
      count('met', text('达标项', 'Standards met'), 'standards', met),
      word('grade', text('等次', 'Grade'), GRADE_WORDS[grade]),
      word('pay', text('支付比例', 'Share of the fee paid'), paid),
    ],
    tables: [
      list('standards', text('考核情况', 'Assessment'), { table: 'standards', columns: shape, cells }, standards),
    ],
  })
}

export function provisionalNote(years: readonly number[]): Text {
  const named = years.join('、')
  return text(
    `${named} 年的放假安排尚未载入，涉及的时限为暂定。`,
    `The holidays of ${named} are not known yet: deadlines that rest on them are provisional.`,
  )
}

const CONSIDERED_WITHIN = 10

/** 甲方 considers a half-year report within ten working days of its submission; the day of receipt is not counted. */
export function consideredBy(submittedAt: number, calendar: WorkCalendar): CivilDate {
  let day = civilDateOf(submittedAt)
  for (let left = CONSIDERED_WITHIN; left > 0; ) {
    day = addDays(day, 1)
    if (isWorkingDay(calendar, day)) left -= 1
  }
  return day
}
