// A plain table: real rows and headers for keyboards and readers, cards on a phone, bones while loading, and words when empty.

import type { ReactNode } from 'react'
import { useWords } from '../language/index.ts'
import { ProblemAlert } from './problem-alert.tsx'
import { ScrollRegion } from './scroll-region.tsx'

export interface Column<Row> {
  key: string
  title: string
  cell: (row: Row) => ReactNode
  /** Figures stand right. */
  number?: boolean
  /** The column that names the row: the card's heading on a phone. */
  lead?: boolean
  width?: number | string
}

interface Props<Row> {
  /** Read out as the table's name. */
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[] | undefined
  rowKey: (row: Row) => string | number
  empty: ReactNode
  error?: unknown
  retry?: () => void
  loadingRows?: number
}

const BONES = ['72%', '48%', '84%', '60%']

function Bones<Row>({ columns, count }: { columns: readonly Column<Row>[]; count: number }) {
  return Array.from({ length: count }, (_, row) => row).map((row) => (
    <tr key={row}>
      {columns.map((column, index) => (
        <td key={column.key} data-label={column.title}>
          <span className="bone" style={{ width: BONES[(row + index) % BONES.length] }} />
        </td>
      ))}
    </tr>
  ))
}

export function Table<Row>({ label, columns, rows, rowKey, empty, error, retry, loadingRows = 6 }: Props<Row>) {
  const { t } = useWords()
  if (error && !rows)
    return (
      <div className="body">
        <ProblemAlert error={error} {...(retry ? { retry } : {})} />
      </div>
    )
  if (rows?.length === 0) return <div className="empty">{empty}</div>
  return (
    <ScrollRegion label={label}>
      <table className="rows cards" aria-busy={!rows}>
        <caption className="unseen">{rows ? label : t('state.loading')}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={column.number ? 'number' : undefined}
                style={{ width: column.width }}
              >
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows ? (
            rows.map((row) => (
              <tr key={rowKey(row)}>
                {columns.map((column) => (
                  <td
                    key={column.key}
                    data-label={column.title}
                    className={
                      [column.number && 'number', column.lead && 'lead'].filter(Boolean).join(' ') || undefined
                    }
                  >
                    <div className="cell">{column.cell(row)}</div>
                  </td>
                ))}
              </tr>
            ))
          ) : (
            <Bones columns={columns} count={loadingRows} />
          )}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
