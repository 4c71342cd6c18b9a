import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { Facts } from '../pieces/page.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge, type Tone } from '../pieces/verdict-tag.tsx'
import type { Approval, ApprovalState } from './shapes.ts'

const TONES: Record<ApprovalState, Tone> = {
  pending: 'accent',
  approved: 'good',
  refused: 'bad',
  withdrawn: 'none',
  done: 'good',
  failed: 'bad',
  lapsed: 'warn',
  interrupted: 'bad',
}

export function ApprovalStateTag({ state }: { state: ApprovalState }) {
  const { t } = useWords()
  return <Badge tone={TONES[state]}>{t(`approval.state.${state}`)}</Badge>
}

/** Where on the console the thing itself is looked at. */
const PAGES: Record<string, (id: string) => string> = {
  certificate: (id) => `/certificates/${id}`,
  'certificate-request': () => '/certificates/requests',
}

/** Exactly what will happen: what a signature under it would mean. */
export function Lines({ approval }: { approval: Approval }) {
  const { pick } = useWords()
  return (
    <ul className="approval-lines">
      {approval.lines.map(({ code, text }) => (
        <li key={code}>{pick(text)}</li>
      ))}
    </ul>
  )
}

function Details({ approval }: { approval: Approval }) {
  const { t, pick } = useWords()
  const page = PAGES[approval.object.type]?.(approval.object.id)
  const { decidedBy, decidedAt, decisionReason, useBy, endedAt, problem } = approval
  return (
    <>
      <Lines approval={approval} />
      <Facts
        two
        facts={[
          [t('approval.reason'), approval.reason || undefined],
          [t('approval.requested-by'), approval.requestedBy.name],
          [t('approval.requested-at'), <Time key="asked" at={approval.requestedAt} />],
          [
            t('approval.expires'),
            approval.state === 'pending' ? <Time key="expires" at={approval.expiresAt} /> : undefined,
          ],
          [
            t('approval.decided-by'),
            decidedBy ? `${decidedBy.name}${approval.isEmergency ? `（${t('emergency.title')}）` : ''}` : undefined,
          ],
          [t('approval.decided-at'), decidedAt ? <Time key="decided" at={decidedAt} /> : undefined],
          [t('approval.refusal-reason'), decisionReason ?? undefined],
          [t('approval.use-by'), useBy && approval.state === 'approved' ? <Time key="use" at={useBy} /> : undefined],
          [t('approval.ended-at'), endedAt ? <Time key="ended" at={endedAt} /> : undefined],
          [t('approval.problem'), problem ? pick(problem.text) : undefined],
          [t('approval.digest'), <Mono key="digest" text={approval.requestSha256} what="SHA-256" short />],
          [
            t('approval.about'),
            page ? (
              <Link key="about" to={page}>
                {approval.subject}
              </Link>
            ) : undefined,
          ],
        ]}
      />
    </>
  )
}

interface Props {
  approval: Approval
  isCurrent: boolean
  onChoose: () => void
  children?: ReactNode
}

/** One of the queue: closed a line, open everything that is to be known before deciding. */
export function Entry({ approval, isCurrent, onChoose, children }: Props) {
  const { t, pick } = useWords()
  const { title, subject, state, requestedBy, requestedAt, isOwn } = approval
  return (
    <li className={`approval${isCurrent ? ' current' : ''}`} {...(isCurrent && { 'aria-current': true })}>
      <button
        type="button"
        id={`approval-${approval.id}`}
        className="plain approval-head"
        aria-expanded={isCurrent}
        onClick={onChoose}
      >
        <span className="approval-what">
          <strong>{pick(title)}</strong> <span className="wrapping">{subject}</span>
        </span>
        <span className="small soft">
          {isOwn ? t('approval.by-you') : requestedBy.name} · <Time at={requestedAt} show="clock" />
        </span>
        <ApprovalStateTag state={state} />
      </button>
      {isCurrent && (
        <div className="approval-body stack">
          <Details approval={approval} />
          {children}
        </div>
      )}
    </li>
  )
}
