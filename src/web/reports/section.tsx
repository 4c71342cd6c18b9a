import { Link } from 'react-router'
import { useWords } from '../language/index.ts'
import { Panel } from '../pieces/page.tsx'
import { type Column, Table } from '../pieces/table.tsx'
import type { ReportFigure, ReportSection, ReportTable } from './shapes.ts'

interface Place {
  reportId: string
  sectionId: string
}

/** The figures of a section, each leading to its rows, and its tables. */
export function SectionPanel({ reportId, section }: { reportId: string; section: ReportSection }) {
  const { pick } = useWords()
  const place = { reportId, sectionId: section.id }
  return (
    <Panel title={pick(section.title)} padded={false} id={`section-${section.id}`}>
      {section.notes.map((note) => (
        <p key={note.zh} className="soft shelf-note">
          {pick(note)}
        </p>
      ))}
      {section.figures.length > 0 && <Figures place={place} section={section} />}
      {section.tables.map((table) => (
        <OneTable key={table.id} place={place} table={table} />
      ))}
    </Panel>
  )
}

function Figures({ place, section }: { place: Place; section: ReportSection }) {
  const { pick } = useWords()
  return (
    <dl className="shelf-figures">
      {section.figures.map((figure) => (
        <div key={figure.id} className={figure.value.kind === 'unknown' ? 'unknown' : undefined}>
          <dt>{pick(figure.title)}</dt>
          <dd>
            <span className="shelf-value">{pick(figure.shown)}</span>
            <SourceLink place={place} part={figure} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function SourceLink({ place, part }: { place: Place; part: Pick<ReportFigure, 'id' | 'source' | 'title'> }) {
  const { t, pick } = useWords()
  const { count, digest, link } = part.source
  const rows = t('shelf.source.rows', { count })
  return (
    <span className="small shelf-source">
      <Link
        to={`/reports/${place.reportId}/rows/${place.sectionId}/${part.id}`}
        title={digest}
        aria-label={`${pick(part.title)}：${rows}`}
      >
        {rows}
      </Link>
      {link && (
        <Link to={link} aria-label={`${pick(part.title)}：${t('shelf.source.page')}`}>
          {t('shelf.source.page')}
        </Link>
      )}
    </span>
  )
}

type Row = ReportTable['rows'][number] & { index: number }

function OneTable({ place, table }: { place: Place; table: ReportTable }) {
  const { t, pick } = useWords()
  const shown = (cell: Row['cells'][number] | undefined) =>
    typeof cell === 'number' ? cell : cell ? pick(cell) : <span className="soft">—</span>
  const columns = table.columns.map(
    ({ title }, index): Column<Row> => ({
      key: String(index),
      title: pick(title),
      lead: index === 0,
      number: table.rows.every(({ cells }) => typeof cells[index] === 'number') && table.rows.length > 0,
      cell: ({ cells, link }) =>
        index === 0 && link ? <Link to={link}>{shown(cells[index])}</Link> : shown(cells[index]),
    }),
  )
  return (
    <section className="shelf-table">
      <h3>
        {pick(table.title)} <SourceLink place={place} part={table} />
      </h3>
      <Table
        label={pick(table.title)}
        columns={columns}
        rows={table.rows.map((row, index) => ({ ...row, index }))}
        rowKey={({ index }) => index}
        empty={<span className="soft">{t('shelf.table.none')}</span>}
      />
      {table.total > table.rows.length && (
        <p className="soft shelf-more">{t('shelf.table.more', { total: table.total, shown: table.rows.length })}</p>
      )}
    </section>
  )
}
