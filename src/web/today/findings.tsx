import { Link } from 'react-router'
import type { OpenFinding } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Empty, Panel } from '../pieces/page.tsx'
import { type Column, Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { VerdictTag } from '../pieces/verdict-tag.tsx'

/** What it means and what to do, in one cell: the two are read together. */
function Meaning({ finding }: { finding: OpenFinding }) {
  const { t, pick } = useWords()
  const advice = pick(finding.reason.advice)
  return (
    <>
      <div className="strong">{pick(finding.reason.problem) || <code>{finding.reason.code}</code>}</div>
      <div>{pick(finding.reason.text)}</div>
      {advice && (
        <div className="small soft">
          {t('finding.do')}
          {advice}
        </div>
      )}
    </>
  )
}

export function useFindingColumns(): Column<OpenFinding>[] {
  const { t, pick } = useWords()
  return [
    { key: 'verdict', title: t('column.verdict'), width: 84, cell: (row) => <VerdictTag value={row.verdict} /> },
    {
      key: 'system',
      title: t('column.system'),
      lead: true,
      width: '26%',
      cell: (row) => (
        <>
          {row.systemId ? <Link to={`/systems/${row.systemId}`}>{row.system}</Link> : row.system}
          <div className="small soft">{[row.node, pick(row.title)].filter(Boolean).join(' · ')}</div>
        </>
      ),
    },
    { key: 'meaning', title: t('finding.meaning'), cell: (row) => <Meaning finding={row} /> },
    { key: 'since', title: t('finding.since'), width: 120, cell: (row) => <Time at={row.firstSeen} show="clock" /> },
  ]
}

export function OpenFindings({ open, items }: { open: number | undefined; items: OpenFinding[] | undefined }) {
  const { t } = useWords()
  const columns = useFindingColumns()
  return (
    <Panel
      padded={false}
      title={t('finding.open')}
      extra={
        <>
          {open !== undefined && <span className="soft">{t('finding.count', { count: open })}</span>}
          <Link to="/inspections/findings">{t('action.all')}</Link>
        </>
      }
    >
      <Table
        label={t('finding.open')}
        columns={columns}
        rows={items}
        rowKey={(row) => row.id}
        empty={<Empty title={t('finding.none')}>{t('finding.none-hint')}</Empty>}
      />
    </Panel>
  )
}
