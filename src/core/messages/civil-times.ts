// Moments inside a text as people here read them. No clause: house rule; parameters keep the ISO form for machines.

import { civilText } from '../calendar/civil.ts'

const MOMENT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g

/** `YYYY-MM-DD HH:MM` in Asia/Shanghai wherever a text names a moment; anything else as it stands. */
export function withCivilTimes(text: string): string {
  return text.replace(MOMENT, (moment) => {
    const instant = Date.parse(moment)
    return Number.isNaN(instant) ? moment : civilText(instant).slice(0, 16)
  })
}
