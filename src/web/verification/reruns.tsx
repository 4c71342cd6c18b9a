// What can be done with a report that is kept: judge again, compare, watch.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { write } from '../api.ts'
import type { VerificationDetail, VerificationRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Panel } from '../pieces/page.tsx'
import { useProblemText } from '../pieces/problem-alert.tsx'
import { Time } from '../pieces/time.tsx'
import { VerdictTag } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { CompareDialog, comparisonOf } from './compare-dialog.tsx'

export function RerunButtons({ detail }: { detail: VerificationDetail }) {
  const { t } = useWords()
  const { message } = App.useApp()
  const textOf = useProblemText()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [isComparing, setIsComparing] = useState(false)
  const rerun = useMutation({
    mutationFn: (at: 'now' | 'original') => write<{ id: string }>('POST', `/verifications/${detail.id}/reruns`, { at }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['/verifications'] })
      await navigate(comparisonOf(detail.id, id))
    },
    onError: (error) => void message.error(textOf(error)),
  })
  const button = (at: 'now' | 'original') => (
    <Button
      size="small"
      loading={rerun.isPending && rerun.variables === at}
      disabled={rerun.isPending}
      title={t(`report.rerun-${at}-hint`)}
      onClick={() => rerun.mutate(at)}
    >
      {t(`report.rerun-${at}`)}
    </Button>
  )
  return (
    <>
      {button('now')}
      {button('original')}
      <Button size="small" onClick={() => setIsComparing(true)}>
        {t('report.compare')}
      </Button>
      {isComparing && <CompareDialog detail={detail} onClose={() => setIsComparing(false)} />}
    </>
  )
}

/** The other judgements of the same material. */
export function Reruns({ detail }: { detail: VerificationDetail }) {
  const { t } = useWords()
  if (detail.reruns.length === 0 && !detail.rerunOf) return null
  return (
    <Panel title={t('report.reruns')} padded={false}>
      <ul className="lines">
        {detail.rerunOf && (
          <li>
            <Link to={`/verification/${detail.rerunOf}`}>{t('report.first-judgement')}</Link>
            <Link to={comparisonOf(detail.rerunOf, detail.id)}>{t('report.see-differences')}</Link>
          </li>
        )}
        {detail.reruns.map((one) => (
          <li key={one.id}>
            <span className="row">
              <Link to={`/verification/${one.id}`}>{one.number}</Link>
              <VerdictTag value={one.verdict} />
              <Time at={one.createdAt} show="clock" />
            </span>
            <Link to={comparisonOf(detail.id, one.id)}>{t('report.see-differences')}</Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** Only what is relied upon can stop being reliable. */
export function WatchSwitch({ detail }: { detail: VerificationDetail }) {
  const { t } = useWords()
  const { message } = App.useApp()
  const textOf = useProblemText()
  const client = useQueryClient()
  const isAllowed = useMay('watch-verifications')
  const watch = useMutation({
    mutationFn: (watched: boolean) => write<VerificationRow>('PATCH', `/verifications/${detail.id}`, { watched }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['/verifications'] }),
    onError: (error) => void message.error(textOf(error)),
  })
  const words = t(detail.isWatched ? 'report.watched' : 'report.not-watched')
  const canWatch = detail.isWatched || detail.verdict === 'VALID' || detail.verdict === 'VALID_WITH_DEFECTS'
  if (!isAllowed || !canWatch) return words
  return (
    <span className="row tight">
      {words}
      <Button size="small" loading={watch.isPending} onClick={() => watch.mutate(!detail.isWatched)}>
        {t(detail.isWatched ? 'report.unwatch' : 'report.watch-it')}
      </Button>
    </span>
  )
}
