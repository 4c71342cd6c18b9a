// The group message of a round, as the tender asks for one after every round (3.6.1.2.4, item 3). Pure; sending is not done here.

import { civilTimeOf, MINUTE_MS } from '#core/calendar/civil.ts'
import { tellReason } from '#core/messages/told.ts'
import { harmless as harmlessText } from '#core/notices/text.ts'
import type { ItemWithResult } from './content.ts'
import { type Conclusion, tally } from './rules.ts'
import type { RoundRow } from './transition.ts'

const ORGANISATION = '上海人社局数字认证'

/** 【早班巡检】… in Chinese. Nothing a probe or a certificate says can mention people or open markup. */
export function composeMessage(round: RoundRow, items: readonly ItemWithResult[]): string {
  const { total, counts } = tally(items)
  const date = round.signedAt ?? round.plannedAt
  return [
    `【${slotTitle(round).zh}巡检】${round.date} ${civilTimeOf(round.startedAt ?? round.plannedAt)} ${ORGANISATION}`,
    `共 ${total} 项：正常 ${counts.normal}，警告 ${counts.warning}，异常 ${counts.abnormal}，未检 ${counts.unchecked}${
      counts['not-applicable'] > 0 ? `，不适用 ${counts['not-applicable']}` : ''
    }`,
    ...section('异常', 'abnormal', items),
    ...section('警告', 'warning', items),
    ...section('未检', 'unchecked', items),
    `巡检人：${harmless(round.inspectorName ?? '—')}  复核人：${harmless(round.reviewerName ?? '—')}  完成：${civilTimeOf(date)}${lateness(round)}  记录：${recordNumber(round)}  摘要 ${abbreviated(round.digest)}`,
  ].join('\n')
}

function section(title: string, conclusion: Conclusion, items: readonly ItemWithResult[]): string[] {
  const those = items.filter((item) => item.conclusion === conclusion)
  if (those.length === 0) return []
  return [`${title}：`, ...those.map((item, index) => `${index + 1}. [${harmless(item.nodeName)}] ${what(item)}`)]
}

function what(item: ItemWithResult): string {
  const said = [...new Set(item.result?.reasons.map((reason) => tellReason(reason).text.zh))].join('；')
  return harmless(said || item.result?.text || item.titleZh)
}

/** As in every notice; brackets too, because they mark our own codes here. */
function harmless(text: string): string {
  return harmlessText(text).replaceAll('[', '［').replaceAll(']', '］')
}

function lateness(round: RoundRow): string {
  const lateMs = (round.signedAt ?? 0) - round.onTimeUntil
  return lateMs > 0 && round.missedAfter !== null ? `（迟 ${Math.ceil(lateMs / MINUTE_MS)} 分钟）` : ''
}

/** As the plan called the slot when the round was planned. */
export function slotTitle({ titleZh, titleEn, slot }: Pick<RoundRow, 'titleZh' | 'titleEn' | 'slot'>): {
  zh: string
  en: string
} {
  return { zh: titleZh || slot, en: titleEn || titleZh || slot }
}

const SLOT_CODES: Record<string, string> = { morning: 'AM', evening: 'PM' }

/** `R20250303-AM`; rounds of other plans carry the name of their plan, for a day may have several. */
export function recordNumber({ planId, date, slot }: Pick<RoundRow, 'planId' | 'date' | 'slot'>): string {
  const code = SLOT_CODES[slot] ?? slot
  return `R${date.replaceAll('-', '')}-${planId === 'daily' ? code : `${planId}-${code}`}`
}

function abbreviated(digest: string | null): string {
  return digest ? `${digest.slice(0, 4)}…${digest.slice(-2)}` : '—'
}
