import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get, type Page } from '../api.ts'
import { useWords } from '../language/index.ts'
import { LinkButton } from '../pieces/link-button.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { type Column, Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { type AskedLine, type HeldCredential, KINDS, type RequestState } from './shapes.ts'
import { StateBadge } from './state.tsx'
import './desk.css'

/** Where the next step is the clerk's. */
const MINE = ['returned', 'approved', 'issued', 'written', 'draft'] as const satisfies readonly RequestState[]

/** 受理台: what waits for one first, then what ends soon, then what one can ask for, then what is under way. */
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
      <Waiting />
      <Expiring />
      <nav className="desk-kinds" aria-label={t('desk.kinds')}>
        {KINDS.map((kind) => (
          <Link key={kind} to={`/desk/new?kind=${kind}`}>
            <strong>{t(`desk.kind.${kind}`)}</strong>
            <span className="small soft">{t(`desk.kind-what.${kind}`)}</span>
          </Link>
        ))}
      </nav>
      <Panel title={t('desk.requests')} padded={false}>
        <PagedTable<AskedLine>
          label={t('desk.requests')}
          path="/user-requests"
          limit={20}
          rowKey={({ id }) => id}
          empty={<Empty title={t('desk.none')} />}
          columns={columns(t)}
        />
      </Panel>
    </>
  )
}

function columns(t: ReturnType<typeof useWords>['t']): Column<AskedLine>[] {
  return [
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
    { key: 'who', title: t('desk.who'), cell: ({ staff }) => `${staff.name} ${staff.staffNumber}` },
    { key: 'state', title: t('desk.state'), cell: (asked) => <StateBadge asked={asked} /> },
    { key: 'at', title: t('desk.at'), cell: ({ createdAt }) => <Time at={createdAt} /> },
  ]
}

/** Own requests that go on only by their clerk. */
function Waiting() {
  const { t } = useWords()
  const waiting = useQuery({
    queryKey: ['/user-requests', 'mine'],
    queryFn: async () => {
      const pages = await Promise.all(
        MINE.map((state) => get<Page<AskedLine>>('/user-requests', { state, isOwn: true, limit: 20 })),
      )
      return pages.flatMap(({ items }) => items)
    },
  })
  if (!waiting.data?.length) return waiting.error ? <ProblemAlert error={waiting.error} /> : null
  return (
    <Panel title={t('desk.waiting', { count: waiting.data.length })} padded={false}>
      <Table<AskedLine>
        label={t('desk.waiting', { count: waiting.data.length })}
        rows={waiting.data}
        rowKey={({ id }) => id}
        empty={null}
        columns={columns(t)}
      />
    </Panel>
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
