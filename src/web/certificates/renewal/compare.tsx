import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../../api.ts'
import { type TextKey, useWords } from '../../language/index.ts'
import { LinkButton } from '../../pieces/link-button.tsx'
import { Bones, Panel } from '../../pieces/page.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { Table } from '../../pieces/table.tsx'
import { formatTime } from '../../pieces/time.tsx'
import { Badge } from '../../pieces/verdict-tag.tsx'
import type { StageProps } from './progress.ts'
import type { CertificateDifference } from './shapes.ts'

type Side = CertificateDifference['before']

const LINES: readonly { title: TextKey; field: keyof Side; of: (side: Side) => string }[] = [
  { title: 'certificate.subject', field: 'subject', of: ({ subject }) => subject },
  { title: 'renewal.compare.key', field: 'key', of: ({ key }) => key },
  { title: 'renewal.compare.digest', field: 'digest', of: ({ digest }) => digest.toUpperCase() },
  { title: 'certificate.issuer', field: 'issuer', of: ({ issuer }) => issuer },
  { title: 'certificate.serial', field: 'serial', of: ({ serial }) => serial },
  { title: 'certificate.from', field: 'notBefore', of: ({ notBefore }) => formatTime(notBefore) },
  { title: 'certificate.until', field: 'notAfter', of: ({ notAfter }) => formatTime(notAfter) },
  { title: 'renewal.compare.days', field: 'days', of: ({ days }) => String(days) },
  { title: 'renewal.compare.usages', field: 'usages', of: ({ usages }) => usages.join('、') },
  { title: 'renewal.compare.purposes', field: 'purposes', of: ({ purposes }) => purposes.join('、') },
  { title: 'certificate.chain', field: 'chain', of: ({ chain }) => chain.join(' → ') },
]

function Names({ names }: { names: CertificateDifference['names'] }) {
  const { t } = useWords()
  const isSame = names.added.length + names.removed.length === 0
  return (
    <ul className="reasons">
      {isSame && (
        <li>
          <Badge tone="good">{t('renewal.compare.names-same')}</Badge>
          <span>{names.kept.join('、')}</span>
        </li>
      )}
      {names.removed.length > 0 && (
        <li>
          <Badge tone="bad">{t('renewal.compare.removed')}</Badge>
          <span>{names.removed.join('、')}</span>
        </li>
      )}
      {names.added.length > 0 && (
        <li>
          <Badge tone="warn">{t('renewal.compare.added')}</Badge>
          <span>{names.added.join('、')}</span>
        </li>
      )}
    </ul>
  )
}

export function Difference({ difference }: { difference: CertificateDifference }) {
  const { t } = useWords()
  const { before, after, changed, isSameKey } = difference
  return (
    <>
      <Panel title={t('renewal.compare.names')}>
        <Names names={difference.names} />
        <p>
          <Badge tone={isSameKey ? 'warn' : 'good'}>
            {t(isSameKey ? 'renewal.compare.same-key' : 'renewal.compare.new-key')}
          </Badge>
        </p>
      </Panel>
      <Panel title={t('lineage.difference')} padded={false}>
        <Table
          label={t('lineage.difference')}
          rows={LINES}
          rowKey={({ field }) => field}
          empty={null}
          columns={[
            { key: 'what', title: t('renewal.compare.field'), lead: true, width: 110, cell: ({ title }) => t(title) },
            { key: 'before', title: t('renewal.compare.before'), cell: ({ of }) => of(before) || '—' },
            {
              key: 'after',
              title: t('renewal.compare.after'),
              cell: ({ field, of }) =>
                changed.includes(field) ? <strong className="changed">{of(after) || '—'}</strong> : of(after) || '—',
            },
          ]}
        />
      </Panel>
    </>
  )
}

/** The new certificate beside the one it replaces. */
export function CompareStage({ progress: { request, certificateId = '' }, lineage, at }: StageProps) {
  const { t } = useWords()
  const before =
    request?.replacesId ?? lineage.certificates.find((one) => one.certificateId !== certificateId)?.certificateId
  const difference = useQuery({
    queryKey: ['/certificates', certificateId, 'difference', before],
    queryFn: () => get<CertificateDifference>(`/certificates/${certificateId}/difference`, { before }),
    enabled: before !== undefined,
  })
  return (
    <>
      <ProblemAlert error={difference.error} />
      {before === undefined && <p className="note">{t('renewal.compare.first')}</p>}
      {difference.isLoading && <Bones lines={8} />}
      {difference.data && <Difference difference={difference.data} />}
      <div className="row">
        <LinkButton to={at('packages')}>{t('renewal.to-packages')}</LinkButton>
        <Link to={`/certificates/${certificateId}`}>{t('renewal.compare.whole')}</Link>
      </div>
    </>
  )
}
