// What may be done to several lineages at once: verified, given an owner, waived, put on a deployment run.

import { useQueries } from '@tanstack/react-query'
import { Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { get, write } from '../../api.ts'
import type { LineageDetail, LineageRow } from '../../contract.ts'
import { type BothTexts, useWords } from '../../language/index.ts'
import { Dialog } from '../../pieces/dialog.tsx'
import { Choice, Field } from '../../pieces/field.tsx'
import { endOfDay, shanghaiDay } from '../../pieces/time.tsx'
import { Badge, type Tone } from '../../pieces/verdict-tag.tsx'
import '../certificates.css'
import { alarmsOf } from '../estate/alarms.tsx'
import { type Act, type Outcome, useBulk } from './run.ts'

export const BULK_KINDS = ['watch', 'owner', 'waive', 'run'] as const
export type BulkKind = (typeof BULK_KINDS)[number]

const TONES: Record<Outcome['state'], Tone> = { running: 'accent', done: 'good', skipped: 'none', failed: 'bad' }
const USUAL_DAYS = 14

interface FrameProps {
  kind: BulkKind
  rows: readonly LineageRow[]
  act: Act
  isReady: boolean
  children?: ReactNode
  onClose: () => void
}

/** The lineages meant and how each fared; it is done once, and a failed one is tried again from the list. */
function Frame({ kind, rows, act, isReady, children, onClose }: FrameProps) {
  const { t } = useWords()
  const { outcomes, run, isRunning, isDone } = useBulk(rows, act)
  return (
    <Dialog
      title={t(`many.${kind}.title`, { count: rows.length })}
      look="wide"
      onClose={onClose}
      {...(!isDone && {
        action: { text: t(`many.${kind}`), run, isRunning, isDisabled: !isReady },
      })}
    >
      {!isDone && children}
      {isRunning && <p className="note">{t('many.stay')}</p>}
      <ul className="bulk-outcomes" aria-live="polite">
        {rows.map((row) => {
          const outcome = outcomes.get(row.id)
          return (
            <li key={row.id}>
              <span>{row.name}</span>
              {outcome && <Badge tone={TONES[outcome.state]}>{t(`many.state.${outcome.state}`)}</Badge>}
              <span className="small soft">{outcome?.text}</span>
            </li>
          )
        })}
      </ul>
    </Dialog>
  )
}

interface Props {
  rows: readonly LineageRow[]
  onClose: () => void
}

function Watch(props: Props) {
  const { t } = useWords()
  const act: Act = async ({ id }) => {
    const seen = await write<LineageDetail>('POST', `/lineages/${id}/watch`)
    const { bindingMatrix } = seen
    const proved = bindingMatrix.filter(({ state }) => state === 'proved').length
    const text = t('many.watch.outcome', { proved, bindings: bindingMatrix.length, alarms: alarmsOf(seen).length })
    return { state: 'done', text }
  }
  return <Frame kind="watch" {...props} act={act} isReady />
}

function Owner(props: Props) {
  const { t } = useWords()
  const [owner, setOwner] = useState('')
  const act: Act = async ({ id }) => {
    await write('PATCH', `/lineages/${id}`, { owner: owner.trim() })
    return { state: 'done', text: owner.trim() }
  }
  return (
    <Frame kind="owner" {...props} act={act} isReady={owner.trim() !== ''}>
      <Field label={t('lineage.owner')}>
        {(id) => <Input id={id} value={owner} maxLength={200} onChange={({ target }) => setOwner(target.value)} />}
      </Field>
    </Frame>
  )
}

function useDetails(rows: readonly LineageRow[]) {
  const queries = useQueries({
    queries: rows.map(({ id }) => ({
      queryKey: [`/lineages/${id}`],
      queryFn: () => get<LineageDetail>(`/lineages/${id}`),
    })),
  })
  return {
    details: queries.flatMap(({ data }) => (data ? [data] : [])),
    isPending: queries.some((one) => one.isPending),
  }
}

/** Every alarm some of them have, with how many have it. */
function commonAlarms(details: readonly LineageDetail[]): { code: string; problem: BothTexts; count: number }[] {
  const alarms = new Map<string, { code: string; problem: BothTexts; count: number }>()
  for (const detail of details) {
    for (const { code, problem } of new Map(alarmsOf(detail).map((one) => [one.code, one])).values())
      alarms.set(code, { code, problem, count: (alarms.get(code)?.count ?? 0) + 1 })
  }
  return [...alarms.values()].sort((a, b) => b.count - a.count)
}

function Waive(props: Props) {
  const { t, pick } = useWords()
  const { details, isPending } = useDetails(props.rows)
  const alarms = commonAlarms(details)
  const [chosen, setChosen] = useState('')
  const [day, setDay] = useState(shanghaiDay(USUAL_DAYS))
  const [reason, setReason] = useState('')
  const code = chosen || (alarms[0]?.code ?? '')
  const act: Act = async ({ id }) => {
    const has = details.some((one) => one.id === id && alarmsOf(one).some((alarm) => alarm.code === code))
    if (!has) return { state: 'skipped', text: t('many.waive.not-there') }
    await write('POST', `/lineages/${id}/waivers`, { code, until: endOfDay(day), reason: reason.trim() })
    return { state: 'done', text: '' }
  }
  const isReady = !isPending && code !== '' && day !== '' && reason.trim() !== ''
  return (
    <Frame kind="waive" {...props} act={act} isReady={isReady}>
      {!isPending && alarms.length === 0 ? (
        <p className="note">{t('many.waive.none')}</p>
      ) : (
        <div className="two-fields">
          <Choice
            label={t('many.waive.which')}
            value={code}
            options={alarms.map((alarm) => ({
              value: alarm.code,
              text: `${pick(alarm.problem)} · ${t('many.waive.count', { count: alarm.count })}`,
            }))}
            onChange={setChosen}
          />
          <Field label={t('lineage.waive.until')}>
            {(id) => (
              <Input
                id={id}
                type="date"
                min={shanghaiDay(1)}
                value={day}
                onChange={({ target }) => setDay(target.value)}
              />
            )}
          </Field>
          <Field label={t('lineage.waive.reason')}>
            {(id) => (
              <Input.TextArea id={id} rows={2} value={reason} onChange={({ target }) => setReason(target.value)} />
            )}
          </Field>
        </div>
      )}
    </Frame>
  )
}

/** For those with a certificate issued and not yet proved everywhere: the newest of it. */
function Run(props: Props) {
  const { t } = useWords()
  const [reason, setReason] = useState('')
  const act: Act = async ({ id, isRunOpen }) => {
    if (isRunOpen) return { state: 'skipped', text: t('lineage.run-open') }
    const { certificates } = await get<LineageDetail>(`/lineages/${id}`)
    const issued = certificates.find(({ state }) => state === 'issued')
    if (!issued) return { state: 'skipped', text: t('many.run.nothing-issued') }
    await write('POST', `/lineages/${id}/runs`, { certificateId: issued.certificateId, reason: reason.trim() })
    return { state: 'done', text: issued.sha256.slice(0, 16) }
  }
  return (
    <Frame kind="run" {...props} act={act} isReady={reason.trim() !== ''}>
      <p className="small soft">{t('many.run.hint')}</p>
      <Field label={t('lineage.waive.reason')}>
        {(id) => <Input id={id} value={reason} maxLength={1000} onChange={({ target }) => setReason(target.value)} />}
      </Field>
    </Frame>
  )
}

const DIALOGS: Record<BulkKind, (props: Props) => ReactNode> = { watch: Watch, owner: Owner, waive: Waive, run: Run }

export function BulkDialog({ kind, ...props }: Props & { kind: BulkKind }) {
  const Chosen = DIALOGS[kind]
  return <Chosen {...props} />
}
