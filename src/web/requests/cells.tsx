// What is wrong with a table that was handed in, cell by cell.

import { useWords } from '../language/index.ts'
import { type Column, Table } from '../pieces/table.tsx'
import type { CellProblem } from './shapes.ts'

export function CellProblems({ problems }: { problems: readonly CellProblem[] }) {
  const { t, pick } = useWords()
  const columns: Column<CellProblem>[] = [
    { key: 'row', title: t('cell.row'), number: true, lead: true, width: 80, cell: ({ row }) => row },
    { key: 'column', title: t('cell.column'), width: 160, cell: ({ column }) => column || '—' },
    { key: 'why', title: t('cell.why'), cell: ({ text }) => pick(text) },
  ]
  return (
    <Table
      label={t('cell.list')}
      columns={columns}
      rows={problems}
      rowKey={({ row, column, code }) => `${row} ${column} ${code}`}
      empty={null}
    />
  )
}
