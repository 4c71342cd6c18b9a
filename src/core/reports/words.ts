// Words for the states and kinds that stand in the tables of reports, as the tender says them.

import { civilText } from '../calendar/civil.ts'
import type { TicketKind } from '../sla/profile.ts'
import type { Instant } from '../verdict.ts'
import { text } from './draft.ts'
import type { Text } from './model.ts'

type Words = Readonly<Record<string, Text>>

export const LAYERS: Words = {
  network: text('网络层', 'network'),
  os: text('操作系统', 'operating system'),
  application: text('发布应用层', 'application'),
  database: text('数据库', 'database'),
  backup: text('备份', 'backup'),
}

export const ROUND_STATES: Words = {
  planned: text('计划', 'planned'),
  running: text('执行中', 'running'),
  'awaiting-manual': text('待人工', 'waiting for people'),
  'awaiting-review': text('待复核', 'waiting for review'),
  'done-on-time': text('准时完成', 'done on time'),
  'done-late': text('迟', 'done late'),
  'made-up': text('漏检，已补巡', 'missed, made up for'),
  missed: text('漏检', 'missed'),
}

export const CONCLUSION_WORDS: Words = {
  normal: text('正常', 'normal'),
  warning: text('警告', 'warning'),
  abnormal: text('异常', 'abnormal'),
  unchecked: text('未检', 'not checked'),
  notApplicable: text('不适用', 'not applicable'),
  open: text('未完成', 'open'),
}

export const FINDING_STATES: Words = {
  open: text('处理中', 'open'),
  recovered: text('已恢复，待确认', 'recovered, to be confirmed'),
  closed: text('已解决', 'solved'),
}

export const TICKET_STATES: Words = {
  open: text('处理中', 'open'),
  resolved: text('已解决，待关闭', 'solved, to be closed'),
  closed: text('已关闭', 'closed'),
}

export const TICKET_KIND_WORDS: Readonly<Record<TicketKind, Text>> = {
  fault: text('故障', 'fault'),
  warning: text('隐患', 'warning'),
  vulnerability: text('安全漏洞', 'vulnerability'),
  requirement: text('需求', 'requirement'),
  change: text('变更', 'change'),
  question: text('咨询', 'question'),
}

export const VERDICTS: Words = {
  pass: text('通过', 'pass'),
  warn: text('警告', 'warning'),
  fail: text('不通过', 'fail'),
  unknown: text('未知', 'unknown'),
  skipped: text('不适用', 'not applicable'),
}

/** The word, or the code itself where there is none: nothing is hidden. */
export function wordOf(words: Words, code: string): Text {
  return words[code] ?? text(code, code)
}

export function moment(at: Instant | null): string | null {
  return at === null ? null : civilText(at)
}

export const YES_NO = (holds: boolean): Text => (holds ? text('是', 'yes') : text('否', 'no'))
