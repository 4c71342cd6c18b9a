import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { apiUrl, get } from '../api.ts'
import type { RoundDetail } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { Bones, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { RoundState } from '../pieces/round-words.tsx'
import { Time } from '../pieces/time.tsx'
import { useMay } from '../shell/session.ts'
import { ProgressAndCounts } from '../today/rounds.tsx'
import { RoundItems } from './items.tsx'
import { RoundMatrix } from './matrix.tsx'
import { Signatures } from './signatures.tsx'
import './inspections.css'

const LIVE_MS = 2_000
const CALM_MS = 15_000

function Progress({ round }: { round: RoundDetail }) {
  const { t } = useWords()
  return (
    <Panel title={t('round.done')}>
      <div className="stack">
        <ProgressAndCounts round={round} />
      </div>
    </Panel>
  )
}

function Times({ round }: { round: RoundDetail }) {
  const { t } = useWords()
  return (
    <Panel title={t('round.times')}>
      <Facts
        facts={[
          [t('round.planned'), <Time key="planned" at={round.plannedAt} />],
          [t('round.until'), <Time key="until" at={round.windowEnd} />],
          [
            t('round.makes-up-for'),
            round.makesUpFor ? (
              <Link key="missed" to={`/inspections/${encodeURIComponent(round.makesUpFor)}`}>
                {round.makesUpFor}
              </Link>
            ) : undefined,
          ],
          [t('round.reason'), round.reason ?? undefined],
          [t('round.started'), <Time key="started" at={round.startedAt} />],
          [
            t('round.digest'),
            round.digest ? <Mono key="digest" text={round.digest} what={t('round.digest')} short /> : undefined,
          ],
        ]}
      />
    </Panel>
  )
}

function Archive({ round }: { round: RoundDetail }) {
  const { t } = useWords()
  const mayFetch = useMay('see-archive')
  if (!round.archive) return null
  const { seq, hash, sm3, archivedAt } = round.archive
  return (
    <Panel title={t('archive.of-round')}>
      <Facts
        facts={[
          [t('archive.seq'), String(seq)],
          [t('archive.at'), <Time key="at" at={archivedAt} />],
          ['SHA-256', <Mono key="hash" text={hash} what="SHA-256" short />],
          ['SM3', <Mono key="sm3" text={sm3} what="SM3" short />],
          [
            t('archive.download'),
            mayFetch ? (
              <a key="zip" href={apiUrl(`/rounds/${encodeURIComponent(round.id)}/archive.zip`)}>
                ZIP
              </a>
            ) : undefined,
          ],
        ]}
      />
    </Panel>
  )
}

/** Running, or about to: an extra round is due the moment it is asked for. */
function isUnderWay({ state, plannedAt }: RoundDetail): boolean {
  return state === 'running' || (state === 'planned' && new Date(plannedAt).getTime() <= Date.now())
}

export function RoundPage() {
  const { t, pick } = useWords()
  const { id = '' } = useParams()
  const path = `/rounds/${encodeURIComponent(id)}`
  const query = useQuery({
    queryKey: ['/rounds', 'one', id],
    queryFn: () => get<RoundDetail>(path),
    refetchInterval: ({ state: { data } }) => (data && isUnderWay(data) ? LIVE_MS : CALM_MS),
  })
  const round = query.data
  const title = round ? `${round.date} ${t('round.named', { slot: pick(round.title) })}` : '…'
  return (
    <>
      <PageHead
        back={{ to: '/inspections', text: t('place.inspections') }}
        title={title}
        meta={round && <RoundState state={round.state} />}
        actions={round && <a href={apiUrl(`${path}/record.xlsx`)}>{t('round.record')}</a>}
      />
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      {query.isPending && (
        <Panel>
          <Bones lines={10} />
        </Panel>
      )}
      {round && (
        <div className="stack">
          <div className="round-head">
            <Progress round={round} />
            <Times round={round} />
            <Signatures round={round} />
            <Archive round={round} />
          </div>
          <RoundMatrix matrix={round.matrix} />
          <RoundItems key={round.state === 'planned' ? 'planned' : 'begun'} roundId={round.id} state={round.state} />
          {round.message && (
            <Panel title={t('round.message')}>
              <pre className="block">{round.message}</pre>
            </Panel>
          )}
        </div>
      )}
    </>
  )
}
