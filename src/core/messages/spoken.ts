// Values of a reason's parameters as people read them: codes and protocol words in plain words, moments in Shanghai time.
// No clause: house rule. The parameters themselves stay as they are, for machines.

import { withCivilTimes } from './civil-times.ts'
import type { Message } from './fill.ts'
import { PROBE_PROBLEMS, PROBE_STATUSES } from './probes.ts'

const CANARIES: Readonly<Record<string, Message>> = {
  good: { zh: '有效', en: 'good' },
  revoked: { zh: '已吊销', en: 'revoked' },
  'never-issued': { zh: '从未签发', en: 'never issued' },
}

/** The value of a parameter of a probe's reason. */
export function spoken(name: string, value: string | number, language: 'zh' | 'en'): string {
  const text = String(value)
  if (name === 'canary') return canaries(text, language)
  if (name === 'status') return PROBE_STATUSES[text]?.[language] ?? text
  return withCivilTimes(name === 'problem' ? problems(text, language) : text)
}

/** `good, revoked, good` → 有效、已吊销的样本证书. */
function canaries(text: string, language: 'zh' | 'en'): string {
  const kinds = [...new Set(text.split(', '))].map((kind) => CANARIES[kind]?.[language] ?? kind)
  return language === 'zh' ? `${kinds.join('、')}的样本证书` : `sample certificate: ${kinds.join(', ')}`
}

/** One code, several, or `who: code`, each said once. A text without any code we have words for is somebody's own: it stays. */
function problems(text: string, language: 'zh' | 'en'): string {
  const whole = PROBE_PROBLEMS[text]
  if (whole) return whole[language]
  const parts = text.split(/[,;] /)
  const told = parts.map((part) => problem(part, language))
  if (told.every((one, index) => one === parts[index])) return text
  return [...new Set(told)].join(language === 'zh' ? '；' : '; ')
}

function problem(part: string, language: 'zh' | 'en'): string {
  const [, who = '', what = part] = /^(.*: )?([^:]+)$/.exec(part) ?? []
  return who + (PROBE_PROBLEMS[what]?.[language] ?? what)
}
