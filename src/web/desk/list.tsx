import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get, type Page } from '../api.ts'
import { useWords } from '../language/index.ts'
import { LinkButton } from '../pieces/link-button.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { type AskedLine, type HeldCredential, KINDS } from './shapes.ts'
import { StateBadge } from './state.tsx'
import './desk.css'

/** 受理台: what ends soon first, then what one can ask for, then what is under way. */
export function DeskPage() {
  const { t } = useWords()
  return (
    <>
      <PageHead
        title={t('desk.title')}
        meta={t('desk.what')}
        actions={
          <LinkButton to="/check" quiet>
            {t('place.check')}
          </LinkButton>
        }
      />
      <nav className="desk-kinds" aria-label={t('desk.kinds')}>
        {KINDS.map((kind) => (
          <Link key={kind} to={`/desk/new?kind=${kind}`}>
            <strong>{t(`desk.kind.${kind}`)}</strong>
            <span className="small soft">{t(`desk.kind-what.${kind}`)}</span>
          </Link>
        ))}
      </nav>
      <Expiring />
      <Panel title={t('desk.requests')} padded={false}>
        <PagedTable<AskedLine>
          label={t('desk.requests')}
          path="/user-requests"
          limit={20}
          rowKey={({ id }) => id}
          empty={<Empty title={t('desk.none')} />}
          columns={[
            {
              key: 'number',
              title: t('desk.request'),
              lead: true,
              cell: ({ id, number, kind }) => (
                <Link to={`/desk/${id}`}>
                  {t(`desk.kind.${kind}`)} <span className="small soft">{number}</span>
                </Link>
              ),
            },
            { key: 'who', title: t('desk.who'), cell: ({ staff }) => staff.name },
            { key: 'state', title: t('desk.state'), cell: (asked) => <StateBadge asked={asked} /> },
            { key: 'at', title: t('desk.at'), cell: ({ createdAt }) => <Time at={createdAt} /> },
          ]}
        />
      </Panel>
    </>
  )
}

function Expiring() {
  const { t } = useWords()
  const ending = useQuery({
    queryKey: ['/credentials', 'expiring'],
    queryFn: () => get<Page<HeldCredential>>('/credentials', { expiringDays: 60, limit: 20 }),
  })
  if (ending.data?.items.length === 0) return null
  return (
    <Panel title={t('desk.expiring')} padded={false}>
      <Table<HeldCredential>
        label={t('desk.expiring')}
        rows={ending.data?.items}
        rowKey={({ id }) => id}
        error={ending.error}
        retry={() => void ending.refetch()}
        loadingRows={2}
        empty={null}
        columns={[
          {
            key: 'who',
            title: t('desk.who'),
            lead: true,
            cell: ({ staffId, holder, subject }) => <Link to={`/holders/${staffId}`}>{holder ?? subject}</Link>,
          },
          { key: 'until', title: t('desk.until'), cell: ({ notAfter }) => <Time at={notAfter} show="day" /> },
          { key: 'algorithm', title: t('holder.algorithm'), cell: ({ algorithm }) => algorithm },
          {
            key: 'do',
            title: '',
            cell: ({ id, staffId, algorithm }) => {
              const kind = algorithm === 'SM2' ? 'renew' : 'upgrade'
              return (
                <LinkButton small to={`/desk/new?kind=${kind}&staff=${staffId}&credential=${id}`}>
                  {t(`desk.kind.${kind}`)}
                </LinkButton>
              )
            },
          },
        ]}
      />
    </Panel>
  )
}
