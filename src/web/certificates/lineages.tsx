import { Button, Input } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { LineageRow, UnknownCertificateRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { DaysLeft } from '../pieces/days-left.tsx'
import { useFilters } from '../pieces/filters.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { AdoptDialog } from './adopt.tsx'
import { BulkBar } from './bulk/bar.tsx'
import { ReasonDialog } from './estate/reason-dialog.tsx'
import { commonName } from './names.ts'
import { CertificateTabs } from './tabs.tsx'

function Lineages() {
  const { t } = useWords()
  const maySee = useMay('see-lineage')
  const mayAct = useMay('request-certificates')
  const { value, set } = useFilters()
  const q = value('q')
  const [chosen, setChosen] = useState<ReadonlyMap<string, LineageRow>>(new Map())
  const toggle = (row: LineageRow) => {
    const next = new Map(chosen)
    if (!next.delete(row.id)) next.set(row.id, row)
    setChosen(next)
  }
  return (
    <Panel padded={false}>
      <div className="filters">
        <Input.Search
          key={q}
          allowClear
          aria-label={t('many.search')}
          placeholder={t('many.search')}
          defaultValue={q ?? ''}
          onSearch={(text) => set('q', text.trim())}
        />
      </div>
      <BulkBar rows={[...chosen.values()]} q={q} onClear={() => setChosen(new Map())} />
      <PagedTable<LineageRow>
        label={t('lineage.list')}
        path="/lineages"
        query={{ q }}
        rowKey={(row) => row.id}
        empty={<Empty title={t('lineage.none')}>{t('lineage.none-hint')}</Empty>}
        columns={[
          ...(mayAct
            ? [
                {
                  key: 'choose',
                  title: t('many.choose'),
                  width: 48,
                  cell: (row: LineageRow) => (
                    <input
                      type="checkbox"
                      aria-label={t('many.choose-what', { name: row.name })}
                      checked={chosen.has(row.id)}
                      onChange={() => toggle(row)}
                    />
                  ),
                },
              ]
            : []),
          {
            key: 'name',
            title: t('lineage.name'),
            lead: true,
            cell: (row) => (maySee ? <Link to={`/certificates/lineages/${row.id}`}>{row.name}</Link> : row.name),
          },
          { key: 'owner', title: t('lineage.owner'), cell: (row) => row.owner },
          { key: 'trust', title: t('lineage.trust'), width: 120, cell: (row) => t(`lineage.trust.${row.trust}`) },
          {
            key: 'bindings',
            title: t('lineage.bindings'),
            cell: (row) => (
              <Badge tone={row.bindings === 0 ? 'none' : row.proved === row.bindings ? 'good' : 'warn'}>
                {t('lineage.bindings.of', { proved: row.proved, bindings: row.bindings })}
                {row.isRunOpen && ` · ${t('lineage.run-open')}`}
              </Badge>
            ),
          },
          {
            key: 'end',
            title: t('certificate.until'),
            width: 190,
            cell: ({ notAfter, daysLeft, level }) =>
              notAfter !== null && daysLeft !== null && level !== null ? (
                <DaysLeft certificate={{ notAfter, daysLeft, level }} />
              ) : (
                '—'
              ),
          },
        ]}
      />
    </Panel>
  )
}

function Unknown() {
  const { t } = useWords()
  const mayOperate = useMay('request-certificates')
  const [adopting, setAdopting] = useState<UnknownCertificateRow>()
  const [dismissing, setDismissing] = useState<UnknownCertificateRow>()
  return (
    <Panel title={t('lineage.unknown')} extra={t('lineage.unknown-hint')} padded={false}>
      <PagedTable<UnknownCertificateRow>
        label={t('lineage.unknown')}
        path="/unknown-certificates"
        rowKey={(row) => row.certificateId}
        empty={<Empty title={t('lineage.unknown.none')}>{t('lineage.unknown.none-hint')}</Empty>}
        columns={[
          {
            key: 'subject',
            title: t('certificate.subject'),
            lead: true,
            cell: (row) => <Link to={`/certificates/${row.certificateId}`}>{commonName(row.subject)}</Link>,
          },
          { key: 'issuer', title: t('certificate.issuer'), cell: (row) => commonName(row.issuer) },
          { key: 'place', title: t('lineage.place'), cell: (row) => <code>{row.place}</code> },
          { key: 'seen', title: t('lineage.first-seen'), cell: (row) => <Time at={row.firstSeen} show="clock" /> },
          { key: 'end', title: t('certificate.until'), cell: (row) => <Time at={row.notAfter} show="day" /> },
          {
            key: 'adopt',
            title: t('column.actions'),
            width: 150,
            cell: (row) =>
              mayOperate ? (
                <span className="row tight">
                  <Button size="small" onClick={() => setAdopting(row)}>
                    {t('lineage.adopt')}
                  </Button>
                  <Button size="small" onClick={() => setDismissing(row)}>
                    {t('unknown.dismiss')}
                  </Button>
                </span>
              ) : null,
          },
        ]}
      />
      {dismissing && (
        <ReasonDialog
          title={t('unknown.dismiss.title')}
          action={t('unknown.dismiss')}
          path={`/unknown-certificates/${dismissing.certificateId}/dismissal`}
          stale={['/unknown-certificates']}
          onClose={() => setDismissing(undefined)}
        >
          <p>
            {commonName(dismissing.subject)} <code>{dismissing.place}</code>
          </p>
          <p className="small soft">{t('unknown.dismiss.hint')}</p>
        </ReasonDialog>
      )}
      {adopting && <AdoptDialog certificate={adopting} onClose={() => setAdopting(undefined)} />}
    </Panel>
  )
}

export function LineagesPage() {
  const { t } = useWords()
  const maySee = useMay('see-lineage')
  return (
    <>
      <PageHead title={t('lineage.list')} meta={t('lineage.what')} />
      <CertificateTabs here="lineages" />
      <div className="stack">
        <Lineages />
        {maySee && <Unknown />}
      </div>
    </>
  )
}
