// What the connections to CAs and their orders answer with.

import type { Moment } from '../contract.ts'
import type { BothTexts } from '../language/index.ts'
import type { Tone } from '../pieces/verdict-tag.tsx'

export type IssuerKind = 'acme' | 'cmp' | 'manual'

interface Spoken extends BothTexts {
  code: string
}

export interface Connection {
  id: string
  name: string
  kind: IssuerKind
  trust: 'public' | 'private'
  state: 'active' | 'closed'
  settings: {
    directoryUrl?: string
    url?: string
    contact?: string
    proofs?: { kind: string; host?: string; zone?: string }
  }
  testedAt: Moment | null
  testProblem: Spoken | null
  createdAt: Moment
}

export type OrderState = 'working' | 'waiting' | 'issued' | 'refused' | 'failed' | 'cancelled'

export interface Order {
  id: string
  number: number
  connectionId: string
  connection: string
  kind: IssuerKind
  requestId: string
  replacesId: string | null
  commonName: string
  sans: string[]
  state: OrderState
  progress: Spoken & { params: Record<string, string | number> }
  nextAt: Moment
  deadline: Moment
  failures: number
  certificateId: string | null
  findings: (Spoken & { effect: string })[]
  createdName: string
  createdAt: Moment
  updatedAt: Moment
}

export interface Suggestion {
  certificateId: string
  connectionId: string
  connection: string
  lineageId: string
  lineage: string
  subject: string
  notAfter: Moment
  start: Moment
  end: Moment
  explanationUrl: string | null
  isDue: boolean
  isOrdered: boolean
}

export const ORDER_TONES: Record<OrderState, Tone> = {
  working: 'accent',
  waiting: 'warn',
  issued: 'good',
  refused: 'bad',
  failed: 'bad',
  cancelled: 'none',
}

export const CONNECTIONS = '/issuer-connections'
export const ORDERS = '/issuer-orders'
export const SUGGESTIONS = '/renewal-suggestions'

/** What a person pasted as one certificate after the other. */
export function pemBlocks(text: string): string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []
}
