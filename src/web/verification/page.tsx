import { Segmented } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { VerificationRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { Time } from '../pieces/time.tsx'
import { VerdictTag } from '../pieces/verdict-tag.tsx'
import { NewVerification } from './new.tsx'
import './verification.css'

const VERDICTS = ['VALID', 'VALID_WITH_DEFECTS', 'INDETERMINATE', 'INVALID'] as const

export function VerificationPage() {
  const { t } = useWords()
  const [search, setSearch] = useSearchParams()
  const verdict = search.get('verdict') ?? ''
  return (
    <>
      <PageHead title={t('place.verification')} meta={t('verification.what')} />
      <div className="stack">
        <NewVerification />
        <Panel padded={false} title={t('verification.history')}>
          <search className="filters">
            <Segmented
              aria-label={t('column.verdict')}
              value={verdict}
              onChange={(value) => setSearch(value ? { verdict: value } : {})}
              options={[
                { value: '', label: t('filter.all') },
                ...VERDICTS.map((value) => ({ value, label: t(`verdict.${value}`) })),
              ]}
            />
          </search>
          <PagedTable<VerificationRow>
            label={t('verification.history')}
            path="/verifications"
            query={{ verdict: verdict || undefined }}
            limit={20}
            rowKey={(row) => row.id}
            empty={<Empty title={t('verification.none')}>{t('verification.none-hint')}</Empty>}
            columns={[
              {
                key: 'verdict',
                title: t('column.verdict'),
                width: 130,
                cell: (row) => <VerdictTag value={row.verdict} />,
              },
              {
                key: 'name',
                title: t('verification.file'),
                lead: true,
                cell: (row) => <Link to={`/verification/${row.id}`}>{row.fileName}</Link>,
              },
              {
                key: 'kind',
                title: t('verification.kind'),
                cell: (row) => <span className="tag">{row.kind}</span>,
              },
              { key: 'by', title: t('verification.by'), cell: (row) => row.actor.name },
              {
                key: 'at',
                title: t('verification.at'),
                width: 180,
                cell: (row) => <Time at={row.createdAt} show="clock" />,
              },
            ]}
          />
        </Panel>
      </div>
    </>
  )
}
