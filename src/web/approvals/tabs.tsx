import { NavLink } from 'react-router'
import { useWords } from '../language/index.ts'

export function ApprovalTabs() {
  const { t } = useWords()
  return (
    <nav className="tabs" aria-label={t('place.approvals')}>
      <NavLink to="/approvals" end>
        {t('approval.queue')}
      </NavLink>
      <NavLink to="/approvals/history" end>
        {t('approval.history')}
      </NavLink>
      <NavLink to="/approvals/break-glass" end>
        {t('emergency.title')}
      </NavLink>
    </nav>
  )
}
