import { apiUrl } from '../api.ts'
import { useWords } from '../language/index.ts'

const NAMES = { pdf: 'PDF', xlsx: 'Excel' } as const

/** The two files of a report that is made. */
export function FileLinks({ id, number }: { id: string; number: string }) {
  const { t } = useWords()
  return (
    <span className="row">
      {(['pdf', 'xlsx'] as const).map((format) => (
        <a
          key={format}
          href={apiUrl(`/reports/${id}/files/${format}`)}
          aria-label={`${t('action.download')} ${number} ${NAMES[format]}`}
        >
          {NAMES[format]}
        </a>
      ))}
    </span>
  )
}
