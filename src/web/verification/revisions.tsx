// The revisions of a signed file, each to be taken away as it was signed.

import type { VerificationDetail } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { formatBytes } from '../pieces/download.ts'
import { Panel } from '../pieces/page.tsx'

export function RevisionLinks({ detail }: { detail: VerificationDetail }) {
  const { t } = useWords()
  const revisions = detail.report.marks?.revisions ?? []
  const isKept = detail.materials.some(({ role, isKept }) => role === 'object' && isKept)
  if (detail.report.kind !== 'pdf' || revisions.length === 0 || !isKept) return null
  return (
    <Panel title={t('report.revisions')} padded={false}>
      <ul className="lines no-print">
        {revisions.map(({ number, bytes, signedBy }) => (
          <li key={number}>
            <a href={`/api/v1/verifications/${detail.id}/revisions/${number}`} download>
              {t('report.revision', { number })}
            </a>
            <span className="soft">
              {formatBytes(bytes)} · {signedBy.length > 0 ? signedBy.join(', ') : t('report.revision-unsigned')}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
