import { useMutation } from '@tanstack/react-query'
import { Button, Checkbox, Input } from 'antd'
import { Link, useNavigate } from 'react-router'
import { write } from '../api.ts'
import { useActorName } from '../desk/actor.ts'
import { useWords } from '../language/index.ts'
import { useFilters } from '../pieces/filters.tsx'
import { LinkButton } from '../pieces/link-button.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import type { Column } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { useMay } from '../shell/session.ts'
import { RequestStateTag, SealTabs } from './pieces.tsx'
import type { SealRequestLine } from './shapes.ts'

/** One step: the same seal for what its holder signs with today. */
function Take({ request }: { request: SealRequestLine }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const take = useMutation({
    mutationFn: () => write('POST', `/seal-requests/${request.id}/taking`),
    onSuccess: () => navigate(`/seals/requests/${request.id}`),
  })
  return (
    <div className="stack">
      <Button size="small" type="primary" loading={take.isPending} onClick={() => take.mutate()}>
        {t('seals.step.take')}
      </Button>
      {take.error && <ProblemAlert error={take.error} />}
    </div>
  )
}

function useColumns(): Column<SealRequestLine>[] {
  const { t } = useWords()
  const nameOf = useActorName()
  return [
    {
      key: 'name',
      title: t('seals.name'),
      lead: true,
      cell: (row) => (
        <>
          <Link to={`/seals/requests/${row.id}`}>{row.name}</Link>
          <div className="small soft">{t(`seals.request-kind.${row.kind}`)}</div>
        </>
      ),
    },
    {
      key: 'holder',
      title: t('seals.holder'),
      cell: (row) => (
        <>
          {row.holderName}
          <div className="small soft">{row.unitName}</div>
        </>
      ),
    },
    {
      key: 'state',
      title: t('seals.state'),
      width: 200,
      cell: (row) => (
        <div className="row">
          <RequestStateTag state={row.state} />
          {row.steps.includes('take') && <Take request={row} />}
        </div>
      ),
    },
    {
      key: 'asked',
      title: t('seals.requested'),
      width: 190,
      cell: (row) => (
        <>
          <Time at={row.requestedAt} />
          <div className="small soft">{nameOf(row.requesterName)}</div>
        </>
      ),
    },
  ]
}

export function SealRequestsPage() {
  const { t } = useWords()
  const { set, value } = useFilters()
  const columns = useColumns()
  const mayAsk = useMay('request-seals')
  const open = value('open') === 'no' ? 'no' : 'yes'
  const state = value('state') === 'queued' ? 'queued' : ''
  return (
    <>
      <PageHead
        title={t('place.seals')}
        meta={t('seals.what')}
        actions={mayAsk && <LinkButton to="/seals/new">{t('seals.new')}</LinkButton>}
      />
      <SealTabs />
      <Panel padded={false}>
        <search className="filters">
          <Checkbox checked={open === 'yes'} onChange={({ target }) => set('open', target.checked ? '' : 'no')}>
            {t('seals.open-only')}
          </Checkbox>
          <Checkbox checked={state !== ''} onChange={({ target }) => set('state', target.checked ? 'queued' : '')}>
            {t('seals.queued-only')}
          </Checkbox>
          <Input.Search
            allowClear
            aria-label={t('seals.search')}
            placeholder={t('seals.search')}
            defaultValue={value('q')}
            onSearch={(text) => set('q', text.trim())}
          />
        </search>
        <PagedTable<SealRequestLine>
          label={t('seals.requests')}
          path="/seal-requests"
          query={{ open, state, q: value('q') }}
          columns={columns}
          rowKey={(row) => row.id}
          empty={<Empty title={t('seals.no-requests')} />}
        />
      </Panel>
    </>
  )
}
