import { Link } from 'react-router'
import type { TrustPreview } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { Facts } from '../pieces/page.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { shortName } from './words.tsx'

function Warnings({ preview }: { preview: TrustPreview }) {
  const { t, pick } = useWords()
  const root = preview.nationalRoot
  return (
    <ul className="warnings" aria-label={t('trust.warnings')}>
      {preview.warnings.map((warning) => (
        <li key={warning.code}>
          <Badge tone={warning.code.endsWith('impostor') ? 'bad' : 'warn'}>{t('trust.warning')}</Badge>
          <span>{pick(warning.text)}</span>
        </li>
      ))}
      {root?.match === 'confirmed' && (
        <li>
          <Badge tone="good">{t('trust.national')}</Badge>
          <span>{pick(root.text)}</span>
        </li>
      )}
      {preview.warnings.length === 0 && (
        <li>
          <Badge tone="good">{t('trust.no-warnings')}</Badge>
        </li>
      )}
    </ul>
  )
}

function Chain({ chain }: Pick<TrustPreview, 'chain'>) {
  const { t } = useWords()
  if (chain.length === 0) return t('trust.chain-none')
  return (
    <ol className="stack">
      {chain.map(({ subject, materialId }) => (
        <li key={subject}>
          {materialId ? <Link to={`/trust/materials/${materialId}`}>{shortName(subject)}</Link> : shortName(subject)}
        </li>
      ))}
    </ol>
  )
}

/** What the material is and what trusting it would mean: the same for who proposes and who approves. */
export function Preview({ preview }: { preview: TrustPreview }) {
  const { t } = useWords()
  const { certificate, crl, ocsp, usedBy, kind } = preview
  const isItsOwnEnd = kind === 'policy' || (kind === 'anchor' && certificate?.isSelfSigned)
  const isEvidence = kind === 'crl' || kind === 'ocsp'
  return (
    <div className="stack">
      <Warnings preview={preview} />
      <Facts
        facts={[
          [t('trust.name'), preview.subject],
          [t('certificate.issuer'), preview.issuer],
          [
            t('trust.key'),
            certificate && (
              <>
                {certificate.algorithm}
                {certificate.algorithm === 'RSA' && ` ${certificate.bits}`}{' '}
                <span className="soft small">
                  {t(certificate.isSelfSigned ? 'trust.self-signed' : 'trust.not-self-signed')}
                </span>
              </>
            ),
          ],
          [
            t('certificate.serial'),
            certificate && <Mono key="serial" text={certificate.serialHex} what={t('certificate.serial')} />,
          ],
          [t('trust.entries'), crl && `${crl.entries}${crl.number ? `（#${crl.number}）` : ''}`],
          [t('trust.answers'), ocsp && String(ocsp.answers)],
          [
            t(isEvidence ? 'trust.this-update' : 'certificate.from'),
            preview.validFrom ? <Time key="from" at={preview.validFrom} /> : undefined,
          ],
          [
            t(isEvidence ? 'trust.next-update' : 'certificate.until'),
            preview.validUntil ? <Time key="until" at={preview.validUntil} /> : undefined,
          ],
          ['SHA-256', <Mono key="sha256" text={preview.sha256} what="SHA-256" />],
          ['SM3', <Mono key="sm3" text={preview.sm3} what="SM3" />],
          [t('trust.leads-to'), isItsOwnEnd ? undefined : <Chain key="chain" chain={preview.chain} />],
          [t('trust.used'), usedBy && usedBy.among > 0 ? t('trust.used-by', usedBy) : undefined],
        ]}
      />
      {preview.policy && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard
        <pre className="block" tabIndex={0}>
          {JSON.stringify(preview.policy, null, 2)}
        </pre>
      )}
    </div>
  )
}
