import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { get } from '../api.ts'
import type { AuditVerification, TrailPlace, TrailStanding } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { Bones, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { RetentionButton } from './retention.tsx'

/** How the trail is kept: what is signed, what lies outside, and the whole of it verified when asked. */
export function Trail() {
  const { t } = useWords()
  const query = useQuery({
    queryKey: ['/audit/standing'],
    queryFn: () => get<TrailStanding>('/audit/standing'),
    refetchInterval: 30_000,
  })
  const verify = useMutation({ mutationFn: () => get<AuditVerification>('/audit/verification') })
  const trail = query.data
  if (query.error) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />
  if (!trail)
    return (
      <Panel>
        <Bones lines={2} />
      </Panel>
    )
  return (
    <Panel>
      <div className="stack">
        <div className="row">
          <Standing standing={trail} verified={verify.data} />
          <Button size="small" loading={verify.isPending} onClick={() => verify.mutate()}>
            {verify.isPending ? t('trail.verifying') : t('trail.verify')}
          </Button>
        </div>
        {verify.error && <ProblemAlert error={verify.error} />}
        <Facts standing={trail} />
        <Places places={trail.places} />
      </div>
    </Panel>
  )
}

function Standing({ standing, verified }: { standing: TrailStanding; verified: AuditVerification | undefined }) {
  const { t } = useWords()
  const broken = verified?.broken ?? standing.broken
  if (broken)
    return (
      <>
        <Badge tone="bad">{t('trail.broken')}</Badge>
        <span>{t('trail.broken-at', { seq: broken.seq })}</span>
      </>
    )
  if (!standing.head) return <Badge tone="none">{t('trail.none')}</Badge>
  return (
    <>
      <Badge tone="good">{t('trail.intact')}</Badge>
      <span>
        {verified
          ? t('trail.rows', { rows: verified.rows, checkpoints: verified.checkpoints })
          : t('trail.last', { seq: standing.head.seq })}
      </span>
      <Mono text={standing.head.hash} what={t('trail.head')} short />
    </>
  )
}

function Facts({ standing: { checkpoint, unsigned, retentionMonths } }: { standing: TrailStanding }) {
  const { t } = useWords()
  return (
    <div className="row small">
      {checkpoint && (
        <>
          <span>
            {t('trail.signed', { seq: checkpoint.seq })} <Time at={checkpoint.at} />
          </span>
          <span>
            {t('trail.key')} <Mono text={checkpoint.key} what={t('trail.key')} short />
          </span>
        </>
      )}
      {unsigned > 0 && <span className="soft">{t('trail.unsigned', { rows: unsigned })}</span>}
      <span className="soft">{t('trail.retention', { months: retentionMonths })}</span>
      <RetentionButton months={retentionMonths} />
    </div>
  )
}

function Places({ places }: { places: TrailPlace[] }) {
  const { t } = useWords()
  if (places.length === 0)
    return (
      <div className="row small">
        <Badge tone="warn">{t('trail.places')}</Badge>
        <span>{t('trail.no-place')}</span>
      </div>
    )
  return places.map((place) => (
    <div key={place.name} className="row small">
      <Badge tone={place.behind === 0 ? 'good' : place.failingSince ? 'bad' : 'accent'}>
        {place.behind === 0 ? t('trail.place-current') : t('trail.place-behind', { behind: place.behind })}
      </Badge>
      <span>
        {t(`trail.place-kind.${place.kind}`)} <code>{place.name}</code>
      </span>
      {place.takenAt && <Time at={place.takenAt} />}
      {place.error && <span className="soft">{place.error}</span>}
    </div>
  ))
}
