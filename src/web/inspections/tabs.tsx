import { NavLink } from 'react-router'
import { useWords } from '../language/index.ts'
import { useMay } from '../shell/session.ts'

const TABS = [
  { to: '/inspections', title: 'round.list' },
  { to: '/inspections/plans', title: 'plan.list' },
  { to: '/inspections/findings', title: 'finding.list' },
  { to: '/inspections/archive', title: 'archive.title' },
  { to: '/inspections/backups', title: 'backup.title' },
] as const

export function InspectionTabs() {
  const { t } = useWords()
  const maySeeBackups = useMay('see-backups')
  return (
    <nav className="tabs" aria-label={t('place.inspections')}>
      {TABS.filter(({ to }) => maySeeBackups || to !== '/inspections/backups').map(({ to, title }) => (
        <NavLink key={to} to={to} end>
          {t(title)}
        </NavLink>
      ))}
    </nav>
  )
}
