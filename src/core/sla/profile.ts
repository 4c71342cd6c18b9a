// What a contract promises, as data: its working hours, its clocks and the reasons that stop them, each with its citation.
// The five profiles are those of the tender papers 000 to 004 (line numbers as in the papers).

import type { CivilTime } from '../calendar/civil.ts'
import type { Instant } from '../verdict.ts'
import { isWorkingTime, type WorkCalendar, type WorkHours } from './calendar.ts'
import type { Allowance, Bound, Reading } from './clock.ts'

export type Text = Readonly<{ zh: string; en: string }>

export const TICKET_KINDS = ['fault', 'warning', 'vulnerability', 'requirement', 'change', 'question'] as const
/** 故障 · 隐患 · 安全漏洞 · 需求 · 变更 · 咨询. */
export type TicketKind = (typeof TICKET_KINDS)[number]

/** Ⅰ to Ⅳ, the gravest first. */
export type Level = 1 | 2 | 3 | 4

export const ROMAN_LEVELS: Readonly<Record<Level, string>> = { 1: 'Ⅰ', 2: 'Ⅱ', 3: 'Ⅲ', 4: 'Ⅳ' }

/** 市区 · 郊区. */
export type SiteClass = 'urban' | 'suburban'

export const MILESTONES = ['assigned', 'responded', 'supported', 'arrived', 'planned', 'resolved'] as const
/** 派单 · 响应 · 远程支持 · 到场 · 方案 · 解决: what stops a clock. */
export type Milestone = (typeof MILESTONES)[number]

export const PAUSE_REASONS = [
  'customer',
  'third-party',
  'maintenance-window',
  'user-verification',
  'hardware-or-network',
] as const
/** 等待甲方 · 等待第三方 · 停机窗口 · 待用户验证 · 硬件或网络故障. */
export type PauseReason = (typeof PAUSE_REASONS)[number]

export interface ClockRule {
  id: string
  title: Text
  /** Which tickets have this clock; a level or a site class left out means every one. */
  kinds: readonly TicketKind[]
  level?: Level
  site?: SiteClass
  stopsAt: Milestone
  allowance: Allowance
  bound: Bound
  isPausable: boolean
  citation: string
}

export interface Profile {
  id: string
  title: Text
  /** The tender paper it was read from. */
  paper: string
  hours: WorkHours
  reading: Reading
  pauseReasons: readonly PauseReason[]
  clocks: readonly ClockRule[]
  /** A morning round must be finished by then, where the contract says so. */
  morningRoundBy?: CivilTime
  /** Users without service for longer than this call for a written report. */
  reportAfterHours?: number
}

export interface LevelFacts {
  reportedAt: Instant
  /** Systems that suffer. */
  systems: number
  /** Share of the users that suffer, in percent, where known. */
  usersPercent: number | null
}

/** 大范围: more than one system, or more than 10 % of the users. */
export function isLargeScale({ systems, usersPercent }: Omit<LevelFacts, 'reportedAt'>): boolean {
  return systems > 1 || (usersPercent !== null && usersPercent > 10)
}

/** Computed from when and how wide, never typed in (tender 004:8374-8403): Ⅰ and Ⅱ in working time, Ⅲ and Ⅳ outside; the odd ones large. */
export function levelOf(facts: LevelFacts, calendar: WorkCalendar, hours: WorkHours): Level {
  const isLarge = isLargeScale(facts)
  if (isWorkingTime(calendar, hours, facts.reportedAt)) return isLarge ? 1 : 2
  return isLarge ? 3 : 4
}

export interface ClockSubject {
  kind: TicketKind
  level: Level
  site: SiteClass
}

/** The clocks of the profile that run for such a ticket. */
export function clocksFor(profile: Profile, { kind, level, site }: ClockSubject): ClockRule[] {
  return profile.clocks.filter(
    (rule) =>
      rule.kinds.includes(kind) &&
      (rule.level === undefined || rule.level === level) &&
      (rule.site === undefined || rule.site === site),
  )
}
