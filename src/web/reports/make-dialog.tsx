import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Choice, Field } from '../pieces/field.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { shanghaiDay } from '../pieces/time.tsx'
import { KINDS, type Kind, type ReportLine, recentPeriods } from './shapes.ts'

type CalendarKind = Exclude<Kind, 'round'>

export interface Wanted {
  kind: Kind
  period: string
  reason?: string
}

/** Orders a report and goes to its page, where it can be watched. */
export function useMake() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (wanted: Wanted) => write<ReportLine>('POST', '/reports', wanted),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['/reports'] })
      await navigate(`/reports/${id}`)
    },
  })
}

export function MakeDialog({
  onClose,
  first,
}: {
  onClose: () => void
  first?: { kind: CalendarKind; period: string }
}) {
  const { t } = useWords()
  const today = shanghaiDay()
  const [kind, setKind] = useState<CalendarKind>(first?.kind ?? 'month')
  const periods = recentPeriods(kind, today)
  const [period, setPeriod] = useState(first?.period ?? periods[1] ?? '')
  const [reason, setReason] = useState('')
  const make = useMake()
  const choose = (next: CalendarKind) => {
    setKind(next)
    setPeriod(recentPeriods(next, today)[1] ?? '')
  }
  const options = periods.includes(period) ? periods : [period, ...periods]
  const wanted = { kind, period, ...(reason.trim() ? { reason: reason.trim() } : {}) }
  return (
    <Dialog
      title={t('shelf.make')}
      onClose={onClose}
      action={{ text: t('shelf.make'), run: () => make.mutate(wanted), isRunning: make.isPending }}
    >
      <p className="soft">{t('shelf.make-hint')}</p>
      <Choice
        label={t('shelf.kind')}
        value={kind}
        options={KINDS.filter((one) => one !== 'round').map((value) => ({ value, text: t(`shelf.kind.${value}`) }))}
        onChange={choose}
      />
      <Choice
        label={t('shelf.period')}
        value={period}
        options={options.map((value) => ({ value, text: value }))}
        onChange={setPeriod}
        {...(kind === 'week' ? { hint: t('shelf.period.week-hint') } : {})}
      />
      <Field label={t('shelf.reason')}>
        {(id) => <Input id={id} value={reason} onChange={(event) => setReason(event.target.value)} maxLength={500} />}
      </Field>
      <ProblemAlert error={make.error} />
    </Dialog>
  )
}
