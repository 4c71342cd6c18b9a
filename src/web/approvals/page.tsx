// 待批: what went wrong first, then what waits for you, what you may use, and what you asked for. By keyboard: j k Enter a r.

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { get } from '../api.ts'
import type { TrustChangeRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { useKey } from '../pieces/key.ts'
import { Bones, Empty, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { useMay } from '../shell/session.ts'
import { ApproveDialog, type Asking, Decide, RefuseDialog } from './decide.tsx'
import { Entry } from './entry.tsx'
import { useQueue } from './queue.ts'
import type { Approval, ApprovalQueue } from './shapes.ts'
import { ApprovalTabs } from './tabs.tsx'
import './approvals.css'

const PARTS = ['exceptions', 'toDecide', 'toUse', 'waiting'] as const satisfies readonly (keyof ApprovalQueue)[]

function TrustWaiting() {
  const { t } = useWords()
  const mayChange = useMay('change-trust')
  const { data } = useQuery({
    queryKey: ['/trust-changes', 'waiting'],
    queryFn: () => get<{ items: TrustChangeRow[] }>('/trust-changes', { state: 'pending', limit: 100 }),
    enabled: mayChange,
  })
  const count = data?.items.length ?? 0
  if (count === 0) return null
  return (
    <p className="note">
      <Link to="/trust/changes?state=pending">{t('approval.trust-waiting', { count })}</Link>
    </p>
  )
}

/** Which one is open: the one chosen, or the first there is. */
function useCurrent(all: readonly Approval[]) {
  const [chosen, choose] = useState<string | null>()
  const current = chosen === null ? undefined : (all.find(({ id }) => id === chosen) ?? all[0])
  const at = current ? all.indexOf(current) : -1
  const move = (by: number) => {
    const next = all[Math.max(0, Math.min(all.length - 1, at + by))]
    if (!next) return
    choose(next.id)
    document.getElementById(`approval-${next.id}`)?.focus()
  }
  return { current, choose, move }
}

function Queue({ queue }: { queue: ApprovalQueue }) {
  const { t } = useWords()
  const all = PARTS.flatMap((part) => queue[part])
  const { current, choose, move } = useCurrent(all)
  const [asking, ask] = useState<{ what: Asking; approval: Approval }>()
  const decide = (what: Asking) => {
    if (current?.mayDecide && !asking) ask({ what, approval: current })
  }
  useKey('j', () => move(1))
  useKey('k', () => move(-1))
  useKey('a', () => decide('approve'))
  useKey('r', () => decide('refuse'))
  const close = () => ask(undefined)
  return (
    <>
      {all.length === 0 ? (
        <Panel>
          <div className="empty">
            <Empty title={t('approval.none')}>{t('approval.none-hint')}</Empty>
          </div>
        </Panel>
      ) : (
        <div className="stack">
          {PARTS.filter((part) => queue[part].length > 0).map((part) => (
            <Panel key={part} title={t(`approval.part.${part}`, { count: queue[part].length })} padded={false}>
              <ul className="approvals">
                {queue[part].map((approval) => (
                  <Entry
                    key={approval.id}
                    approval={approval}
                    isCurrent={approval.id === current?.id}
                    onChoose={() => choose(approval.id === current?.id ? null : approval.id)}
                  >
                    <Decide approval={approval} onAsk={decide} />
                  </Entry>
                ))}
              </ul>
            </Panel>
          ))}
        </div>
      )}
      {/* Outside the list: a half shown in it must stay when nothing is left to decide. */}
      {asking?.what === 'approve' && <ApproveDialog approval={asking.approval} onClose={close} />}
      {asking?.what === 'refuse' && <RefuseDialog approval={asking.approval} onClose={close} />}
    </>
  )
}

export function ApprovalsPage() {
  const { t } = useWords()
  const queue = useQueue()
  return (
    <>
      <PageHead title={t('place.approvals')} meta={t('approval.what')} actions={<Keys />} />
      <ApprovalTabs />
      <TrustWaiting />
      <ProblemAlert error={queue.error} retry={() => void queue.refetch()} />
      {queue.data && <Queue queue={queue.data} />}
      {queue.isPending && (
        <Panel>
          <Bones lines={6} />
        </Panel>
      )}
    </>
  )
}

function Keys() {
  const { t } = useWords()
  return (
    <span className="small soft keys">
      <kbd>j</kbd>
      <kbd>k</kbd> {t('approval.keys.move')} <kbd>a</kbd> {t('approval.approve')} <kbd>r</kbd> {t('approval.refuse')}
    </span>
  )
}
