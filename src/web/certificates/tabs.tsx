import { NavLink } from 'react-router'
import { useWords } from '../language/index.ts'
import { useMay } from '../shell/session.ts'

/** The two lists of this place, as links: each has its own address. */
export function CertificateTabs({ here }: { here: 'certificates' | 'requests' }) {
  const { t } = useWords()
  const maySeeRequests = useMay('see-requests')
  if (!maySeeRequests) return null
  return (
    <nav className="tabs" aria-label={t('place.certificates')}>
      <NavLink to="/certificates" end aria-current={here === 'certificates' ? 'page' : undefined}>
        {t('certificate.board')}
      </NavLink>
      <NavLink to="/certificates/requests" aria-current={here === 'requests' ? 'page' : undefined}>
        {t('request.list')}
      </NavLink>
    </nav>
  )
}
