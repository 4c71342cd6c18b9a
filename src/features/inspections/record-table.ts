// 巡检情况表: the record of a round as a spreadsheet of five sheets, its columns fixed (items, summary, backups, certificates, open findings).

import { civilDateOf, civilText } from '#core/calendar/civil.ts'
import { type ToldReason, tellReason } from '#core/messages/told.ts'
import { type BackupLine, listBackups } from '#features/backups/index.ts'
import { type CertificateLine, listCertificates } from '#features/certificates/index.ts'
import { type Finding, listFindings, sightedFindings, ticketNumbersOf } from '#features/tickets/index.ts'
import type { Ctx } from '#src/context.ts'
import type { Cell, Sheet } from '#src/ports.ts'
import type { ItemWithResult } from './content.ts'
import { type MatrixRow, matrixOf } from './list.ts'
import { slotTitle } from './message.ts'
import { CONCLUSIONS, type Conclusion, tally } from './rules.ts'
import type { RoundRow } from './transition.ts'

const SHOWN = 200

// biome-ignore format: the order is fixed, and read in rows
export const ITEM_COLUMNS = [
  '序号', '巡检日期', '班次', '计划时间', '开始时间', '完成时间', '准时/迟/补/漏', '系统名称', '环境', '设备或节点', 'IP',
  '层次', '巡检项编号', '巡检项目', '检查方式', '判定标准', '实测值', '结论', '问题', '现象', '原因分析', '解决方法',
  '工单号', '处理状态', '解决时间', '巡检人', '复核人', '通报时间', '通报回执', '证据摘要', '备注',
] as const

const CONCLUSION_WORDS: Record<Conclusion, string> = {
  normal: '正常',
  warning: '警告',
  abnormal: '异常',
  unchecked: '未检',
  'not-applicable': '不适用',
}
const LAYER_WORDS: Record<string, string> = {
  network: '网络层',
  os: '操作系统',
  application: '发布应用层',
  database: '数据库',
  backup: '备份',
}
const ENVIRONMENT_WORDS: Record<string, string> = {
  production: '生产',
  'disaster-recovery': '容灾',
  'development-test': '开发测试',
  test: '测试',
}
const TIMELINESS_WORDS: Record<string, string> = {
  'done-on-time': '准时',
  'done-late': '迟',
  'made-up': '补',
  missed: '漏',
}
const FINDING_WORDS: Record<string, string> = { open: '处理中', recovered: '已恢复，待确认', closed: '已解决' }

/** The bytes of the xlsx file; the same rows give the same bytes. One query after the other: it may run inside a transaction. */
export async function recordTable(ctx: Ctx, round: RoundRow, items: readonly ItemWithResult[]): Promise<Uint8Array> {
  const checkIds = items.map((item) => item.checkId)
  const found = await sightedFindings(ctx.db, checkIds, round.startedAt ?? round.plannedAt)
  const matrix = await matrixOf(ctx.db, round.id)
  const backups = await listBackups(ctx, { limit: SHOWN })
  const certificates = await listCertificates(ctx, { limit: SHOWN })
  const open = await listFindings(ctx, { state: 'open', limit: SHOWN })
  const numbers = await ticketNumbersOf(
    ctx,
    [...found, ...open.items].map(({ id }) => id),
  )
  return ctx.ports.spreadsheets.write([
    { name: '巡检情况表', rows: [[...ITEM_COLUMNS], ...items.map((item) => itemRow(round, item, found, numbers))] },
    summarySheet(items, matrix),
    backupSheet(backups.items),
    certificateSheet(certificates.items),
    findingSheet(open.items, numbers),
  ])
}

function itemRow(
  round: RoundRow,
  item: ItemWithResult,
  found: readonly Finding[],
  numbers: ReadonlyMap<number, string>,
): Cell[] {
  const told = (item.result?.reasons ?? []).map(tellReason)
  const finding = found.find((one) => one.check.id === item.checkId && told.some(({ code }) => code === one.code))
  const joined = (text: (one: ToldReason) => string) => [...new Set(told.map(text))].filter(Boolean).join('；') || null
  return [
    item.number,
    round.date,
    slotTitle(round).zh,
    civilText(round.plannedAt),
    moment(round.startedAt),
    moment(round.signedAt),
    TIMELINESS_WORDS[round.state] ?? null,
    item.systemName,
    ENVIRONMENT_WORDS[item.environment] ?? item.environment,
    item.nodeName,
    item.address,
    LAYER_WORDS[item.layer] ?? item.layer,
    item.checkId,
    item.titleZh,
    item.kind === 'manual' ? '人工' : '自动',
    pairs(item.result?.thresholds),
    item.result?.text ?? pairs(item.result?.measured),
    item.conclusion && CONCLUSION_WORDS[item.conclusion],
    finding?.problem ?? joined((one) => one.problem.zh),
    finding?.phenomenon ?? joined((one) => one.text.zh),
    finding?.cause ?? null,
    finding?.resolution ?? joined((one) => one.advice.zh),
    finding ? (numbers.get(finding.id) ?? `F${finding.id}`) : null,
    finding ? (FINDING_WORDS[finding.state] ?? finding.state) : null,
    moment(finding?.recoveredAt ?? null),
    round.inspectorName,
    round.reviewerName,
    null,
    null,
    item.result?.evidenceDigest ?? null,
    item.result?.approvedBy ? `批准人：${item.result.approvedBy}` : null,
  ]
}

function moment(at: number | null): string | null {
  return at === null ? null : civilText(at)
}

function pairs(values: Readonly<Record<string, unknown>> | undefined): string | null {
  const text = Object.entries(values ?? {})
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${value}`)
    .join('，')
  return text || null
}

function summarySheet(items: readonly ItemWithResult[], matrix: readonly MatrixRow[]): Sheet {
  const layers = Object.keys(LAYER_WORDS)
  const { counts, total } = tally(items)
  const cell = (value: Conclusion | null | undefined) =>
    value === undefined ? null : value === null ? '未完成' : CONCLUSION_WORDS[value]
  return {
    name: '汇总',
    rows: [
      ['系统', ...layers.map((layer) => LAYER_WORDS[layer] ?? layer)],
      ...matrix.map((row) => [row.system, ...layers.map((layer) => cell(row.layers[layer]))]),
      [],
      ['合计', total],
      ...CONCLUSIONS.map((one) => [CONCLUSION_WORDS[one], counts[one]]),
    ],
  }
}

function backupSheet(lines: readonly BackupLine[]): Sheet {
  return {
    name: '备份',
    rows: [
      [
        '库名',
        '类型',
        '开始',
        '结束',
        '大小（字节）',
        '文件数',
        '完成性',
        '最近演练时间',
        '可用性',
        'RTO（秒）',
        'RPO（秒）',
        '清单摘要',
      ],
      ...lines.map(({ backup, drill }) => [
        '证巡数据库',
        '全量',
        civilText(backup.startedAt),
        moment(backup.endedAt),
        backup.sizeBytes,
        backup.fileCount,
        backup.completeness ?? backup.state,
        moment(drill?.startedAt ?? null),
        drill?.usability ?? '未演练',
        drill?.recoveryTimeMs ? drill.recoveryTimeMs / 1000 : null,
        drill?.dataAgeMs ? Math.round(drill.dataAgeMs / 1000) : null,
        backup.manifestDigest,
      ]),
    ],
  }
}

function certificateSheet(lines: readonly CertificateLine[]): Sheet {
  return {
    name: '证书',
    rows: [
      ['主体', 'SAN', '序列号', '到期', '剩余天数', '部署节点数', '一致数'],
      ...lines.map((line) => [
        line.subject,
        line.sans.join('，'),
        line.serial,
        civilDateOf(line.notAfter),
        line.daysLeft,
        line.nodesTotal,
        line.nodesServing,
      ]),
    ],
  }
}

function findingSheet(open: readonly Finding[], numbers: ReadonlyMap<number, string>): Sheet {
  return {
    name: '未闭环问题',
    rows: [
      ['编号', '工单号', '系统', '设备或节点', '巡检项目', '问题', '现象', '解决方法', '首次发现', '最近发现', '次数'],
      ...open.map((one) => {
        const told = tellReason({ code: one.code, verdict: one.verdict, params: one.params, citation: '' })
        return [
          `F${one.id}`,
          numbers.get(one.id) ?? null,
          one.system.name,
          one.node.name,
          one.check.title.zh,
          one.problem ?? told.problem.zh,
          one.phenomenon ?? told.text.zh,
          one.resolution ?? told.advice.zh,
          civilText(one.firstSeenAt),
          civilText(one.lastSeenAt),
          one.seenCount,
        ]
      }),
    ],
  }
}
