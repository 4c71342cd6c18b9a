import { NavLink } from 'react-router'
import { useWords } from '../language/index.ts'

const TABS = [
  { to: '/notices', title: 'notice.log' },
  { to: '/notices/silent', title: 'notice.silent' },
  { to: '/notices/unanswered', title: 'notice.unanswered' },
  { to: '/notices/maintenance', title: 'notice.windows' },
  { to: '/notices/channels', title: 'notice.channels' },
] as const

export function NoticeTabs() {
  const { t } = useWords()
  return (
    <nav className="tabs" aria-label={t('place.notices')}>
      {TABS.map(({ to, title }) => (
        <NavLink key={to} to={to} end>
          {t(title)}
        </NavLink>
      ))}
    </nav>
  )
}
