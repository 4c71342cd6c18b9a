// 问题记录表: what inspections found in the period and what is still there, each with 问题、现象、原因、解决方法 (tender 004:7107-7109, 001:1511).

import {
  columns,
  count,
  digestTable,
  groups,
  isIn,
  list,
  type SectionDraft,
  section,
  type TableDraft,
  text,
} from './draft.ts'
import type { FindingFact, ReportFacts } from './facts.ts'
import type { Cell } from './model.ts'
import { FINDING_STATES, moment, wordOf } from './words.ts'

const link = '/inspections/findings'

export function problemsSection(facts: ReportFacts, tables: TableDraft[]): SectionDraft {
  const { rows, period } = facts
  const fresh = rows.findings.filter(({ firstSeenAt }) => isIn(period, firstSeenAt))
  return section('problems', text('问题', 'Problems'), {
    figures: [
      count('found', text('新发现问题', 'Problems found'), 'findings', fresh, link),
      count('failing', text('其中异常', 'of which failures'), 'findings', fresh.filter(isFailure)),
      count(
        'warning',
        text('其中警告', 'of which warnings'),
        'findings',
        fresh.filter((one) => !isFailure(one)),
      ),
      count(
        'carried',
        text('期初未闭环', 'Open from before'),
        'findings',
        rows.findings.filter(({ firstSeenAt }) => !isIn(period, firstSeenAt)),
      ),
      count(
        'solved',
        text('期内恢复或解决', 'Recovered or solved'),
        'findings',
        rows.findings.filter((one) => isSolvedIn(one, facts)),
      ),
      count(
        'open',
        text('报告时刻未闭环', 'Open when reported'),
        'findings',
        rows.findings.filter(({ state }) => state === 'open'),
        link,
      ),
    ],
    tables,
  })
}

const isFailure = ({ verdict }: FindingFact) => verdict === 'fail'

function isSolvedIn({ recoveredAt, closedAt }: FindingFact, { period }: ReportFacts): boolean {
  return isIn(period, recoveredAt ?? closedAt)
}

/** 问题记录表. */
export function problemLedger({ rows }: ReportFacts): TableDraft {
  const shape = columns(
    ['编号', 'Id', 6],
    ['发现时间', 'Found', 10],
    ['系统', 'System', 11],
    ['设备或节点', 'Node', 10],
    ['巡检项目', 'Item', 11],
    ['问题', 'Problem', 12],
    ['现象', 'Seen', 14],
    ['原因分析', 'Cause', 10],
    ['解决方法', 'Solution', 14],
    ['工单号', 'Ticket', 9],
    ['状态', 'State', 7],
    ['解决时间', 'Solved', 10],
  )
  const cells = (one: FindingFact): Cell[] => [
    `F${one.id}`,
    moment(one.firstSeenAt),
    one.system,
    one.node,
    one.title,
    one.problem,
    one.phenomenon,
    one.cause,
    one.resolution,
    one.ticketNumber,
    wordOf(FINDING_STATES, one.state),
    moment(one.recoveredAt ?? one.closedAt),
  ]
  const ticket = ({ ticketId }: FindingFact) => (ticketId === null ? null : `/tickets/${ticketId}`)
  return list(
    'problem-ledger',
    text('问题记录表', 'Problem ledger'),
    { table: 'findings', columns: shape, cells, link: ticket },
    rows.findings,
  )
}

/** What was found most, by system and reason. */
export function problemsByReason({ rows, period }: ReportFacts): TableDraft {
  const fresh = rows.findings.filter(({ firstSeenAt }) => isIn(period, firstSeenAt))
  const lines = groups(fresh, ({ systemId, code }) => `${systemId}|${code}`)
    .sort(([keyA, a], [keyB, b]) => b.length - a.length || (keyA < keyB ? -1 : 1))
    .flatMap(([, of]): Cell[][] => {
      const [first] = of
      const open = of.filter(({ state }) => state === 'open').length
      return first ? [[first.system, first.problem, first.code, of.length, open]] : []
    })
  const shape = columns(
    ['系统', 'System', 26],
    ['问题', 'Problem', 34],
    ['代码', 'Code', 20],
    ['次数', 'Times', 10],
    ['未闭环', 'Open', 10],
  )
  const title = text('问题归集（按系统与原因）', 'Problems by system and reason')
  return digestTable('problems-by-reason', title, { table: 'findings', columns: shape, lines }, fresh)
}
