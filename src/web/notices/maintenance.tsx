// 维护窗口: planned, and ended early, by operators. Nothing is told in one; probing goes on, and expiring certificates are told all the same.

import { PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { get, type Page, write } from '../api.ts'
import type { SystemRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Field } from '../pieces/field.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { type Column, Table } from '../pieces/table.tsx'
import { formatTime, instantOf, Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { WINDOWS, type Window } from './shapes.ts'
import { NoticeTabs } from './tabs.tsx'
import './notices.css'

const HOUR_MS = 3_600_000
const LIVE_MS = 15_000

/** As a field of date and time takes it: Shanghai, to the minute. */
const localOf = (at: number) => formatTime(at).slice(0, 16).replace(' ', 'T')
const instantIn = (local: string) => `${local}:00+08:00`

function Systems({ chosen, choose }: { chosen: readonly string[]; choose: (names: string[]) => void }) {
  const { t } = useWords()
  const systems = useQuery({
    queryKey: ['/systems', 'names'],
    queryFn: () => get<Page<SystemRow>>('/systems', { limit: 200 }),
  })
  const toggle = (name: string) =>
    choose(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name])
  return (
    <div className="field">
      <span className="label">{t('notice.window.systems')}</span>
      <fieldset className="pick-many" aria-label={t('notice.window.systems')}>
        {(systems.data?.items ?? []).map(({ id, name }) => (
          <label key={id}>
            <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} />
            {name}
          </label>
        ))}
      </fieldset>
      <span className="small soft">
        {chosen.length === 0 ? t('notice.window.all') : t('notice.window.chosen', { count: chosen.length })}
      </span>
      <ProblemAlert error={systems.error} />
    </div>
  )
}

function PlanDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [from, setFrom] = useState(() => localOf(Date.now()))
  const [to, setTo] = useState(() => localOf(Date.now() + 2 * HOUR_MS))
  const [reason, setReason] = useState('')
  const [systems, setSystems] = useState<string[]>([])
  const save = useMutation({
    mutationFn: () => write('POST', WINDOWS, { from: instantIn(from), to: instantIn(to), systems, reason }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [WINDOWS] })
      onClose()
    },
  })
  const moment = (title: string, value: string, set: (next: string) => void) => (
    <Field label={title} hint={t('notice.window.zone')}>
      {(id) => <Input id={id} type="datetime-local" value={value} onChange={({ target }) => set(target.value)} />}
    </Field>
  )
  return (
    <Dialog
      title={t('notice.window.plan')}
      look="wide"
      onClose={onClose}
      action={{
        text: t('notice.window.plan'),
        run: () => save.mutate(),
        isRunning: save.isPending,
        isDisabled: reason.trim() === '' || from === '' || to <= from,
      }}
    >
      <div className="two-fields">
        {moment(t('notice.window.from'), from, setFrom)}
        {moment(t('notice.window.to'), to, setTo)}
      </div>
      <Field label={t('notice.window.reason')} hint={t('notice.window.reason-hint')}>
        {(id) => <Input id={id} maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />}
      </Field>
      <Systems chosen={systems} choose={setSystems} />
      <p className="note">{t('notice.windows.what')}</p>
      <ProblemAlert error={save.error} />
    </Dialog>
  )
}

function EndDialog({ window, onClose }: { window: Window; onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const end = useMutation({
    mutationFn: () => write('POST', `${WINDOWS}/${window.id}/end`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [WINDOWS] })
      onClose()
    },
  })
  return (
    <Dialog
      title={t('notice.window.end')}
      onClose={onClose}
      action={{ text: t('notice.window.end'), run: () => end.mutate(), isRunning: end.isPending }}
    >
      <p>{t('notice.window.end-hint', { reason: window.reason })}</p>
      <ProblemAlert error={end.error} />
    </Dialog>
  )
}

function stateOf({ from, to, endedBy }: Window) {
  const [now, begins, ends] = [Date.now(), instantOf(from) ?? 0, instantOf(to) ?? 0]
  if (ends > now) return begins <= now ? 'on' : 'planned'
  if (endedBy === null) return 'over'
  return ends === begins ? 'cancelled' : 'ended'
}

const TONES = { on: 'accent', planned: 'none', over: 'none', ended: 'none', cancelled: 'none' } as const

function useColumns(onEnd: ((window: Window) => void) | undefined): Column<Window>[] {
  const { t } = useWords()
  const columns: Column<Window>[] = [
    { key: 'reason', title: t('notice.window.reason'), lead: true, cell: ({ reason }) => reason },
    {
      key: 'state',
      title: t('notice.state'),
      width: 150,
      cell: (row) => {
        const state = stateOf(row)
        return (
          <>
            <Badge tone={TONES[state]}>{t(`notice.window.state.${state}`)}</Badge>
            {row.endedBy !== null && <div className="small soft">{row.endedBy}</div>}
          </>
        )
      },
    },
    {
      key: 'from',
      title: t('notice.window.from'),
      width: 170,
      cell: ({ from }) => <Time at={from} relative={false} />,
    },
    { key: 'to', title: t('notice.window.to'), width: 170, cell: ({ to }) => <Time at={to} relative={false} /> },
    {
      key: 'systems',
      title: t('notice.window.systems'),
      cell: ({ systems }) => (systems.length === 0 ? t('notice.window.all') : systems.join('、')),
    },
    { key: 'by', title: t('notice.window.by'), width: 110, cell: ({ createdBy }) => createdBy },
  ]
  if (!onEnd) return columns
  const actions: Column<Window> = {
    key: 'actions',
    title: t('column.actions'),
    width: 110,
    cell: (row) =>
      (instantOf(row.to) ?? 0) > Date.now() && (
        <Button size="small" aria-label={`${t('notice.window.end')} ${row.reason}`} onClick={() => onEnd(row)}>
          {t('notice.window.end')}
        </Button>
      ),
  }
  return [...columns, actions]
}

export function MaintenancePage() {
  const { t } = useWords()
  const mayPlan = useMay('operate')
  const [isPlanning, setIsPlanning] = useState(false)
  const [ending, setEnding] = useState<Window>()
  const windows = useQuery({
    queryKey: [WINDOWS],
    queryFn: () => get<{ items: Window[] }>(WINDOWS),
    refetchInterval: LIVE_MS,
  })
  const columns = useColumns(mayPlan ? setEnding : undefined)
  return (
    <>
      <PageHead
        title={t('place.notices')}
        documentTitle={t('notice.windows')}
        meta={t('notice.windows.what')}
        actions={
          mayPlan && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setIsPlanning(true)}>
              {t('notice.window.plan')}
            </Button>
          )
        }
      />
      <NoticeTabs />
      <Panel padded={false}>
        <Table
          label={t('notice.windows')}
          rows={windows.data?.items}
          rowKey={({ id }) => id}
          error={windows.error}
          columns={columns}
          empty={<Empty title={t('notice.windows.none')}>{t('notice.windows.none-hint')}</Empty>}
        />
      </Panel>
      {isPlanning && <PlanDialog onClose={() => setIsPlanning(false)} />}
      {ending && <EndDialog window={ending} onClose={() => setEnding(undefined)} />}
    </>
  )
}
