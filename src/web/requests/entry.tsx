// One request of the queue: closed, a line; open, everything there is to decide by.

import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { apiUrl, get } from '../api.ts'
import { useActorName } from '../desk/actor.ts'
import { useAskedCredential } from '../desk/story.tsx'
import { useTransferTarget } from '../desk/targets.ts'
import { Timeline } from '../desk/timeline.tsx'
import { useWords } from '../language/index.ts'
import { formatBytes } from '../pieces/download.ts'
import { Bones, Facts } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { formatDay, Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import type { UserRequest, UserRequestDetail } from './shapes.ts'

interface Props {
  request: UserRequest
  step: 'review' | 'approve'
  isCurrent: boolean
  isPassing: boolean
  onChoose: () => void
  onPass: () => void
  onReturn: () => void
}

export function QueueEntry({ request, step, isCurrent, isPassing, onChoose, onPass, onReturn }: Props) {
  const { t } = useWords()
  const { id, kind, staff, exceptions, dueAt, isOverdue } = request
  return (
    <li className={`approval${isCurrent ? ' current' : ''}`}>
      <button
        type="button"
        id={`request-${id}`}
        className="plain approval-head"
        aria-expanded={isCurrent}
        onClick={onChoose}
      >
        <span className="approval-what">
          <strong>{t(`ask.kind.${kind}`)}</strong> · {staff.name} <span className="soft">{staff.staffNumber}</span>{' '}
          {exceptions.map((code) => (
            <Badge key={code} tone="warn">
              {t(`ask.exception.${code}`)}
            </Badge>
          ))}
        </span>
        <span className="small soft">{request.number}</span>
        <span className="small">
          {isOverdue ? <Badge tone="bad">{t('queue.overdue')}</Badge> : dueAt && <Time at={dueAt} />}
        </span>
      </button>
      {isCurrent && (
        <div className="approval-body stack">
          <Details request={request} />
          <div className="row">
            <Button type="primary" loading={isPassing} onClick={onPass}>
              {t(`queue.${step}`)}
            </Button>
            <Button onClick={onReturn}>{t('queue.return')}</Button>
          </div>
        </div>
      )}
    </li>
  )
}

function Details({ request: { id, staff, credentialId, details: asked } }: { request: UserRequest }) {
  const { t } = useWords()
  const nameOf = useActorName()
  const about = useAskedCredential(credentialId)
  const target = useTransferTarget(asked.toUnitId)
  const detail = useQuery({
    queryKey: ['/user-requests', id],
    queryFn: () => get<UserRequestDetail>(`/user-requests/${id}`),
  })
  if (!detail.data) return detail.error ? <ProblemAlert error={detail.error} /> : <Bones lines={3} />
  const { details, files, events, requesterName, reviewerName, dueAt } = detail.data
  return (
    <>
      <Facts
        two
        facts={[
          [t('staff.identity'), staff.identityMasked],
          [t('ask-batch.by'), requesterName],
          [t('ask.state.reviewed'), reviewerName ? t('queue.reviewed-by', { name: reviewerName }) : undefined],
          [t('queue.due'), dueAt ? <Time key="due" at={dueAt} /> : undefined],
          [
            t('desk.which'),
            about && `${about.algorithm} · ${t('desk.until')} ${formatDay(about.notAfter)} · ${about.carrier.serial}`,
          ],
          [
            t('ask.detail.profileId'),
            details.profileId &&
              t(`desk.profile.${details.profileId as 'staff-sm2'}`, { defaultValue: details.profileId }),
          ],
          [
            t('ask.detail.cause'),
            details.cause && t(`desk.cause.${details.cause as 'lost'}`, { defaultValue: details.cause }),
          ],
          [t('ask.detail.newName'), details.newName],
          [t('desk.to-unit'), target],
          [t('ask.detail.note'), details.note],
        ]}
      />
      <div>
        <span className="soft">{t('queue.files')}</span>{' '}
        {files.length === 0
          ? t('queue.no-files')
          : files.map((file) => (
              <a key={file.id} href={apiUrl(`/user-requests/${id}/materials/${file.id}`)} title={file.sha256}>
                {file.name}（{formatBytes(file.sizeBytes)}）{' '}
              </a>
            ))}
      </div>
      <section className="small" aria-label={t('queue.story')}>
        <Timeline
          told={events.map(({ at, step, actorName, reason }) => ({
            key: `${at} ${step}`,
            at,
            words: `${t(`desk.did.${step as 'submit'}`, { defaultValue: step })} · ${nameOf(actorName)}${reason ? ` · ${reason}` : ''}`,
          }))}
        />
      </section>
    </>
  )
}
