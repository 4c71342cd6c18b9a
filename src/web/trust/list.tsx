import { useQuery } from '@tanstack/react-query'
import { Input, Segmented } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { get, type Page } from '../api.ts'
import type { MaterialKind, TrustChangeRow, TrustMaterialRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { LinkButton } from '../pieces/link-button.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import type { Column } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { useMay } from '../shell/session.ts'
import { NationalRoots } from './roots.tsx'
import { TrustTabs } from './tabs.tsx'
import { shortName, Until, Use } from './words.tsx'
import './trust.css'

export const KINDS: readonly MaterialKind[] = ['anchor', 'intermediate', 'crl', 'ocsp', 'policy']

/** What waits for somebody: the other administrator finds it without looking. */
function Waiting() {
  const { t } = useWords()
  const query = { state: 'pending', limit: 50 }
  const waiting = useQuery({
    queryKey: ['/trust-changes', query],
    queryFn: () => get<Page<TrustChangeRow>>('/trust-changes', query),
    refetchInterval: 60_000,
  })
  const count = waiting.data?.items.length ?? 0
  if (count === 0) return null
  return (
    <p className="note waiting">
      <span>{t('trust.waiting', { count })}</span>
      <Link to="/trust/changes?state=pending">{t('trust.look')}</Link>
    </p>
  )
}

function useColumns(): Column<TrustMaterialRow>[] {
  const { t } = useWords()
  return [
    {
      key: 'name',
      title: t('trust.name'),
      lead: true,
      cell: (row) => (
        <>
          <Link to={`/trust/materials/${row.id}`}>{shortName(row.subject)}</Link>
          <div className="small soft">{row.subject}</div>
        </>
      ),
    },
    {
      key: 'kind',
      title: t('trust.kind'),
      width: 120,
      cell: (row) => `${t(`trust.kind.${row.kind}`)}${row.version ? ` v${row.version}` : ''}`,
    },
    { key: 'use', title: t('trust.use'), width: 190, cell: (row) => <Use row={row} /> },
    { key: 'until', title: t('trust.until'), width: 190, cell: (row) => <Until row={row} /> },
    { key: 'print', title: 'SHA-256', width: 190, cell: (row) => <Mono text={row.sha256} what="SHA-256" short /> },
    {
      key: 'added',
      title: t('trust.added'),
      width: 150,
      cell: (row) => (
        <>
          <Time at={row.addedAt} show="day" relative={false} />
          <div className="small soft">
            {row.addedChange ? (
              <Link to={`/trust/changes/${row.addedChange}`}>{t('trust.by-two')}</Link>
            ) : (
              t('trust.by-system')
            )}
          </div>
        </>
      ),
    },
  ]
}

export function TrustPage() {
  const { t } = useWords()
  const [search, setSearch] = useSearchParams()
  const columns = useColumns()
  const mayPropose = useMay('change-trust')
  const maySeeChanges = useMay('see-trust-changes')
  const set = (name: string, value: string) =>
    setSearch((now) => {
      if (value) now.set(name, value)
      else now.delete(name)
      return now
    })
  const kind = search.get('kind') ?? ''
  const state = search.get('state') ?? ''
  const q = search.get('q') ?? ''
  return (
    <>
      <PageHead
        title={t('place.trust')}
        meta={t('trust.what')}
        actions={mayPropose && <LinkButton to="/trust/new">{t('trust.propose')}</LinkButton>}
      />
      <TrustTabs />
      <div className="stack">
        {maySeeChanges && <Waiting />}
        <NationalRoots />
        <Panel padded={false}>
          <search className="filters">
            <Segmented
              aria-label={t('trust.kind')}
              value={kind}
              onChange={(value) => set('kind', value)}
              options={[
                { value: '', label: t('filter.all') },
                ...KINDS.map((value) => ({ value: value as string, label: t(`trust.kind.${value}`) })),
              ]}
            />
            <Segmented
              aria-label={t('trust.in-use')}
              value={state}
              onChange={(value) => set('state', value)}
              options={[
                { value: '', label: t('trust.in-use') },
                { value: 'removed', label: t('trust.removed') },
              ]}
            />
            <Input.Search
              allowClear
              aria-label={t('trust.search')}
              placeholder={t('trust.search')}
              defaultValue={q}
              onSearch={(value) => set('q', value.trim())}
            />
          </search>
          <PagedTable<TrustMaterialRow>
            label={t('trust.materials')}
            path="/trust-materials"
            query={{ kind: kind || undefined, state: state || undefined, q: q || undefined }}
            columns={columns}
            rowKey={(row) => row.id}
            empty={<Empty title={t('trust.none')}>{t('trust.none-hint')}</Empty>}
          />
        </Panel>
      </div>
    </>
  )
}
