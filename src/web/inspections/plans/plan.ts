// The shapes of inspection plans as the console reads and edits them.

import type { MonthDay, PlanDays, Slot } from '#core/calendar/plan.ts'
import type { PlanItem, PlanScope } from '#core/calendar/plan-scope.ts'
import type { Moment } from '../../contract.ts'
import type { BothTexts } from '../../language/index.ts'

export type { MonthDay, PlanDays, PlanItem, PlanScope, Slot }

export interface PlanVersion {
  version: number
  fromDate: string
  title: BothTexts
  contract: string
  days: PlanDays
  slots: Slot[]
  scope: PlanScope
  items: PlanItem[]
  isCounted: boolean
  isRunning: boolean
  reason: string
  createdBy: string
  createdAt: Moment
}

export interface PlanLine {
  id: string
  /** Version number that holds today. */
  now: number | null
  /** Newest first. */
  versions: PlanVersion[]
  next: { id: string; date: string; plannedAt: Moment } | null
  isProvisional: boolean
}

/** What a form holds while it is filled. */
export type Draft = Pick<
  PlanVersion,
  'title' | 'contract' | 'days' | 'slots' | 'scope' | 'items' | 'isCounted' | 'isRunning'
>

export interface PartProps {
  draft: Draft
  change: (change: Partial<Draft>) => void
}
