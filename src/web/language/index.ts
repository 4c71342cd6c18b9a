// Chinese first, English at a switch. The choice is kept in this browser only.

import i18next from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import { en } from './en.ts'
import { zh } from './zh.ts'

export type Language = 'zh' | 'en'
export type TextKey = keyof typeof zh

/** A text the server sends in both languages. */
export interface BothTexts {
  zh: string
  en: string
}

declare module 'i18next' {
  interface CustomTypeOptions {
    keySeparator: false
    nsSeparator: false
    resources: { translation: typeof zh }
  }
}

const STORED = 'zhengxun.language'

export function currentLanguage(): Language {
  return i18next.language === 'en' ? 'en' : 'zh'
}

function show(language: string): void {
  document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN'
  document.title = i18next.t('app.name')
}

export function startLanguage(): void {
  i18next.on('languageChanged', show)
  void i18next.use(initReactI18next).init({
    lng: localStorage.getItem(STORED) === 'en' ? 'en' : 'zh',
    fallbackLng: 'zh',
    resources: { zh: { translation: zh }, en: { translation: en } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  show(currentLanguage())
}

export function switchLanguage(): void {
  const next: Language = currentLanguage() === 'zh' ? 'en' : 'zh'
  localStorage.setItem(STORED, next)
  void i18next.changeLanguage(next)
}

/** `t` for our own texts, `pick` for a server's pair, and the language itself. */
export function useWords() {
  const { t } = useTranslation()
  const language = currentLanguage()
  const pick = (text: BothTexts | string | null | undefined): string =>
    typeof text === 'object' && text !== null ? text[language] || text.zh : (text ?? '')
  return { t, pick, language }
}
