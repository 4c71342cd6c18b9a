import { useEffect, useRef } from 'react'
import { NavLink } from 'react-router'
import { useWords } from '../language/index.ts'
import { useMay } from '../shell/session.ts'

export type CertificateTab =
  | 'certificates'
  | 'lineages'
  | 'calendar'
  | 'runs'
  | 'discovery'
  | 'requests'
  | 'issuers'
  | 'recipes'

/** The lists of this place, as links: each has its own address. */
export function CertificateTabs({ here }: { here: CertificateTab }) {
  const { t } = useWords()
  const maySeeLineage = useMay('see-lineage')
  const maySeeDiscovery = useMay('see-discovery')
  const maySeeRequests = useMay('see-requests')
  const maySeeIssuers = useMay('see-issuers')
  const maySeeRecipes = useMay('see-recipes')
  const tabs = useRef<HTMLElement>(null)
  // On a phone the later ones lie outside the strip.
  useEffect(() => {
    tabs.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [])
  return (
    <nav ref={tabs} className="tabs" aria-label={t('place.certificates')}>
      <NavLink to="/certificates" end aria-current={here === 'certificates' ? 'page' : undefined}>
        {t('certificate.board')}
      </NavLink>
      <NavLink to="/certificates/lineages" aria-current={here === 'lineages' ? 'page' : undefined}>
        {t('lineage.list')}
      </NavLink>
      {maySeeLineage && (
        <NavLink to="/certificates/calendar" aria-current={here === 'calendar' ? 'page' : undefined}>
          {t('calendar.title')}
        </NavLink>
      )}
      {maySeeDiscovery && (
        <NavLink to="/certificates/discovery" aria-current={here === 'discovery' ? 'page' : undefined}>
          {t('discovery.list')}
        </NavLink>
      )}
      {maySeeLineage && (
        <NavLink to="/certificates/runs" aria-current={here === 'runs' ? 'page' : undefined}>
          {t('renewal.runs')}
        </NavLink>
      )}
      {maySeeRequests && (
        <NavLink to="/certificates/requests" aria-current={here === 'requests' ? 'page' : undefined}>
          {t('request.list')}
        </NavLink>
      )}
      {maySeeIssuers && (
        <NavLink to="/certificates/issuers" aria-current={here === 'issuers' ? 'page' : undefined}>
          {t('issuer.title')}
        </NavLink>
      )}
      {maySeeRecipes && (
        <NavLink to="/certificates/recipes" aria-current={here === 'recipes' ? 'page' : undefined}>
          {t('recipe.list')}
        </NavLink>
      )}
    </nav>
  )
}
