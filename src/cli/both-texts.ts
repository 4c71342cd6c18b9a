import { textOf } from '#core/messages/index.ts'

/** A code in Chinese and English on one line: a terminal has no language of its own. */
export function bothTexts(code: string, params?: Readonly<Record<string, string | number>>): string {
  return `${textOf(code, 'zh', params)} · ${textOf(code, 'en', params)}`
}
