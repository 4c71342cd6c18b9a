import { NavLink } from 'react-router'
import { useWords } from '../language/index.ts'

export function RequestTabs() {
  const { t } = useWords()
  return (
    <nav className="tabs" aria-label={t('queue.tab')}>
      <NavLink to="/requests/queue" end>
        {t('queue.tab')}
      </NavLink>
      <NavLink to="/requests/batches" end>
        {t('queue.batches')}
      </NavLink>
      <NavLink to="/staff" end>
        {t('place.staff')}
      </NavLink>
    </nav>
  )
}
