// What the server answers about tickets, assessments, duty, records and parts, as the console reads it.

import type { Moment } from '../contract.ts'
import type { BothTexts } from '../language/index.ts'

export const TICKET_KINDS = ['fault', 'warning', 'vulnerability', 'requirement', 'change', 'question'] as const
export type TicketKind = (typeof TICKET_KINDS)[number]
export type ClockState = 'running' | 'paused' | 'overdue' | 'kept' | 'broken'
export type Milestone = 'assigned' | 'responded' | 'supported' | 'arrived' | 'planned' | 'resolved'

export interface TicketClock {
  id: string
  title: BothTexts
  kind: 'wall' | 'working-time' | 'working-days'
  state: ClockState
  dueAt: Moment | null
  stoppedAt: Moment | null
  usedMs: number
  allowedMs: number
  pausedMs: number
  provisionalFor: number[]
  citation: string
}

export interface TicketLine {
  id: string
  number: string
  kind: TicketKind
  level: 1 | 2 | 3 | 4
  site: 'urban' | 'suburban'
  state: 'open' | 'resolved' | 'closed'
  title: BothTexts
  systemName: string | null
  nodeName: string | null
  reportedAt: Moment
  reportedBy: string
  assigneeName: string | null
  recoveredAt: Moment | null
  reworkCount: number
  paused: string[]
  clocks: TicketClock[]
}

export interface Ticket extends TicketLine {
  systemsAffected: number
  usersPercent: number | null
  milestones: Record<Milestone, Moment | null>
  phenomenon: string | null
  cause: string | null
  resolution: string | null
  plan: string | null
  report: string | null
  code: string | null
  pauses: { reason: string; approver: string; evidence: string; from: Moment; to: Moment | null }[]
  events: { event: string; at: Moment; by: string; detail: Record<string, unknown> }[]
  findings: { id: string; state: string; problem: BothTexts; text: BothTexts; advice: BothTexts; seenCount: number }[]
}

const PAUSES = [
  'customer',
  'third-party',
  'maintenance-window',
  'user-verification',
  'hardware-or-network',
  'reopened',
] as const

export function isPauseReason(text: string): text is (typeof PAUSES)[number] {
  return (PAUSES as readonly string[]).includes(text)
}

export interface KnowledgeEntry {
  id: string
  ticketId: string | null
  title: string
  phenomenon: string
  cause: string
  resolution: string
  writtenBy: string
  writtenAt: Moment
}
