import { NavLink } from 'react-router'
import { useWords } from '../language/index.ts'

const TABS = [
  { to: '/tickets', title: 'ticket.list' },
  { to: '/tickets/assessment', title: 'sla.title' },
  { to: '/tickets/working-days', title: 'working-days.title' },
  { to: '/tickets/duty', title: 'duty.title' },
  { to: '/tickets/records', title: 'record.title' },
  { to: '/tickets/spares', title: 'spare.title' },
  { to: '/tickets/knowledge', title: 'knowledge.title' },
] as const

export function TicketTabs() {
  const { t } = useWords()
  return (
    <nav className="tabs" aria-label={t('place.tickets')}>
      {TABS.map(({ to, title }) => (
        <NavLink key={to} to={to} end>
          {t(title)}
        </NavLink>
      ))}
    </nav>
  )
}
