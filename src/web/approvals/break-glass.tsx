// 应急通道: two sealed halves, half an hour, one decision, and everybody hears of it.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { get, write } from '../api.ts'
import type { Moment } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Choice, Field } from '../pieces/field.tsx'
import { Bones, Empty, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge, type Tone } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { Lines } from './entry.tsx'
import { refreshApprovals, useQueue } from './queue.ts'
import { SealDialog } from './seal.tsx'
import type { Approval, Decided } from './shapes.ts'
import { ApprovalTabs } from './tabs.tsx'
import './approvals.css'

interface Opening {
  id: string
  state: 'waiting' | 'open' | 'passed' | 'lapsed'
  name: string
  role: 'operator' | 'security-admin'
  reason: string
  enteredAt: Moment
  openedAt: Moment | null
  expiresAt: Moment | null
  approvalId: string | null
}
interface Standing {
  sealed: { firstHolder: string; secondHolder: string; createdAt: Moment } | null
  own: Opening | null
  openings: Opening[]
}

const PATH = '/break-glass'
const TONES: Record<Opening['state'], Tone> = { waiting: 'accent', open: 'bad', passed: 'warn', lapsed: 'none' }

function useStanding() {
  return useQuery({ queryKey: ['/approvals', PATH], queryFn: () => get<Standing>(PATH), refetchInterval: 10_000 })
}

function Half({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) {
  return (
    <Field label={label}>
      {(id) => (
        <Input.Password
          id={id}
          autoComplete="off"
          spellCheck={false}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  )
}

function Begin() {
  const { t } = useWords()
  const client = useQueryClient()
  const [half, setHalf] = useState('')
  const [role, setRole] = useState<Opening['role']>('operator')
  const [reason, setReason] = useState('')
  const enter = useMutation({
    mutationFn: () => write('POST', `${PATH}/openings`, { half, role, reason }),
    onSettled: () => refreshApprovals(client),
  })
  return (
    <Panel title={t('emergency.begin')}>
      <div className="stack">
        <p className="note">{t('emergency.begin-what')}</p>
        <Choice
          label={t('emergency.role')}
          value={role}
          options={[
            { value: 'operator', text: t('role.operator') },
            { value: 'security-admin', text: t('role.security-admin') },
          ]}
          onChange={setRole}
        />
        <Field label={t('emergency.reason')}>
          {(id) => (
            <Input.TextArea
              id={id}
              rows={2}
              maxLength={1000}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          )}
        </Field>
        <Half label={t('emergency.half')} value={half} onChange={setHalf} />
        <ProblemAlert error={enter.error} />
        <div className="row">
          <Button
            danger
            type="primary"
            loading={enter.isPending}
            disabled={half.trim() === '' || reason.trim().length < 10}
            onClick={() => enter.mutate()}
          >
            {t('emergency.enter')}
          </Button>
        </div>
      </div>
    </Panel>
  )
}

function OtherHalf({ own }: { own: Opening }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [half, setHalf] = useState('')
  const enter = useMutation({
    mutationFn: () => write('POST', `${PATH}/openings/${own.id}/second-half`, { half }),
    onSettled: () => refreshApprovals(client),
  })
  return (
    <Panel title={t('emergency.other-half')}>
      <div className="stack">
        <p className="note">{t('emergency.other-half-what')}</p>
        <Half label={t('emergency.half')} value={half} onChange={setHalf} />
        <ProblemAlert error={enter.error} />
        <div className="row">
          <Button
            danger
            type="primary"
            loading={enter.isPending}
            disabled={half.trim() === ''}
            onClick={() => enter.mutate()}
          >
            {t('emergency.open')}
          </Button>
        </div>
      </div>
    </Panel>
  )
}

function Pass({ own }: { own: Opening }) {
  const { t, pick } = useWords()
  const client = useQueryClient()
  const queue = useQueue()
  const pending = [...(queue.data?.waiting ?? []), ...(queue.data?.toDecide ?? [])]
  const pass = useMutation({
    mutationFn: (approval: Approval) => write<Decided>('POST', `${PATH}/passages`, { approvalId: approval.id }),
    onSettled: () => refreshApprovals(client),
  })
  return (
    <Panel title={t('emergency.is-open')}>
      <div className="stack">
        <p className="note">
          {t('emergency.is-open-what')} <Time at={own.expiresAt} />
        </p>
        {pending.length === 0 && <p className="soft">{t('approval.none')}</p>}
        {pending.map((approval) => (
          <div key={approval.id} className="stack">
            <p className="strong wrapping">
              {pick(approval.title)} {approval.subject}
            </p>
            <Lines approval={approval} />
            <div className="row">
              <Button danger loading={pass.isPending} onClick={() => pass.mutate(approval)}>
                {t('emergency.pass')}
              </Button>
            </div>
          </div>
        ))}
        <ProblemAlert error={pass.error} />
      </div>
    </Panel>
  )
}

function Seals({ standing }: { standing: Standing }) {
  const { t } = useWords()
  const maySeal = useMay('change-accounts')
  const [isSealing, setSealing] = useState(false)
  const { sealed } = standing
  return (
    <Panel
      title={t('emergency.seals')}
      extra={maySeal && <Button onClick={() => setSealing(true)}>{t('emergency.seal')}</Button>}
    >
      {sealed ? (
        <Facts
          facts={[
            [
              t('emergency.state'),
              <Badge key="state" tone="good">
                {t('emergency.sealed')}
              </Badge>,
            ],
            [t('emergency.first-holder'), sealed.firstHolder],
            [t('emergency.second-holder'), sealed.secondHolder],
            [t('emergency.sealed-at'), <Time key="at" at={sealed.createdAt} />],
          ]}
        />
      ) : (
        <p>
          <Badge tone="warn">{t('emergency.none')}</Badge> {t('emergency.none-what')}
        </p>
      )}
      {isSealing && <SealDialog onClose={() => setSealing(false)} />}
    </Panel>
  )
}

function Actions({ standing }: { standing: Standing }) {
  const mayAct = useMay('open-emergency')
  const { own, sealed } = standing
  if (!mayAct) return null
  if (own?.state === 'open') return <Pass own={own} />
  if (own?.state === 'waiting' && sealed) return <OtherHalf own={own} />
  return sealed ? <Begin /> : null
}

export function BreakGlassPage() {
  const { t } = useWords()
  const query = useStanding()
  const standing = query.data
  return (
    <>
      <PageHead title={t('place.approvals')} documentTitle={t('emergency.title')} meta={t('emergency.what')} />
      <ApprovalTabs />
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      {!standing && !query.error && (
        <Panel>
          <Bones lines={5} />
        </Panel>
      )}
      {standing && (
        <div className="stack">
          <div className="columns">
            <Seals standing={standing} />
            <Actions standing={standing} />
          </div>
          <Panel title={t('emergency.history')} padded={false}>
            <Table
              label={t('emergency.history')}
              rows={standing.openings}
              rowKey={({ id }) => id}
              empty={<Empty title={t('emergency.no-history')} />}
              columns={[
                {
                  key: 'who',
                  title: t('emergency.who'),
                  lead: true,
                  cell: (row) => (
                    <>
                      {row.name} <span className="tag">{t(`role.${row.role}`)}</span>
                      <div className="small soft">{row.reason}</div>
                    </>
                  ),
                },
                { key: 'at', title: t('emergency.opened-at'), width: 190, cell: (row) => <Time at={row.openedAt} /> },
                {
                  key: 'state',
                  title: t('emergency.state'),
                  width: 130,
                  cell: (row) => <Badge tone={TONES[row.state]}>{t(`emergency.state.${row.state}`)}</Badge>,
                },
              ]}
            />
          </Panel>
        </div>
      )}
    </>
  )
}
