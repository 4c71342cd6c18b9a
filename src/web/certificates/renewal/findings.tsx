import type { LintLine, VerificationFinding } from '../../contract.ts'
import { useWords } from '../../language/index.ts'
import { Badge, type Tone } from '../../pieces/verdict-tag.tsx'
import './renewal.css'

const EFFECTS: Record<VerificationFinding['effect'], Tone> = {
  fatal: 'bad',
  unknown: 'unknown',
  defect: 'warn',
  note: 'none',
}

/** Every reason, the gravest first. */
export function Findings({ findings }: { findings: readonly VerificationFinding[] }) {
  const { t, pick } = useWords()
  const order = ['fatal', 'unknown', 'defect', 'note']
  return (
    <ul className="reasons">
      {[...findings]
        .sort((a, b) => order.indexOf(a.effect) - order.indexOf(b.effect))
        .map((finding) => (
          <li key={`${finding.code}${pick(finding.text)}`}>
            <Badge tone={EFFECTS[finding.effect]}>{t(`renewal.effect.${finding.effect}`)}</Badge>
            <span>
              {pick(finding.text) || finding.code}{' '}
              <span className="small soft">
                {finding.clause === 'house rule' ? t('renewal.house-rule') : finding.clause}
              </span>
            </span>
          </li>
        ))}
    </ul>
  )
}

const SEVERITIES: Record<LintLine['severity'], Tone> = { error: 'bad', warning: 'warn', notice: 'none' }

/** What the lints say, with the rule each rests on. They describe and refuse nothing. */
export function Lint({ lint }: { lint: readonly LintLine[] }) {
  const { t, pick } = useWords()
  if (lint.length === 0) return <p className="soft">{t('renewal.lint.none')}</p>
  return (
    <details open={lint.some(({ severity }) => severity === 'error')}>
      <summary>{t('renewal.lint.count', { count: lint.length })}</summary>
      <ul className="reasons">
        {lint.map((finding) => (
          <li key={`${finding.code}${pick(finding.text)}`}>
            <Badge tone={SEVERITIES[finding.severity]}>{t(`renewal.lint.${finding.severity}`)}</Badge>
            <span>
              {pick(finding.text)}{' '}
              <span className="small soft">
                {finding.citation} <code>{finding.code}</code>
              </span>
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}
