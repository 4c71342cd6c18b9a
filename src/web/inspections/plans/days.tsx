// On which days a plan runs, as a part of its form.

import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, InputNumber } from 'antd'
import { type TextKey, useWords } from '../../language/index.ts'
import { Choice, Field } from '../../pieces/field.tsx'
import type { MonthDay, PartProps, PlanDays } from './plan.ts'

const FIRST_WORKING_DAY: MonthDay = { by: 'working-day', nth: 1 }

function daysOf(kind: PlanDays['kind'], now: PlanDays): PlanDays {
  const on = 'on' in now ? now.on : [FIRST_WORKING_DAY]
  if (kind === 'monthly') return { kind, on }
  if (kind === 'quarterly') return { kind, on, month: now.kind === 'quarterly' ? now.month : 3 }
  return { kind }
}

function DayOfMonth({ on, set }: { on: MonthDay; set: (on: MonthDay) => void }) {
  const { t } = useWords()
  const nth = on.by === 'date' ? 1 : on.nth
  const begin = (by: MonthDay['by']) =>
    set(by === 'date' ? { by, day: 1 } : by === 'weekday' ? { by, weekday: 6, nth } : { by, nth })
  return (
    <>
      <select
        aria-label={t('plan.on')}
        className="date"
        value={on.by}
        onChange={({ target }) => begin(target.value as MonthDay['by'])}
      >
        {(['working-day', 'weekday', 'date'] as const).map((by) => (
          <option key={by} value={by}>
            {t(`plan.on.by.${by}`)}
          </option>
        ))}
      </select>
      <InputNumber
        aria-label={t('plan.on.number')}
        min={on.by === 'date' ? 1 : -23}
        max={on.by === 'date' ? 28 : 23}
        value={on.by === 'date' ? on.day : on.nth}
        onChange={(value) => set(on.by === 'date' ? { ...on, day: value ?? 1 } : { ...on, nth: value ?? 1 })}
      />
      {on.by === 'weekday' && (
        <select
          aria-label={t('plan.weekday')}
          className="date"
          value={on.weekday}
          onChange={({ target }) => set({ ...on, weekday: Number(target.value) })}
        >
          {[1, 2, 3, 4, 5, 6, 7].map((weekday) => (
            <option key={weekday} value={weekday}>
              {t(`plan.weekday.${weekday}` as TextKey)}
            </option>
          ))}
        </select>
      )}
    </>
  )
}

export function Days({ draft: { days }, change }: PartProps) {
  const { t } = useWords()
  const on = 'on' in days ? days.on : []
  const setOn = (next: MonthDay[]) => {
    if ('on' in days) change({ days: { ...days, on: next } })
  }
  return (
    <>
      <Choice
        label={t('plan.days')}
        value={days.kind}
        options={(['daily', 'working-days', 'monthly', 'quarterly'] as const).map((value) => ({
          value,
          text: t(`plan.kind.${value}`),
        }))}
        onChange={(kind) => change({ days: daysOf(kind, days) })}
      />
      {days.kind === 'quarterly' && (
        <Field label={t('plan.month')}>
          {(id) => (
            <InputNumber
              id={id}
              min={1}
              max={3}
              value={days.month}
              onChange={(month) => change({ days: { ...days, month: month ?? 1 } })}
            />
          )}
        </Field>
      )}
      {on.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name
        <div className="row" key={index}>
          <DayOfMonth on={one} set={(next) => setOn(on.with(index, next))} />
          {on.length > 1 && (
            <Button
              size="small"
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('plan.remove')}
              onClick={() => setOn(on.toSpliced(index, 1))}
            />
          )}
        </div>
      ))}
      {'on' in days && (
        <div>
          <Button size="small" icon={<PlusOutlined />} onClick={() => setOn([...on, FIRST_WORKING_DAY])}>
            {t('plan.on.add')}
          </Button>
        </div>
      )}
    </>
  )
}
