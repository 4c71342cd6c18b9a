// Five rates of a service contract (tender 003:786-794), held against their limits in whole numbers.

import { type BasisPoints, reaches } from './share.ts'

export const RATES = [
  { id: 'response', title: { zh: '响应率', en: 'Response rate' }, atLeast: 9_000 },
  { id: 'weekly-processing', title: { zh: '周数据处理率', en: 'Weekly processing rate' }, atLeast: 9_000 },
  { id: 'changes-on-time', title: { zh: '代码修改按时率', en: 'Changes on time' }, atLeast: 8_500 },
  { id: 'data-errors', title: { zh: '数据错误率', en: 'Data error rate' }, atMost: 200 },
  { id: 'delivery-errors', title: { zh: '交付错误率', en: 'Delivery error rate' }, atMost: 1_000 },
] as const satisfies readonly (RateRule & { id: string; title: { zh: string; en: string } })[]

type RateRule = { atLeast: BasisPoints } | { atMost: BasisPoints }
export type RateId = (typeof RATES)[number]['id']

/** Null: nothing was counted, so nothing is met or missed. */
export function isRateMet(id: RateId, part: number, whole: number): boolean | null {
  const rule: RateRule | undefined = RATES.find((one) => one.id === id)
  if (!rule || whole === 0) return null
  return 'atLeast' in rule ? reaches(part, whole, rule.atLeast) : reaches(whole - part, whole, 10_000 - rule.atMost)
}
