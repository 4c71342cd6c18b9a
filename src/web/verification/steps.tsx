import type { VerificationFinding, VerificationStep } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { VerdictIcon, VerdictTag } from '../pieces/verdict-tag.tsx'

const OF_EFFECT = { fatal: 'failed', unknown: 'indeterminate', defect: 'defective', note: 'skipped' } as const

/** One thing a check has to say: the sentence, then where the rule stands and its stable code. */
export function FindingLine({ finding }: { finding: VerificationFinding }) {
  const { pick } = useWords()
  return (
    <li className="finding">
      <VerdictIcon value={OF_EFFECT[finding.effect]} />
      <span>
        {pick(finding.text) || finding.code}
        <span className="small soft">
          {' '}
          {finding.clause} <code>{finding.code}</code>
        </span>
      </span>
    </li>
  )
}

function StepLine({ step }: { step: VerificationStep }) {
  const { t, pick } = useWords()
  return (
    <li className={`step ${step.status}`}>
      {step.status === 'skipped' ? (
        <span className="verdict tone-none">{t('step.skipped')}</span>
      ) : (
        <VerdictTag value={step.status} />
      )}
      <div>
        <div className="row between">
          <span>{pick(step.title) || step.id}</span>
          <span className="small soft clause">{step.clause}</span>
        </div>
        {step.findings.length > 0 && (
          <ul>
            {step.findings.map((finding, index) => (
              <FindingLine key={`${finding.code}${index.toString()}`} finding={finding} />
            ))}
          </ul>
        )}
      </div>
    </li>
  )
}

/** The checklist as judged, in its own order. */
export function Steps({ steps }: { steps: readonly VerificationStep[] }) {
  const { t } = useWords()
  if (steps.length === 0) return <p className="soft">{t('step.none')}</p>
  return (
    <ol className="steps">
      {steps.map((step, index) => (
        <StepLine key={`${step.id}${index.toString()}`} step={step} />
      ))}
    </ol>
  )
}
