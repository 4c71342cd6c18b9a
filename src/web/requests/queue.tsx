// 审核队列: the exceptional first, each with its reasons; the others may be passed together. By keyboard: j k Enter a r.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { get, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { useKey } from '../pieces/key.ts'
import { Bones, Empty, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { QueueEntry } from './entry.tsx'
import { ReturnDialog } from './return-dialog.tsx'
import type { UserRequest } from './shapes.ts'
import { RequestTabs } from './tabs.tsx'
import '../approvals/approvals.css'

const KEY = ['/user-requests/queue'] as const
const stepOf = ({ state, kind }: UserRequest) => (state === 'submitted' && kind !== 'suspend' ? 'review' : 'approve')

/** Which one is open: the one chosen, or the first there is. */
function useCurrent(all: readonly UserRequest[]) {
  const [chosen, choose] = useState<string | null>()
  const current = chosen === null ? undefined : (all.find(({ id }) => id === chosen) ?? all[0])
  const move = (by: number) => {
    const at = current ? all.indexOf(current) : -1
    const next = all[Math.max(0, Math.min(all.length - 1, at + by))]
    if (!next) return
    choose(next.id)
    document.getElementById(`request-${next.id}`)?.focus()
  }
  return { current, choose, move }
}

interface Outcome {
  items: { id: string; code: string | null }[]
}

/** The unexceptional together, each on its own record. */
function PassAll({ requests, onDone }: { requests: readonly UserRequest[]; onDone: (outcome: Outcome) => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [isSure, setSure] = useState(false)
  const pass = useMutation({
    mutationFn: async () => {
      const items: Outcome['items'] = []
      for (const step of ['review', 'approve'] as const) {
        const ids = requests.filter((one) => stepOf(one) === step).map(({ id }) => id)
        if (ids.length > 0)
          items.push(...(await write<Outcome>('POST', '/user-requests/decisions', { ids, step })).items)
      }
      return { items }
    },
    onSuccess: (outcome) => {
      setSure(false)
      onDone(outcome)
    },
    onSettled: () => void client.invalidateQueries({ queryKey: KEY }),
  })
  const text = t('queue.pass-all', { count: requests.length })
  return (
    <>
      <Button size="small" onClick={() => setSure(true)}>
        {text}
      </Button>
      {isSure && (
        <Dialog
          title={text}
          onClose={() => setSure(false)}
          action={{ text, run: () => pass.mutate(), isRunning: pass.isPending }}
        >
          <p>{t('queue.pass-sure', { count: requests.length })}</p>
          <p className="small soft">
            {requests.map(({ staff, kind }) => `${staff.name}（${t(`ask.kind.${kind}`)}）`).join('、')}
          </p>
          <ProblemAlert error={pass.error} />
        </Dialog>
      )}
    </>
  )
}

function Queue({ all }: { all: readonly UserRequest[] }) {
  const { t } = useWords()
  const client = useQueryClient()
  const { current, choose, move } = useCurrent(all)
  const [returning, setReturning] = useState<UserRequest>()
  const [outcome, setOutcome] = useState<Outcome>()
  const pass = useMutation({
    mutationFn: (request: UserRequest) =>
      write('POST', `/user-requests/${request.id}/${stepOf(request) === 'review' ? 'review' : 'approval'}`),
    onSettled: () => void client.invalidateQueries({ queryKey: KEY }),
  })
  useKey('j', () => move(1))
  useKey('k', () => move(-1))
  useKey('a', () => {
    if (current && !returning && !pass.isPending) pass.mutate(current)
  })
  useKey('r', () => {
    if (current && !returning) setReturning(current)
  })
  const parts = [
    ['exceptions', all.filter(({ exceptions }) => exceptions.length > 0)],
    ['plain', all.filter(({ exceptions }) => exceptions.length === 0)],
  ] as const
  return (
    <div className="stack">
      <ProblemAlert error={pass.error} />
      {outcome && (
        <p role="status" className="note">
          {t('queue.passed', {
            done: outcome.items.filter(({ code }) => code === null).length,
            failed: outcome.items.filter(({ code }) => code !== null).length,
          })}
        </p>
      )}
      {parts
        .filter(([, requests]) => requests.length > 0)
        .map(([part, requests]) => (
          <Panel
            key={part}
            title={t(`queue.${part}`, { count: requests.length })}
            padded={false}
            extra={part === 'plain' && requests.length > 1 && <PassAll requests={requests} onDone={setOutcome} />}
          >
            <ul className="approvals">
              {requests.map((request) => (
                <QueueEntry
                  key={request.id}
                  request={request}
                  step={stepOf(request)}
                  isCurrent={request.id === current?.id}
                  isPassing={pass.isPending && pass.variables?.id === request.id}
                  onChoose={() => choose(request.id === current?.id ? null : request.id)}
                  onPass={() => pass.mutate(request)}
                  onReturn={() => setReturning(request)}
                />
              ))}
            </ul>
          </Panel>
        ))}
      {returning && <ReturnDialog request={returning} queueKey={KEY} onClose={() => setReturning(undefined)} />}
    </div>
  )
}

export function RequestQueuePage() {
  const { t } = useWords()
  const queue = useQuery({
    queryKey: KEY,
    queryFn: () => get<{ items: UserRequest[] }>('/user-requests/queue'),
    refetchInterval: 60_000,
  })
  return (
    <>
      <PageHead title={t('queue.tab')} meta={t('queue.what')} actions={<Keys />} />
      <RequestTabs />
      <ProblemAlert error={queue.error} retry={() => void queue.refetch()} />
      {queue.isPending && (
        <Panel>
          <Bones lines={6} />
        </Panel>
      )}
      {queue.data?.items.length === 0 && (
        <Panel>
          <div className="empty">
            <Empty title={t('queue.none')}>{t('queue.none-hint')}</Empty>
          </div>
        </Panel>
      )}
      {queue.data && queue.data.items.length > 0 && <Queue all={queue.data.items} />}
    </>
  )
}

function Keys() {
  const { t } = useWords()
  return (
    <span className="small soft keys">
      <kbd>j</kbd>
      <kbd>k</kbd> {t('queue.keys.move')} <kbd>Enter</kbd> {t('queue.keys.open')} <kbd>a</kbd> {t('queue.keys.pass')}{' '}
      <kbd>r</kbd> {t('queue.keys.return')}
    </span>
  )
}
