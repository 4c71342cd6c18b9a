// How a report is worded in one language: texts by code, moments in Shanghai time with their zone, evidence in a line.

import { civilText } from '#core/calendar/civil.ts'
import { withCivilTimes } from '#core/messages/civil-times.ts'
import { type Language, textOf } from '#core/messages/index.ts'
import type { Evidence } from '#core/verdict.ts'
import type { BilingualText } from '#core/verification-report.ts'

export interface Wording {
  /** Of the catalogue, under `report.`. */
  say(code: string, params?: Record<string, string | number>): string
  /** Of a text the report carries. */
  pick(text: BilingualText): string
}

export function wordingIn(language: Language): Wording {
  return {
    say: (code, params) => textOf(`report.${code}`, language, params),
    pick: (text) => text[language],
  }
}

/** An ISO moment as people here read it; anything else as it stands. */
export function momentText(iso: string): string {
  const instant = Date.parse(iso)
  return Number.isNaN(instant) ? iso : `${civilText(instant)} UTC+8`
}

/** Name and value stay on one line where they fit. */
export function evidenceText(evidence: Evidence): string {
  const pairs = Object.entries(evidence).map(([name, value]) => `${name}\u00a0=\u00a0${withCivilTimes(String(value))}`)
  return pairs.join('  ·  ')
}
