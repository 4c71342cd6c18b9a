// The verdict in one sentence, what it rests on, and what to do now.

import type { VerificationFinding, VerificationReport, VerificationStep } from '../contract.ts'
import { type TextKey, useWords } from '../language/index.ts'
import { toneOf, VerdictIcon } from '../pieces/verdict-tag.tsx'

const GRAVITY = { fatal: 3, unknown: 2, defect: 1, note: 0 } as const
const SHOWN_REASONS = 3

/** The findings that made the verdict, gravest first, each once. */
function decisive(report: VerificationReport): VerificationFinding[] {
  const steps: VerificationStep[] = [...report.steps, ...report.signers.flatMap((signer) => signer.steps)]
  const findings = steps.flatMap((step) => step.findings).filter((finding) => finding.effect !== 'note')
  const once = [...new Map(findings.map((finding) => [finding.code, finding])).values()]
  return once.sort((one, other) => GRAVITY[other.effect] - GRAVITY[one.effect])
}

/** Sub-indications that ask the reader for the same thing. */
const NEXT: Readonly<Record<string, TextKey>> = {
  FORMAT_FAILURE: 'next.original-file',
  HASH_FAILURE: 'next.original-file',
  SIG_CRYPTO_FAILURE: 'next.original-file',
  REVOKED: 'next.sign-again',
  EXPIRED: 'next.sign-again',
  NOT_YET_VALID: 'next.sign-again',
  SIG_CONSTRAINTS_FAILURE: 'next.sign-again',
  CHAIN_CONSTRAINTS_FAILURE: 'next.other-certificate',
  CERTIFICATE_CHAIN_GENERAL_FAILURE: 'next.chain',
  CRYPTO_CONSTRAINTS_FAILURE: 'next.stronger',
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: 'next.timestamp',
  NO_SIGNING_CERTIFICATE_FOUND: 'next.certificate',
  NO_CERTIFICATE_CHAIN_FOUND: 'next.chain',
  NO_CERTIFICATE_CHAIN_FOUND_NO_POE: 'next.chain',
  REVOKED_NO_POE: 'next.timestamp',
  REVOKED_CA_NO_POE: 'next.timestamp',
  OUT_OF_BOUNDS_NOT_REVOKED: 'next.timestamp',
  OUT_OF_BOUNDS_NO_POE: 'next.timestamp',
  REVOCATION_OUT_OF_BOUNDS_NO_POE: 'next.revocation',
  NO_POE: 'next.timestamp',
  TRY_LATER: 'next.revocation',
  SIGNED_DATA_NOT_FOUND: 'next.content',
  TIMESTAMP_ORDER_FAILURE: 'next.original-file',
}

function nextOf({ verdict, subIndication, kind }: VerificationReport): TextKey {
  if (kind === 'not-supported') return 'next.not-supported'
  if (verdict === 'VALID' || verdict === 'VALID_WITH_DEFECTS') return `next.${verdict}`
  return NEXT[subIndication ?? ''] ?? `next.${verdict}`
}

export function Banner({ report }: { report: VerificationReport }) {
  const { t, pick } = useWords()
  const all = decisive(report)
  const more = all.length - SHOWN_REASONS
  return (
    <section className={`banner tone-${toneOf(report.verdict)}`} aria-label={t('column.verdict')}>
      <VerdictIcon value={report.verdict} label="" />
      <div>
        <h2>{t(`verification.plain.${report.verdict}`)}</h2>
        <p>{t(`verification.means.${report.verdict}`)}</p>
        {all.length > 0 && (
          <ul>
            {all.slice(0, SHOWN_REASONS).map((reason) => (
              <li key={reason.code}>{pick(reason.text) || reason.code}</li>
            ))}
            {more > 0 && <li>{t('report.more-reasons', { more })}</li>}
          </ul>
        )}
        <p className="next">
          <strong>{t('next.title')}</strong> {t(nextOf(report))}
        </p>
        <p className="small">
          <code>
            {report.indication}
            {report.subIndication && ` / ${report.subIndication}`}
          </code>
        </p>
      </div>
    </section>
  )
}
