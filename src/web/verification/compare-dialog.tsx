import { useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { get, type Page } from '../api.ts'
import type { VerificationDetail, VerificationRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Bones, Empty } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Time } from '../pieces/time.tsx'
import { VerdictTag } from '../pieces/verdict-tag.tsx'

/** The address of a comparison: the older report first. */
export function comparisonOf(before: string, after: string): string {
  return `/verification/compare?a=${before}&b=${after}`
}

/** Chooses what to hold this report against; at first the verifications of a file of the same name. */
export function CompareDialog({ detail, onClose }: { detail: VerificationDetail; onClose: () => void }) {
  const { t } = useWords()
  const [search, setSearch] = useState(detail.fileName)
  const query = useQuery({
    queryKey: ['/verifications', 'to-compare', search],
    queryFn: () => get<Page<VerificationRow>>('/verifications', { q: search.trim() || undefined, limit: 12 }),
  })
  const others = query.data?.items.filter(({ id }) => id !== detail.id)
  return (
    <Dialog title={t('compare.choose')} look="wide" onClose={onClose}>
      <Input.Search
        aria-label={t('list.search')}
        placeholder={t('list.search')}
        defaultValue={search}
        onSearch={setSearch}
      />
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      {query.isPending && <Bones />}
      {others?.length === 0 && (
        <div className="empty">
          <Empty title={t('compare.none')}>{t('compare.none-hint')}</Empty>
        </div>
      )}
      <ul className="lines">
        {others?.map((row) => (
          <li key={row.id}>
            <Link to={comparisonOf(detail.id, row.id)}>
              {row.number} · {row.fileName}
            </Link>
            <span className="row">
              <VerdictTag value={row.verdict} />
              <Time at={row.createdAt} show="clock" />
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
