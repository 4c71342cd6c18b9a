// What was asked for, on what evidence, and what became of it.

import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { Link } from 'react-router'
import { apiUrl, get } from '../api.ts'
import { useWords } from '../language/index.ts'
import { formatBytes } from '../pieces/download.ts'
import { Facts, Panel } from '../pieces/page.tsx'
import { formatDay } from '../pieces/time.tsx'
import { useActorName } from './actor.ts'
import type { Asked, HeldCredential } from './shapes.ts'
import { useTransferTarget } from './targets.ts'
import { Timeline } from './timeline.tsx'

/** The one a request is about; nothing for a first one. */
export function useAskedCredential(id: string | null) {
  const { data } = useQuery({
    queryKey: ['/credentials', id],
    queryFn: () => get<HeldCredential>(`/credentials/${id}`),
    enabled: id !== null,
  })
  return data
}

export function Story({ asked }: { asked: Asked }) {
  const { t } = useWords()
  const nameOf = useActorName()
  const about = useAskedCredential(asked.credentialId)
  const target = useTransferTarget(asked.details.toUnitId)
  const { staff, details, files, events, carrierSerial } = asked
  const { profileId, cause, newName, note } = details
  return (
    <Panel title={t('desk.story')}>
      <Facts
        two
        facts={[
          [
            t('desk.who'),
            <Fragment key="who">
              <Link to={`/holders/${staff.id}`}>{staff.name}</Link> {staff.staffNumber} {staff.identityMasked}
            </Fragment>,
          ],
          [t('desk.which'), about && `${about.algorithm} · ${t('desk.until')} ${formatDay(about.notAfter)}`],
          [t('desk.profile'), profileId && t(`desk.profile.${profileId as 'staff-sm2'}`, { defaultValue: profileId })],
          [t('desk.cause'), cause && t(`desk.cause.${cause as 'lost'}`, { defaultValue: cause })],
          [t('desk.new-name'), newName],
          [t('desk.to-unit'), target],
          [t('desk.note-needed'), note],
          [t('desk.carrier'), carrierSerial ?? undefined],
          [t('desk.field.materials'), files.length > 0 ? <Files key="files" asked={asked} /> : undefined],
        ]}
      />
      <Timeline
        told={events.map(({ at, step, actorName, reason }) => ({
          key: `${at}${step}`,
          at,
          words: (
            <>
              {t(`desk.did.${step as 'submit'}`, { defaultValue: step })} · {nameOf(actorName)}
              {reason && <span className="soft"> {reason}</span>}
            </>
          ),
        }))}
      />
    </Panel>
  )
}

function Files({ asked: { id, files } }: { asked: Asked }) {
  return files.map((file) => (
    <div key={file.id}>
      <a href={apiUrl(`/user-requests/${id}/materials/${file.id}`)}>{file.name}</a>{' '}
      <span className="soft">{formatBytes(file.sizeBytes)}</span>
    </div>
  ))
}
