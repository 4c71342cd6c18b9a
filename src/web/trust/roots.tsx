import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get, type Page } from '../api.ts'
import type { NationalPurpose, TrustMaterialRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Panel } from '../pieces/page.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'

const SLOTS: readonly { name: string; purpose: NationalPurpose }[] = [
  { name: 'ROOTCA', purpose: 'commercial' },
  { name: 'Civil Servant ROOT', purpose: 'civil-servant' },
  { name: 'Device ROOT', purpose: 'device' },
]

/** The three national roots stand apart: which of them this house trusts, and which somebody would have to import. */
export function NationalRoots() {
  const { t } = useWords()
  const query = { kind: 'anchor', q: 'O=NRCAC', limit: 200 }
  const roots = useQuery({
    queryKey: ['/trust-materials', query],
    queryFn: () => get<Page<TrustMaterialRow>>('/trust-materials', query),
  })
  return (
    <Panel title={t('trust.national')} extra={<span className="soft small">{t('trust.national-what')}</span>}>
      <ul className="slots">
        {SLOTS.map(({ name, purpose }) => {
          const found = roots.data?.items.find((row) => row.purpose === purpose)
          return (
            <li key={name}>
              <strong>{name}</strong>
              <span className="soft small">{t(`trust.purpose.${purpose}`)}</span>
              {found ? (
                <Link to={`/trust/materials/${found.id}`}>
                  <Badge tone="good">{t('trust.trusted')}</Badge>
                </Link>
              ) : (
                <span className="small">{roots.data ? t('trust.national-absent') : '…'}</span>
              )}
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}
