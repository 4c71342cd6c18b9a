// Puts parameters into a message. No clause: house rule, every text is data and every parameter is shown as text, moments in Shanghai time.

import { withCivilTimes } from './civil-times.ts'

export interface Message {
  zh: string
  en: string
}

export type Params = Readonly<Record<string, string | number>>

/** Unknown placeholders stay visible, so that a missing parameter is noticed and not hidden. */
export function fill(template: string, params: Params = {}): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => withCivilTimes(String(params[name] ?? whole)))
}

/** Both languages of a message; a code nobody wrote a text for is shown as itself. */
export function say(catalogue: Readonly<Record<string, Message>>, code: string, params: Params = {}): Message {
  const message = catalogue[code]
  return message ? { zh: fill(message.zh, params), en: fill(message.en, params) } : { zh: code, en: code }
}
