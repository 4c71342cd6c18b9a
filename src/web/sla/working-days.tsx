import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { get, write } from '../api.ts'
import type { Moment } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Field } from '../pieces/field.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { type Column, Table } from '../pieces/table.tsx'
import { shanghaiDay, Time } from '../pieces/time.tsx'
import { useMay } from '../shell/session.ts'
import type { ClockState } from '../tickets/shapes.ts'
import { TicketTabs } from '../tickets/tabs.tsx'
import { ClockTag } from '../tickets/words.tsx'
import { datesOf } from './dates.ts'
import '../tickets/tickets.css'

interface KnownYear {
  year: number
  source: string
  daysOff: string[]
  makeUpDays: string[]
  entered: { by: string; at: Moment } | null
}
interface Side {
  state: ClockState
  dueAt: Moment | null
}
interface Changed {
  id: string
  number: string
  clocks: { title: { zh: string; en: string }; before: Side; after: Side; isVerdict: boolean }[]
  level: { before: number; after: number } | null
}
interface Recomputed {
  read: number
  changed: Changed[]
}

function ChangedTickets({ result }: { result: Recomputed }) {
  const { t, pick } = useWords()
  const columns: Column<Changed>[] = [
    {
      key: 'ticket',
      title: t('working-days.ticket'),
      lead: true,
      cell: ({ id, number }) => <Link to={`/tickets/${id}`}>{number}</Link>,
    },
    {
      key: 'clocks',
      title: t('working-days.clocks'),
      cell: ({ clocks, level }) => (
        <ul className="plain">
          {clocks.map(({ title, before, after, isVerdict }) => (
            <li key={title.en}>
              {pick(title)} <Time at={before.dueAt} relative={false} /> → <Time at={after.dueAt} relative={false} />{' '}
              {isVerdict && (
                <>
                  <ClockTag state={before.state} /> → <ClockTag state={after.state} />
                </>
              )}
            </li>
          ))}
          {level && <li>{t('working-days.level', level)}</li>}
        </ul>
      ),
    },
  ]
  return (
    <>
      <p>{t('working-days.changes', { read: result.read, changed: result.changed.length })}</p>
      {result.changed.length > 0 && (
        <Table
          label={t('working-days.clocks')}
          columns={columns}
          rows={result.changed}
          rowKey={({ id }) => id}
          empty={null}
        />
      )}
    </>
  )
}

function Announce({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [year, setYear] = useState(String(Number(shanghaiDay().slice(0, 4)) + 1))
  const [source, setSource] = useState('')
  const [off, setOff] = useState('')
  const [worked, setWorked] = useState('')
  const [daysOff, makeUpDays] = [datesOf(off, Number(year)), datesOf(worked, Number(year))]
  const body = { year: Number(year), source: source.trim(), daysOff: daysOff ?? [], makeUpDays: makeUpDays ?? [] }
  const isComplete = body.source !== '' && body.daysOff.length > 0 && makeUpDays !== undefined
  const preview = useMutation({ mutationFn: () => write<Recomputed>('POST', '/working-days?preview=true', body) })
  const enter = useMutation({
    mutationFn: () => write<Recomputed>('POST', '/working-days', body),
    onSuccess: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  return (
    <Dialog
      title={t('working-days.announce')}
      onClose={onClose}
      action={
        preview.data
          ? { text: t('working-days.enter'), run: () => enter.mutate(), isRunning: enter.isPending }
          : {
              text: t('working-days.preview'),
              run: () => preview.mutate(),
              isRunning: preview.isPending,
              isDisabled: !isComplete,
            }
      }
    >
      {preview.data ? (
        <ChangedTickets result={preview.data} />
      ) : (
        <>
          <Field label={t('working-days.year')}>
            {(id) => (
              <Input id={id} inputMode="numeric" value={year} onChange={({ target }) => setYear(target.value)} />
            )}
          </Field>
          <Field label={t('working-days.source')} hint={t('working-days.source-hint')}>
            {(id) => <Input id={id} value={source} onChange={({ target }) => setSource(target.value)} />}
          </Field>
          <DaysField name="off" text={off} count={daysOff?.length} onChange={setOff} />
          <DaysField name="worked" text={worked} count={makeUpDays?.length} onChange={setWorked} />
        </>
      )}
      <ProblemAlert error={preview.error ?? enter.error} />
    </Dialog>
  )
}

interface DaysProps {
  name: 'off' | 'worked'
  text: string
  /** Undefined: something in it is no day. */
  count: number | undefined
  onChange: (text: string) => void
}

function DaysField({ name, text, count, onChange }: DaysProps) {
  const { t } = useWords()
  const hint = count === undefined ? t('working-days.no-day') : t('working-days.days', { count })
  return (
    <Field label={t(`working-days.${name}`)} hint={hint}>
      {(id) => (
        <Input.TextArea
          id={id}
          rows={4}
          value={text}
          {...(count === undefined && { status: 'error' as const })}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  )
}

export function WorkingDaysPage() {
  const { t } = useWords()
  const mayAnnounce = useMay('announce-days')
  const [isAnnouncing, setIsAnnouncing] = useState(false)
  const years = useQuery({
    queryKey: ['/working-days'],
    queryFn: () => get<{ items: KnownYear[] }>('/working-days'),
  })
  const columns: Column<KnownYear>[] = [
    { key: 'year', title: t('working-days.year'), lead: true, cell: ({ year }) => year },
    { key: 'off', title: t('working-days.off'), cell: ({ daysOff }) => <Days dates={daysOff} /> },
    { key: 'worked', title: t('working-days.worked'), cell: ({ makeUpDays }) => <Days dates={makeUpDays} /> },
    { key: 'source', title: t('working-days.source'), cell: ({ source }) => source },
    {
      key: 'entered',
      title: t('working-days.entered'),
      cell: ({ entered }) =>
        entered ? (
          <>
            {entered.by} <Time at={entered.at} show="clock" />
          </>
        ) : (
          <span className="soft">{t('working-days.shipped')}</span>
        ),
    },
  ]
  return (
    <>
      <PageHead
        title={t('place.tickets')}
        documentTitle={t('working-days.title')}
        meta={t('working-days.what')}
        actions={mayAnnounce && <Button onClick={() => setIsAnnouncing(true)}>{t('working-days.announce')}</Button>}
      />
      <TicketTabs />
      <Panel title={t('working-days.title')} padded={false}>
        <Table
          label={t('working-days.title')}
          columns={columns}
          rows={years.data?.items}
          rowKey={({ year }) => String(year)}
          error={years.error}
          retry={() => void years.refetch()}
          empty={<Empty title={t('working-days.none')} />}
        />
      </Panel>
      {isAnnouncing && <Announce onClose={() => setIsAnnouncing(false)} />}
    </>
  )
}

/** Month and day, never torn apart at the end of a line. */
function Days({ dates }: { dates: readonly string[] }) {
  return <span className="small">{dates.map((date) => date.slice(5).replace('-', '\u2011')).join('、') || '—'}</span>
}
