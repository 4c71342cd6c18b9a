// Plans in plain words: on which days, in which windows, what they cover.

import { type TextKey, useWords } from '../../language/index.ts'
import type { MonthDay, PlanDays, PlanScope, Slot } from './plan.ts'

export function usePlanWords() {
  const { t, pick } = useWords()
  const day = (on: MonthDay): string => {
    if (on.by === 'date') return t('plan.on.date', { day: on.day })
    const { nth } = on
    const place = nth > 0 ? t('plan.on.nth', { nth }) : t('plan.on.from-end', { nth: -nth })
    const what = on.by === 'working-day' ? t('plan.on.working-day') : t(`plan.weekday.${on.weekday}` as TextKey)
    return `${place}${what}`
  }
  return {
    days: (days: PlanDays): string => {
      if (days.kind === 'daily') return t('plan.days.daily')
      if (days.kind === 'working-days') return t('plan.days.working-days')
      const on = days.on.map(day).join(t('plan.and'))
      if (days.kind === 'monthly') return t('plan.days.monthly', { on })
      return t('plan.days.quarterly', { month: days.month, on })
    },
    slot: (slot: Slot): string =>
      t('plan.slot', {
        title: pick(slot.title),
        planned: slot.plannedAt,
        until: withDays(slot.onTimeUntil, slot.onTimeDays, t('plan.days-later')),
        missed: withDays(slot.missedAfter, slot.missedDays, t('plan.days-later')),
      }),
    scope: ({ layers, systems, kinds }: PlanScope): string =>
      [
        kinds.length === 0
          ? t('plan.scope.own-only')
          : kinds.map((kind) => t(`plan.scope.${kind}`)).join(t('plan.and')),
        layers ? layers.map((layer) => t(`layer.${layer}`)).join(t('plan.and')) : t('layer.all'),
        systems ? t('plan.scope.systems', { count: systems.length }) : t('plan.scope.all-systems'),
      ].join(' · '),
  }
}

function withDays(time: string, days: number | undefined, later: string): string {
  return days ? `${time} +${days}${later}` : time
}
