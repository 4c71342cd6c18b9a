import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { type Column, Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge, type Tone } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import type { ReportCheck, ReportDetail, RowChange } from './shapes.ts'

const TONES: Record<ReportCheck['outcome'], Tone> = { identical: 'good', 'same-figures': 'good', different: 'bad' }
const SHOWN_ROWS = 10

/** Computes the report again and says what came out. */
export function CheckPanel({ report }: { report: ReportDetail }) {
  const { t } = useWords()
  const client = useQueryClient()
  const mayCheck = useMay('check-reports')
  const run = useMutation({
    mutationFn: () => write<ReportCheck>('POST', `/reports/${report.id}/checks`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['/reports', report.id] }),
  })
  const { check } = report
  return (
    <Panel
      title={t('shelf.check')}
      extra={
        mayCheck && (
          <Button size="small" loading={run.isPending} onClick={() => run.mutate()}>
            {t('shelf.check.run')}
          </Button>
        )
      }
    >
      <div className="stack" aria-live="polite">
        <ProblemAlert error={run.error} />
        {check ? <Outcome check={check} /> : <p className="soft">{t('shelf.check.what')}</p>}
      </div>
    </Panel>
  )
}

function Outcome({ check }: { check: ReportCheck }) {
  const { t } = useWords()
  const { outcome, figures, rows, altered } = check
  const count = outcome === 'different' ? figures.length : rows.length
  const parts = altered.map((part) => t(`shelf.part.${part}`)).join('、')
  return (
    <>
      <div className="row">
        <Badge tone={TONES[outcome]}>{t(`shelf.check.${outcome}`, { count })}</Badge>
        <Badge tone={altered.length === 0 ? 'good' : 'bad'}>
          {altered.length === 0 ? t('shelf.check.intact') : t('shelf.check.altered', { parts })}
        </Badge>
        <span className="soft small">
          <Time at={check.at} /> {t('shelf.check.at', { by: check.by })}
        </span>
      </div>
      {figures.length > 0 && <Differences figures={figures} />}
      {figures.length === 0 && rows.length > 0 && <Changes rows={rows} />}
    </>
  )
}

function Differences({ figures }: { figures: ReportCheck['figures'] }) {
  const { t, pick } = useWords()
  const columns: Column<ReportCheck['figures'][number]>[] = [
    { key: 'figure', title: t('shelf.figure'), lead: true, cell: ({ title }) => pick(title) },
    { key: 'before', title: t('shelf.check.before'), cell: ({ before }) => pick(before) || '—' },
    { key: 'after', title: t('shelf.check.after'), cell: ({ after }) => pick(after) || '—' },
    {
      key: 'why',
      title: t('shelf.check.why'),
      cell: ({ rows }) => (rows.length === 0 ? t('shelf.check.rule') : <Changes rows={rows} />),
    },
  ]
  return (
    <Table
      label={t('shelf.check')}
      columns={columns}
      rows={figures}
      rowKey={({ section, id }) => `${section}/${id}`}
      empty={null}
    />
  )
}

function Changes({ rows }: { rows: readonly RowChange[] }) {
  const { t } = useWords()
  return (
    <ul className="shelf-changes small">
      {rows.slice(0, SHOWN_ROWS).map(({ table, id, change, fields }) => (
        <li key={`${table} ${id}`}>
          {t(`shelf.check.row.${change}`, { table: t(`shelf.table-name.${table}`), id, fields: fields.join('、') })}
        </li>
      ))}
      {rows.length > SHOWN_ROWS && <li>{t('sla.and-more', { count: rows.length })}</li>}
    </ul>
  )
}
