// What a report says of rounds: completion, lateness and what items came to (tender 3.6.1.2.4: 每天早晚提供二次全面巡检).
// A missed round stays missed: one that was made up for counts as missed and is told apart, never as done.

import { QUARTERLY_PLAN } from '../calendar/house-plans.ts'
import {
  columns,
  count,
  digestTable,
  groups,
  list,
  type SectionDraft,
  section,
  share,
  sum,
  type TableDraft,
  text,
  total,
} from './draft.ts'
import { type AreaFact, type Conclusions, type ItemFact, itemsIn, type ReportFacts, type RoundFact } from './facts.ts'
import type { Cell, Text } from './model.ts'
import { CONCLUSION_WORDS, LAYERS, moment, ROUND_STATES, wordOf } from './words.ts'

const ENDED = ['done-on-time', 'done-late', 'made-up', 'missed']

/** Rounds of the period's own dates that a plan asked for: their window is over, or they ended before it was. */
function roundsOfPlans({ rows, asOf, period }: ReportFacts): RoundFact[] {
  const isOwn = ({ date }: RoundFact) => period.firstDate <= date && date <= period.lastDate
  return rows.rounds
    .filter((round) => round.isPlanned && isOwn(round) && (ENDED.includes(round.state) || round.onTimeUntil < asOf))
    .sort((a, b) => a.plannedAt - b.plannedAt)
}

/** Those that count in 巡检完成率: 730 a year. */
export function plannedRounds(facts: ReportFacts): RoundFact[] {
  return roundsOfPlans(facts).filter(({ isCounted }) => isCounted)
}

/** 漏检, those that were made up for included. */
export const isMissed = ({ state }: RoundFact) => state === 'missed' || state === 'made-up'
const isOnTime = ({ state }: RoundFact) => state === 'done-on-time'
const isLate = ({ state }: RoundFact) => state === 'done-late'

export function roundsSection(facts: ReportFacts, tables: TableDraft[]): SectionDraft {
  const planned = plannedRounds(facts)
  const link = `/inspections?show=calendar&month=${facts.period.lastDate.slice(0, 7)}`
  const of = (id: string, title: Text, holds: (round: RoundFact) => boolean) =>
    count(id, title, 'rounds', planned.filter(holds), link)
  const items = (id: string, title: Text, conclusion: keyof Conclusions) =>
    sum(id, title, 'rounds', planned, ({ conclusions }) => conclusions[conclusion])
  return section('rounds', text('巡检', 'Inspection rounds'), {
    figures: [
      count('planned', text('计划巡检次数', 'Planned rounds'), 'rounds', planned, link),
      of('on-time', text('准时完成', 'Done on time'), isOnTime),
      of('late', text('迟', 'Done late'), isLate),
      of('missed', text('漏检（含已补巡）', 'Missed (made up for or not)'), isMissed),
      of('made-up', text('其中已补巡', 'of which made up for'), ({ state }) => state === 'made-up'),
      of('unfinished', text('报告时刻未结束', 'Not ended when reported'), ({ state }) => !ENDED.includes(state)),
      share(
        'completion',
        text('巡检完成率（准时 ÷ 计划）', 'Completion (on time ÷ planned)'),
        'rounds',
        planned,
        isOnTime,
      ),
      sum('items', text('巡检项结果', 'Items'), 'rounds', planned, ({ conclusions }) => itemsIn(conclusions)),
      items('normal', text('正常项', 'Normal items'), 'normal'),
      items('warning', text('警告项', 'Items with a warning'), 'warning'),
      items('abnormal', text('异常项', 'Abnormal items'), 'abnormal'),
      items('unchecked', text('未检项', 'Items not checked'), 'unchecked'),
    ],
    tables,
  })
}

const ROUND_COLUMNS = columns(
  ['日期', 'Date', 10],
  ['班次', 'Slot', 7],
  ['状态', 'State', 10],
  ['开始', 'Begun', 15],
  ['签字', 'Signed', 15],
  ['巡检人', 'Inspector', 9],
  ['复核人', 'Reviewer', 9],
  ['项数', 'Items', 6],
  ['异常', 'Abnormal', 6],
  ['警告', 'Warnings', 6],
  ['未检', 'Unchecked', 6],
)

function roundCells(round: RoundFact): Cell[] {
  const { date, slot, state, startedAt, signedAt, inspector, reviewer, conclusions } = round
  return [
    date,
    slot,
    wordOf(ROUND_STATES, state),
    moment(startedAt),
    moment(signedAt),
    inspector,
    reviewer,
    itemsIn(conclusions),
    conclusions.abnormal,
    conclusions.warning,
    conclusions.unchecked + conclusions.open,
  ]
}

const roundLink = ({ id }: { id: string }) => `/inspections/${encodeURIComponent(id)}`

export function roundList(id: string, title: Text, rounds: readonly RoundFact[]): TableDraft {
  return list(id, title, { table: 'rounds', columns: ROUND_COLUMNS, cells: roundCells, link: roundLink }, rounds)
}

export function everyRound(facts: ReportFacts): TableDraft {
  return roundList('rounds', text('巡检记录', 'Rounds'), plannedRounds(facts))
}

/** Rounds of every other plan: monthly and quarterly ones, the inspection with the machines stopped, the cold backup. */
export function otherPlansSection(facts: ReportFacts): SectionDraft {
  const others = roundsOfPlans(facts).filter(({ isCounted }) => !isCounted)
  const items = facts.rows.items.filter(({ roundId }) => others.some(({ id }) => id === roundId))
  const none = text(
    '本期没有月度、季度计划巡检（含停机巡检、冷备）的记录。',
    'No round of a monthly or quarterly plan (stopped machines, cold backup) is on record for the period.',
  )
  return section('other-plans', text('月度、季度巡检（含停机巡检、冷备）', 'Monthly and quarterly rounds'), {
    notes: others.length === 0 ? [none] : [],
    figures: [
      count('planned', text('计划次数', 'Planned'), 'rounds', others),
      share('completion', text('准时完成', 'Done on time'), 'rounds', others, isOnTime),
      count('missed', text('漏检（含已补巡）', 'Missed (made up for or not)'), 'rounds', others.filter(isMissed)),
      ...coldBackup(others, items),
    ],
    tables: [
      otherRounds(others),
      ...(items.length === 0 ? [] : [itemTable('plan-items', text('人工项目', 'Items by people'), items)]),
    ],
  })
}

/** 每季度冷备: what people wrote of it in the round with the machines stopped. */
function coldBackup(rounds: readonly RoundFact[], items: readonly ItemFact[]) {
  const stopped = rounds.filter(({ planId }) => planId === QUARTERLY_PLAN.id)
  const of = items.filter(({ layer, roundId }) => layer === 'backup' && stopped.some(({ id }) => id === roundId))
  const title = text('冷备项目正常', 'Cold backup items normal')
  return stopped.length === 0
    ? []
    : [share('cold-backup', title, 'items', of, ({ conclusion }) => conclusion === 'normal')]
}

function otherRounds(others: readonly RoundFact[]): TableDraft {
  const shape = {
    table: 'rounds',
    columns: [...columns(['计划', 'Plan', 20]), ...ROUND_COLUMNS],
    cells: (round: RoundFact) => [round.plan, ...roundCells(round)],
    link: roundLink,
  } as const
  return list('other-rounds', text('巡检记录', 'Rounds'), shape, others)
}

/** Month by month: what a quarter and more is read by. */
export function roundsByMonth(facts: ReportFacts): TableDraft {
  const planned = plannedRounds(facts)
  const lines = groups(planned, ({ date }) => date.slice(0, 7)).map(([month, of]): Cell[] => [
    month,
    of.length,
    of.filter(isOnTime).length,
    of.filter(isLate).length,
    of.filter(isMissed).length,
    total(of, ({ conclusions }) => itemsIn(conclusions)),
    total(of, ({ conclusions }) => conclusions.abnormal),
    total(of, ({ conclusions }) => conclusions.warning),
    total(of, ({ conclusions }) => conclusions.unchecked + conclusions.open),
  ])
  const shape = columns(
    ['月份', 'Month', 12],
    ['计划', 'Planned', 10],
    ['准时', 'On time', 10],
    ['迟', 'Late', 10],
    ['漏检', 'Missed', 10],
    ['巡检项', 'Items', 12],
    ['异常', 'Abnormal', 12],
    ['警告', 'Warnings', 12],
    ['未检', 'Unchecked', 12],
  )
  return digestTable(
    'rounds-by-month',
    text('逐月统计', 'By month'),
    { table: 'rounds', columns: shape, lines },
    planned,
  )
}

const CONCLUSION_COLUMNS = columns(
  ['系统', 'System', 30],
  ['层次', 'Layer', 14],
  ['正常', 'Normal', 9],
  ['警告', 'Warning', 9],
  ['异常', 'Abnormal', 9],
  ['未检', 'Unchecked', 9],
  ['不适用', 'N/A', 9],
  ['未完成', 'Open', 9],
)

/** System × layer, added up over the rounds of the period. */
export function areaTable({ rows }: ReportFacts): TableDraft {
  const cells = ({ system, layer, conclusions: one }: AreaFact): Cell[] => [
    system,
    wordOf(LAYERS, layer),
    ...[one.normal, one.warning, one.abnormal, one.unchecked, one.notApplicable, one.open],
  ]
  const link = ({ systemId }: AreaFact) => `/systems/${encodeURIComponent(systemId)}`
  const shape = { table: 'areas', columns: CONCLUSION_COLUMNS, cells, link } as const
  return list('areas', text('按系统与层次', 'By system and layer'), shape, rows.areas)
}

/** The one round of a round report. */
export function oneRoundSection(facts: ReportFacts): SectionDraft {
  const { rounds, items } = facts.rows
  const of = (conclusion: keyof Conclusions) =>
    count(
      conclusion === 'notApplicable' ? 'not-applicable' : conclusion,
      wordOf(CONCLUSION_WORDS, conclusion),
      'items',
      items.filter((item) => item.conclusion === conclusion),
    )
  return section('round', text('巡检情况', 'The round'), {
    figures: [
      count('items', text('巡检项', 'Items'), 'items', items),
      ...(['normal', 'warning', 'abnormal', 'unchecked', 'notApplicable', 'open'] as const).map(of),
    ],
    tables: [
      roundList('round', text('班次', 'Round'), rounds),
      areaTable(facts),
      itemTable('problems', text('非正常项', 'Items not normal'), items.filter(needsAttention)),
      itemTable('items', text('全部巡检项', 'All items'), items),
    ],
  })
}

const needsAttention = ({ conclusion }: ItemFact) => conclusion !== 'normal' && conclusion !== 'notApplicable'

function itemTable(id: string, title: Text, items: readonly ItemFact[]): TableDraft {
  const shape = columns(
    ['序号', 'No.', 6],
    ['系统', 'System', 18],
    ['设备或节点', 'Node', 16],
    ['层次', 'Layer', 10],
    ['巡检项目', 'Item', 18],
    ['方式', 'By', 6],
    ['结论', 'Conclusion', 8],
    ['实测值', 'Measured', 20],
    ['问题', 'Problem', 18],
  )
  const cells = (item: ItemFact): Cell[] => [
    item.number,
    item.system,
    item.node,
    wordOf(LAYERS, item.layer),
    item.title,
    item.isManual ? text('人工', 'person') : text('自动', 'automatic'),
    wordOf(CONCLUSION_WORDS, item.conclusion),
    item.seen || null,
    item.problem,
  ]
  return list(id, title, { table: 'items', columns: shape, cells }, items)
}
