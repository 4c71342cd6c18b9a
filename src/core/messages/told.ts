// The texts of a reason, whoever gave it: 问题, 现象, 解决方法 in both languages.

import type { Reason } from '../checks/check.ts'
import { messages, type Text, textOf } from './index.ts'
import { PROBE_REASONS } from './probes.ts'
import { reasonText } from './reason-text.ts'

export interface ToldReason {
  code: string
  verdict: Reason['verdict']
  citation: string
  problem: Text
  text: Text
  advice: Text
}

export function tellReason(reason: Reason): ToldReason {
  const { code, verdict, citation, params } = reason
  // A probe and a judge may use the same word for the same thing: the operator's text wins.
  if (!(code in PROBE_REASONS) && code in messages) {
    const text = { zh: textOf(code, 'zh', params), en: textOf(code, 'en', params) }
    return { code, verdict, citation, problem: text, text, advice: { zh: '', en: '' } }
  }
  const { problem, symptom, remedy } = reasonText(reason)
  return { code, verdict, citation, problem, text: symptom, advice: remedy }
}
