import { type ReactNode, useEffect } from 'react'
import { switchLanguage, type TextKey, useWords } from '../language/index.ts'
import seal from '../seal.svg'
import './sign-in.css'

/** The card that everything about signing in stands on. */
export function SignInFrame({ title, children }: { title: TextKey; children: ReactNode }) {
  const { t } = useWords()
  useEffect(() => {
    document.title = `${t(title)} · ${t('app.name')}`
  }, [t, title])
  return (
    <main className="sign-in" id="content">
      <div className="card">
        <div className="head">
          <img src={seal} alt="" />
          <div>
            <h1>{t('app.name')}</h1>
            <p className="soft">{t('app.what')}</p>
          </div>
        </div>
        {children}
        <button type="button" className="plain language" onClick={switchLanguage}>
          {t('action.other-language')}
        </button>
      </div>
    </main>
  )
}
