import type { Moment } from '../contract.ts'
import type { BothTexts } from '../language/index.ts'

export type ApprovalState =
  | 'pending'
  | 'approved'
  | 'refused'
  | 'withdrawn'
  | 'done'
  | 'failed'
  | 'lapsed'
  | 'interrupted'

export interface Said {
  code: string
  text: BothTexts
}

/** What takes a second person, and what became of it. */
export interface Approval {
  id: string
  kind: string
  title: BothTexts
  object: { type: string; id: string }
  subject: string
  lines: Said[]
  requestSha256: string
  reason: string
  state: ApprovalState
  requestedAt: Moment
  expiresAt: Moment
  requestedBy: { id: string; name: string }
  decidedAt: Moment | null
  decidedBy: { id: string; name: string } | null
  decisionReason: string | null
  useBy: Moment | null
  endedAt: Moment | null
  problem: Said | null
  /** Passed by one person alone, with both sealed halves. */
  isEmergency: boolean
  isOwn: boolean
  mayDecide: boolean
}

export interface ApprovalQueue {
  exceptions: Approval[]
  toDecide: Approval[]
  toUse: Approval[]
  waiting: Approval[]
}

export interface Decided {
  approval: Approval
  /** Shown once, kept nowhere. */
  handOver?: Record<string, string>
}
