import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../api.ts'
import { CertificateTabs } from '../certificates/tabs.tsx'
import type { TargetRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { Table } from '../pieces/table.tsx'
import { VerifiedBadge } from './verified.tsx'

export function TargetsPage() {
  const { t, pick } = useWords()
  const { data, error, refetch } = useQuery({
    queryKey: ['/targets'],
    queryFn: () => get<{ items: TargetRow[] }>('/targets'),
  })
  return (
    <>
      <PageHead title={t('recipe.list')} meta={t('recipe.what')} />
      <CertificateTabs here="recipes" />
      <Panel padded={false}>
        <Table<TargetRow>
          label={t('recipe.list')}
          rows={data?.items}
          rowKey={({ id }) => id}
          error={error}
          retry={() => void refetch()}
          empty={<Empty title={t('recipe.list')} />}
          columns={[
            {
              key: 'title',
              title: t('recipe.target'),
              lead: true,
              cell: ({ id, title }) => <Link to={`/certificates/recipes/${id}`}>{pick(title)}</Link>,
            },
            { key: 'versions', title: t('recipe.versions'), cell: ({ versions }) => versions },
            { key: 'key', title: t('recipe.key'), cell: ({ keyOrigin }) => t(`recipe.key.${keyOrigin}`) },
            { key: 'formats', title: t('recipe.formats'), cell: ({ packageFormats }) => packageFormats.join('、') },
            { key: 'verified', title: t('recipe.verified'), cell: (row) => <VerifiedBadge verified={row.verified} /> },
          ]}
        />
      </Panel>
    </>
  )
}
