import { NavLink } from 'react-router'
import { useWords } from '../language/index.ts'
import { useMay } from '../shell/session.ts'

/** The two lists of this place, as links: each has its own address. */
export function TrustTabs() {
  const { t } = useWords()
  if (!useMay('see-trust-changes')) return null
  return (
    <nav className="tabs" aria-label={t('place.trust')}>
      <NavLink to="/trust" end>
        {t('trust.materials')}
      </NavLink>
      <NavLink to="/trust/changes" end>
        {t('trust.changes')}
      </NavLink>
    </nav>
  )
}
