// What a report says of the records people keep: patch lists, data submissions (数据归集统计分析), training, documents, spare parts.
// Tender 004:8013-8046 (patch list each quarter, submissions complete and correct), 3.6.1 (training, spare parts).

import { columns, count, type FigureDraft, list, type SectionDraft, section, shareOf, text, total } from './draft.ts'
import type { RecordFact, ReportFacts, SpareMoveFact } from './facts.ts'
import type { Cell, Text } from './model.ts'
import { moment } from './words.ts'

const link = (kind: string) => `/tickets/records?kind=${kind}`

function ofKind({ rows }: ReportFacts, kind: string): RecordFact[] {
  return rows.records.filter((record) => record.kind === kind)
}

const number = (value: RecordFact['data'][string] | undefined) => (typeof value === 'number' ? value : 0)
const word = (value: RecordFact['data'][string] | undefined) => (value === undefined ? null : String(value))

export function patchesSection(facts: ReportFacts): SectionDraft {
  const patches = ofKind(facts, 'patch-list')
  const isBehind = ({ data }: RecordFact) => data.vendorLatest !== data.patchLevel && data.vendorLatest !== data.version
  const shape = columns(
    ['季度', 'Quarter', 8],
    ['产品', 'Product', 20],
    ['版本', 'Version', 14],
    ['补丁级别', 'Patch level', 14],
    ['厂商最新', 'Latest', 14],
    ['核对日', 'Checked', 10],
    ['未更新的原因', 'Why behind', 20],
    ['提交日', 'Submitted', 10],
  )
  const cells = ({ title, data }: RecordFact): Cell[] => [
    word(data.quarter),
    title,
    word(data.version),
    word(data.patchLevel),
    word(data.vendorLatest),
    word(data.checkedOn),
    word(data.reason),
    word(data.submittedOn),
  ]
  return section('patches', text('软件与补丁清单', 'Software and patches'), {
    figures: [
      count('products', text('产品数', 'Products'), 'records', patches, link('patch-list')),
      count('behind', text('落后于厂商最新', 'Behind the vendor’s latest'), 'records', patches.filter(isBehind)),
      count(
        'unsubmitted',
        text('尚未提交', 'Not submitted'),
        'records',
        patches.filter(({ data }) => !data.submittedOn),
      ),
    ],
    tables: [list('patches', text('清单', 'List'), { table: 'records', columns: shape, cells }, patches)],
  })
}

/** 数据归集统计分析. */
export function submissionsSection(facts: ReportFacts): SectionDraft {
  const submissions = ofKind(facts, 'submission')
  const added = (name: string) => total(submissions, ({ data }) => number(data[name]))
  const delivered = total(submissions, ({ data }) => Math.min(number(data.delivered), number(data.expected)))
  const isOnTime = ({ data }: RecordFact) =>
    typeof data.submittedOn === 'string' && data.submittedOn <= String(data.dueOn)
  const ratio = (id: string, title: Text, part: number, whole: number): FigureDraft => ({
    ...{ id, title, table: 'records', of: submissions },
    value: shareOf(part, whole),
  })
  const shape = columns(
    ['报送', 'Submission', 26],
    ['应报日', 'Due', 12],
    ['报送日', 'Submitted', 12],
    ['应报条数', 'Expected', 10],
    ['实报条数', 'Delivered', 10],
    ['抽查条数', 'Checked', 10],
    ['错误条数', 'Wrong', 10],
  )
  const cells = ({ title, data }: RecordFact): Cell[] => [
    title,
    word(data.dueOn),
    word(data.submittedOn),
    ...['expected', 'delivered', 'checked', 'bad'].map((name) => number(data[name])),
  ]
  return section('submissions', text('数据归集统计分析', 'Data collected'), {
    figures: [
      count('submissions', text('数据报送', 'Submissions'), 'records', submissions, link('submission')),
      ratio('completeness', text('完整性', 'Completeness'), delivered, added('expected')),
      ratio('accuracy', text('准确性', 'Accuracy'), added('checked') - added('bad'), added('checked')),
      ratio('punctual', text('按时报送', 'On time'), submissions.filter(isOnTime).length, submissions.length),
    ],
    tables: [
      list('submissions', text('报送清单', 'Submissions'), { table: 'records', columns: shape, cells }, submissions),
    ],
  })
}

/** Training, questions, purchases, documents and spare parts. */
export function workSection(facts: ReportFacts): SectionDraft {
  const kinds: [string, Text][] = [
    ['training', text('培训', 'Training')],
    ['question', text('咨询解答', 'Questions answered')],
    ['purchase', text('采购', 'Purchases')],
    ['document-set', text('文档', 'Documents')],
  ]
  const listed = kinds.flatMap(([kind, title]) => ofKind(facts, kind).map((record) => ({ record, title })))
  const titles = new Map(listed.map(({ record, title }) => [record, title]))
  const shape = columns(['日期', 'Date', 14], ['类别', 'Kind', 14], ['事项', 'Subject', 72])
  const cells = (record: RecordFact): Cell[] => [record.onDate, titles.get(record) ?? record.kind, record.title]
  const moves = facts.rows['spare-moves']
  return section('work', text('服务记录', 'Service records'), {
    figures: [
      ...kinds.map(([kind, title]) => count(kind, title, 'records', ofKind(facts, kind), link(kind))),
      count('spare-moves', text('备件出入库', 'Moves of spare parts'), 'spare-moves', moves, '/tickets/spares'),
    ],
    tables: [
      list(
        'records',
        text('记录清单', 'Records'),
        { table: 'records', columns: shape, cells },
        listed.map(({ record }) => record),
      ),
      spareTable(moves),
    ],
  })
}

function spareTable(moves: readonly SpareMoveFact[]) {
  const shape = columns(
    ['时间', 'At', 20],
    ['备件', 'Part', 28],
    ['变动', 'Change', 10],
    ['设备', 'Device', 26],
    ['经手人', 'By', 16],
  )
  const cells = (move: SpareMoveFact): Cell[] => [moment(move.at), move.part, move.change, move.device, move.by]
  return list('spare-moves', text('备件出入库', 'Spare parts'), { table: 'spare-moves', columns: shape, cells }, moves)
}
