// What may happen to a ticket, and what each step asks for. Pure; the verbs of this folder decide by it.

import type { TicketKind } from '#core/sla/profile.ts'

export const TICKET_STATES = ['open', 'resolved', 'closed'] as const
/** 处理中 · 待确认 · 已关闭. Waiting is not a state: a ticket is paused while one of its pauses is on. */
export type TicketState = (typeof TICKET_STATES)[number]

export const TICKET_EVENTS = [
  'opened',
  'seen-again',
  'recovered',
  'assigned',
  'responded',
  'supported',
  'arrived',
  'planned',
  'described',
  'paused',
  'resumed',
  'reclassified',
  'commented',
  'resolved',
  'reopened',
  'closed',
] as const
export type TicketEvent = (typeof TICKET_EVENTS)[number]

/** What is not in this table does not happen. */
export const TRANSITIONS: Readonly<Record<TicketState, Readonly<Partial<Record<TicketEvent, TicketState>>>>> = {
  open: {
    opened: 'open',
    'seen-again': 'open',
    recovered: 'open',
    assigned: 'open',
    responded: 'open',
    supported: 'open',
    arrived: 'open',
    planned: 'open',
    described: 'open',
    paused: 'open',
    resumed: 'open',
    reclassified: 'open',
    commented: 'open',
    resolved: 'resolved',
  },
  resolved: { commented: 'resolved', recovered: 'resolved', described: 'resolved', reopened: 'open', closed: 'closed' },
  closed: { commented: 'closed', reopened: 'open' },
}

export function next(state: TicketState, event: TicketEvent): TicketState | undefined {
  return TRANSITIONS[state][event]
}

/** Steps of a person; each leads to the event of its own. */
export const STEP_EVENTS = {
  assign: 'assigned',
  respond: 'responded',
  support: 'supported',
  arrive: 'arrived',
  plan: 'planned',
  describe: 'described',
  pause: 'paused',
  resume: 'resumed',
  reclassify: 'reclassified',
  comment: 'commented',
  resolve: 'resolved',
  reopen: 'reopened',
  close: 'closed',
} as const satisfies Record<string, TicketEvent>
export type Step = keyof typeof STEP_EVENTS

export interface Account {
  phenomenon: string | null
  cause: string | null
  resolution: string | null
}

/** 已解决 asks for 现象, 原因 and 解决方法; the ones missing. */
export function missingAccount({ phenomenon, cause, resolution }: Account): ('phenomenon' | 'cause' | 'resolution')[] {
  const texts = { phenomenon, cause, resolution }
  return (['phenomenon', 'cause', 'resolution'] as const).filter((name) => !texts[name]?.trim())
}

/** A fault is closed with its report (standard 5). */
export function needsReport(kind: TicketKind): boolean {
  return kind === 'fault'
}

/** `T20250303-001`. */
export function ticketNumber(date: string, sequence: number): string {
  return `T${date.replaceAll('-', '')}-${String(sequence).padStart(3, '0')}`
}
