import { PlusOutlined } from '@ant-design/icons'
import { Button, Input, Segmented } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { CertificateRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { DaysLeft } from '../pieces/days-left.tsx'
import { LinkButton } from '../pieces/link-button.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import type { Column } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { algorithmName, commonName } from './names.ts'
import { CertificateTabs } from './tabs.tsx'
import { UploadDialog } from './upload.tsx'
import './certificates.css'

const WITHIN_DAYS = ['', '30', '60', '90'] as const

/** How many of the nodes that should serve it were seen serving it. */
export function Served({ serving, total }: { serving: number; total: number }) {
  const { t } = useWords()
  if (total === 0) return <span className="soft small">{t('certificate.not-deployed')}</span>
  const text = t('certificate.served', { serving, total })
  return <Badge tone={serving === total ? 'good' : 'warn'}>{text}</Badge>
}

function useColumns(): Column<CertificateRow>[] {
  const { t } = useWords()
  return [
    { key: 'days', title: t('certificate.left'), width: 140, cell: (row) => <DaysLeft certificate={row} /> },
    {
      key: 'subject',
      title: t('certificate.subject'),
      lead: true,
      cell: (row) => (
        <>
          <Link to={`/certificates/${row.id}`}>{commonName(row.subject)}</Link>
          <div className="small soft">{row.sans.filter((san) => san !== commonName(row.subject)).join('、')}</div>
        </>
      ),
    },
    { key: 'issuer', title: t('certificate.issuer'), cell: (row) => commonName(row.issuer) },
    {
      key: 'algorithm',
      title: t('certificate.algorithm'),
      width: 110,
      cell: (row) => <span className="tag">{algorithmName(row)}</span>,
    },
    {
      key: 'until',
      title: t('certificate.until'),
      width: 110,
      cell: (row) => <Time at={row.notAfter} show="day" relative={false} />,
    },
    {
      key: 'served',
      title: t('certificate.nodes'),
      width: 130,
      cell: (row) => <Served serving={row.nodesServing} total={row.nodesTotal} />,
    },
  ]
}

export function CertificatesPage() {
  const { t } = useWords()
  const [search, setSearch] = useSearchParams()
  const [isUploading, setIsUploading] = useState(false)
  const columns = useColumns()
  const mayUpload = useMay('request-certificates')
  const set = (name: string, value: string) =>
    setSearch((now) => {
      if (value) now.set(name, value)
      else now.delete(name)
      return now
    })
  const within = search.get('within') ?? ''
  const q = search.get('q') ?? ''
  return (
    <>
      <PageHead
        title={t('place.certificates')}
        meta={t('certificate.what')}
        actions={
          mayUpload && (
            <>
              <Button icon={<PlusOutlined />} onClick={() => setIsUploading(true)}>
                {t('certificate.upload')}
              </Button>
              <LinkButton to="/certificates/requests/new">{t('request.new')}</LinkButton>
            </>
          )
        }
      />
      {isUploading && <UploadDialog onClose={() => setIsUploading(false)} />}
      <CertificateTabs here="certificates" />
      <Panel padded={false}>
        <search className="filters">
          <Segmented
            aria-label={t('certificate.left')}
            value={within}
            onChange={(value) => set('within', value)}
            options={WITHIN_DAYS.map((value) => ({
              value,
              label: value ? t('certificate.within', { days: value }) : t('filter.all'),
            }))}
          />
          <Input.Search
            allowClear
            aria-label={t('certificate.search')}
            placeholder={t('certificate.search')}
            defaultValue={q}
            onSearch={(value) => set('q', value.trim())}
          />
        </search>
        <PagedTable<CertificateRow>
          label={t('place.certificates')}
          path="/certificates"
          query={{ expiringWithinDays: within || undefined, q: q || undefined }}
          columns={columns}
          rowKey={(row) => row.id}
          empty={<Empty title={t('certificate.none')}>{t('certificate.none-hint')}</Empty>}
        />
      </Panel>
    </>
  )
}
