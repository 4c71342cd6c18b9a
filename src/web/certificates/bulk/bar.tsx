import { Button } from 'antd'
import { useState } from 'react'
import { apiUrl } from '../../api.ts'
import type { LineageRow } from '../../contract.ts'
import { useWords } from '../../language/index.ts'
import { useMay } from '../../shell/session.ts'
import { BULK_KINDS, BulkDialog, type BulkKind } from './dialog.tsx'

interface Props {
  /** Chosen rows; none: the spreadsheet holds the whole list. */
  rows: readonly LineageRow[]
  q: string | undefined
  onClear: () => void
}

/** What can be done with the chosen lineages; always there, so that nothing jumps when the first is chosen. */
export function BulkBar({ rows, q, onClear }: Props) {
  const { t } = useWords()
  const mayAct = useMay('request-certificates')
  const [kind, setKind] = useState<BulkKind>()
  const isEmpty = rows.length === 0
  const url = apiUrl('/lineages.xlsx', isEmpty ? { q } : { ids: rows.map(({ id }) => id).join(',') })
  return (
    <section className="filters" aria-label={t('many.label')}>
      {mayAct && (
        <>
          <span className="small" aria-live="polite">
            {t('many.chosen', { count: rows.length })}
          </span>
          {BULK_KINDS.map((one) => (
            <Button key={one} size="small" disabled={isEmpty} onClick={() => setKind(one)}>
              {t(`many.${one}`)}
            </Button>
          ))}
          <Button size="small" type="text" disabled={isEmpty} onClick={onClear}>
            {t('many.clear')}
          </Button>
        </>
      )}
      <a href={url} download>
        {t(isEmpty ? 'many.export-all' : 'many.export')}
      </a>
      {kind && <BulkDialog kind={kind} rows={rows} onClose={() => setKind(undefined)} />}
    </section>
  )
}
