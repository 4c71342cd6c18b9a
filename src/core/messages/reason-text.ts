// Fills the texts of a reason with what was measured.

import { PROBE_REASONS, type ReasonText, type Text } from './probes.ts'
import { spoken } from './spoken.ts'

interface Told {
  code: string
  params?: Readonly<Record<string, string | number>> | undefined
}

/** 问题, 现象 and 解决方法 of a reason in both languages. A code without texts stands for itself, so nothing is ever hidden. */
export function reasonText({ code, params = {} }: Told): ReasonText {
  const texts = PROBE_REASONS[code]
  if (!texts) return { problem: plain(code), symptom: plain(code), remedy: plain('') }
  return {
    problem: fill(texts.problem, params),
    symptom: fill(texts.symptom, params),
    remedy: fill(texts.remedy, params),
  }
}

function plain(text: string): Text {
  return { zh: text, en: text }
}

function fill({ zh, en }: Text, params: Readonly<Record<string, string | number>>): Text {
  const into = (text: string, language: 'zh' | 'en') =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = params[name]
      return value === undefined ? '—' : spoken(name, value, language)
    })
  return { zh: into(zh, 'zh'), en: into(en, 'en') }
}
