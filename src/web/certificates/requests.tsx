import { Link } from 'react-router'
import { apiUrl } from '../api.ts'
import type { CertificateRequestRow } from '../contract.ts'
import { type TextKey, useWords } from '../language/index.ts'
import { LinkButton } from '../pieces/link-button.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { CertificateTabs } from './tabs.tsx'

export function RequestsPage() {
  const { t } = useWords()
  return (
    <>
      <PageHead
        title={t('request.list')}
        meta={t('request.what')}
        actions={<LinkButton to="/certificates/requests/new">{t('request.new')}</LinkButton>}
      />
      <CertificateTabs here="requests" />
      <Panel padded={false}>
        <PagedTable<CertificateRequestRow>
          label={t('request.list')}
          path="/certificate-requests"
          rowKey={(row) => row.id}
          empty={<Empty title={t('request.none')}>{t('request.none-hint')}</Empty>}
          columns={[
            { key: 'name', title: t('request.name'), lead: true, cell: (row) => row.commonName },
            { key: 'sans', title: t('certificate.names'), cell: (row) => row.sans.join('、') },
            {
              key: 'algorithm',
              title: t('certificate.algorithm'),
              width: 120,
              cell: (row) => <span className="tag">{t(`algorithm.${row.algorithm}` as TextKey)}</span>,
            },
            {
              key: 'state',
              title: t('request.state'),
              width: 130,
              cell: (row) =>
                row.certificateId ? (
                  <Link to={`/certificates/${row.certificateId}`}>
                    <Badge tone="good">{t('request.issued')}</Badge>
                  </Link>
                ) : (
                  <Badge tone="accent">{t('request.waiting')}</Badge>
                ),
            },
            { key: 'at', title: t('request.at'), width: 180, cell: (row) => <Time at={row.createdAt} show="clock" /> },
            {
              key: 'file',
              title: t('request.file'),
              width: 140,
              cell: (row) => <a href={apiUrl(`/certificate-requests/${row.id}/request.csr`)}>request.csr</a>,
            },
          ]}
        />
      </Panel>
    </>
  )
}
