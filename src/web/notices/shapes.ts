// What the server answers about notices, channels, maintenance windows and unanswered faults, as the console reads it.

import type { ChannelKind } from '#core/notices/channel.ts'
import type { Rung } from '#core/notices/escalation.ts'
import type { ChannelSettings } from '#core/notices/settings.ts'
import type { Moment } from '../contract.ts'
import type { BothTexts } from '../language/index.ts'
import type { Tone } from '../pieces/verdict-tag.tsx'

export const CHANNELS = '/notices/channels'
export const WINDOWS = '/notices/maintenance'

export const KINDS = ['wecom', 'dingtalk', 'feishu', 'sms', 'smtp', 'webhook'] as const satisfies readonly ChannelKind[]
export const ROLES = ['first', 'second', 'watcher'] as const
export type ChannelRole = (typeof ROLES)[number]

export const DELIVERY_STATES = ['waiting', 'sent', 'refused', 'given-up', 'gathered', 'superseded'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** A code of the server in words. */
export type Said = BothTexts & { code: string }

export interface Channel {
  id: string
  name: string
  kind: ChannelKind
  role: ChannelRole
  settings: ChannelSettings
  hasSecret: boolean
  restUntil: Moment | null
  /** Its last message, and what became of it. */
  last: Pick<Receipt, 'at' | 'outcome' | 'said'> | null
  createdBy: string
  createdAt: Moment
}

export interface Answer {
  outcome: 'sent' | 'refused' | 'later'
  said: Said
  words: string
}

export interface Receipt {
  mark: string
  at: Moment
  answeredAt: Moment | null
  outcome: 'under-way' | 'sent' | 'refused' | 'later' | 'unknown'
  said: Said | null
  words: string | null
}

export interface Delivery {
  id: number
  kind: 'alarm' | 'report' | 'heartbeat'
  number: string
  title: string
  items: string[]
  channel: string
  state: DeliveryState
  said: Said | null
  /** Of the message that carried a gathered one. */
  carrierState: DeliveryState | null
  isStandIn: boolean
  createdAt: Moment
  dueAt: Moment
  sentAt: Moment | null
  receipts: Receipt[]
}

export interface Silent {
  id: number
  number: string
  title: string
  why: Said
  createdAt: Moment
}

export interface Window {
  id: string
  from: Moment
  to: Moment
  systems: string[]
  reason: string
  createdBy: string
  endedBy: string | null
}

export interface Unanswered {
  number: string
  title: string
  ticketId: string | null
  at: Moment
  called: Rung[]
  next: { rung: Rung; at: Moment } | null
}

export const STATE_TONES: Record<DeliveryState, Tone> = {
  waiting: 'accent',
  sent: 'good',
  refused: 'bad',
  'given-up': 'bad',
  gathered: 'none',
  superseded: 'none',
}

export const OUTCOME_TONES: Record<Receipt['outcome'], Tone> = {
  'under-way': 'accent',
  sent: 'good',
  refused: 'bad',
  later: 'warn',
  unknown: 'unknown',
}

/** Where it leads, without what is secret. */
export function addressOf(settings: ChannelSettings): string {
  if (settings.kind === 'smtp') return `${settings.host}:${settings.port} → ${settings.to.join(', ')}`
  return settings.kind === 'sms' ? `${settings.url} → ${settings.mobile}` : settings.url
}
