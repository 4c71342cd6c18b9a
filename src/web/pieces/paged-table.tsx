import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { get, type Page } from '../api.ts'
import { useWords } from '../language/index.ts'
import { type Column, Table } from './table.tsx'

interface Props<Row> {
  label: string
  path: string
  /** Filters; a change starts again at the first page. */
  query?: Record<string, string | number | undefined>
  columns: readonly Column<Row>[]
  rowKey: (row: Row) => string | number
  empty: ReactNode
  limit?: number
  refetchMs?: number | false
}

/** A list of the product, page by page. Going back re-uses the cursors already seen: keyset pages have no numbers. */
export function PagedTable<Row>(props: Props<Row>) {
  const filters = JSON.stringify(props.query ?? {})
  return <Pages key={`${props.path}${filters}`} {...props} />
}

function Pages<Row>({ label, path, query, columns, rowKey, empty, limit = 50, refetchMs = false }: Props<Row>) {
  const { t } = useWords()
  const [cursors, setCursors] = useState<readonly string[]>([])
  const cursor = cursors.at(-1)
  const pages = useQuery({
    queryKey: [path, query ?? {}, cursor ?? ''],
    queryFn: () => get<Page<Row>>(path, { ...query, limit, cursor }),
    placeholderData: keepPreviousData,
    refetchInterval: refetchMs,
  })
  const next = pages.data?.nextCursor
  return (
    <>
      <Table
        label={label}
        columns={columns}
        rows={pages.data?.items}
        rowKey={rowKey}
        empty={empty}
        error={pages.error}
        retry={() => void pages.refetch()}
      />
      {(next || cursor) && (
        <nav className="pager" aria-label={t('pages.label', { list: label })}>
          <span>{t('pages.page', { page: cursors.length + 1 })}</span>
          <Button size="small" disabled={!cursor} onClick={() => setCursors(cursors.slice(0, -1))}>
            {t('pages.previous')}
          </Button>
          <Button size="small" disabled={!next} onClick={() => next && setCursors([...cursors, next])}>
            {t('pages.next')}
          </Button>
        </nav>
      )}
    </>
  )
}
