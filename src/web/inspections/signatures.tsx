import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { write } from '../api.ts'
import type { RoundDetail } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Facts, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { CertificateSignOff } from './certificate-sign-off.tsx'
import { StartRound } from './start.tsx'

/** Evidence that has grown old is taken again before anybody may sign for it. */
interface SignOutcome {
  outcome?: 'signed' | 'probing-again'
  items?: number
}

/** Inspector and reviewer, two persons: the server refuses the same one twice. */
export function Signatures({ round }: { round: RoundDetail }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [isMakingUp, setIsMakingUp] = useState(false)
  const mayOperate = useMay('operate')
  const mayReview = useMay('review-rounds')
  const act = useMutation({
    mutationFn: (action: 'inspection-sign-off' | 'review') =>
      write<SignOutcome>('POST', `/rounds/${encodeURIComponent(round.id)}/${action}`),
    onSettled: () => client.invalidateQueries({ queryKey: ['/rounds'] }),
  })
  const toSign = mayOperate && round.state === 'awaiting-manual'
  const toReview = mayReview && round.state === 'awaiting-review'
  return (
    <Panel title={t('sign.title')}>
      <div className="stack">
        <Facts
          facts={[
            [
              t('sign.inspector'),
              round.inspectorName ? (
                <>
                  {round.inspectorName} <Time at={round.signedAt} show="clock" />{' '}
                  {round.byCertificate.includes('inspector') && <Badge tone="good">{t('sign.by-certificate')}</Badge>}
                </>
              ) : (
                t('sign.not-yet')
              ),
            ],
            [
              t('sign.reviewer'),
              round.reviewerName ? (
                <>
                  {round.reviewerName} <Time at={round.reviewedAt} show="clock" />{' '}
                  {round.byCertificate.includes('reviewer') && <Badge tone="good">{t('sign.by-certificate')}</Badge>}
                </>
              ) : (
                t('sign.not-yet')
              ),
            ],
          ]}
        />
        {toSign && (
          <Popconfirm
            title={t('sign.sure')}
            description={t('sign.sure-what')}
            okText={t('sign.sign')}
            onConfirm={() => act.mutate('inspection-sign-off')}
          >
            <Button type="primary" loading={act.isPending}>
              {t('sign.sign')}
            </Button>
          </Popconfirm>
        )}
        {toReview && (
          <Popconfirm title={t('sign.review-sure')} okText={t('sign.review')} onConfirm={() => act.mutate('review')}>
            <Button type="primary" loading={act.isPending}>
              {t('sign.review')}
            </Button>
          </Popconfirm>
        )}
        {(toSign || toReview) && <CertificateSignOff roundId={round.id} role={toSign ? 'inspector' : 'reviewer'} />}
        {act.data?.outcome === 'probing-again' && (
          <p className="note">{t('sign.probing', { items: act.data.items ?? 0 })}</p>
        )}
        {round.state === 'missed' && mayOperate && (
          <Button onClick={() => setIsMakingUp(true)}>{t('round.make-up')}</Button>
        )}
        {isMakingUp && <StartRound makesUpFor={round.id} onClose={() => setIsMakingUp(false)} />}
        <ProblemAlert error={act.error} />
      </div>
    </Panel>
  )
}
