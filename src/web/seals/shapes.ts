import type { NameEnding } from '#core/seals/drawing/styles.ts'
import type { Moment } from '../contract.ts'

export type SealKind = 'official' | 'special' | 'name'
export type SealState = 'active' | 'frozen' | 'superseded' | 'destroyed'
export type SealRequestKind = 'new' | 'change' | 'reissue' | 'freeze' | 'unfreeze' | 'destroy'
export type SealRequestState =
  | 'queued'
  | 'submitted'
  | 'returned'
  | 'reviewed'
  | 'pictured'
  | 'made'
  | 'delivered'
  | 'done'
  | 'rejected'
  | 'cancelled'
export type SealStep =
  | 'take'
  | 'resubmit'
  | 'cancel'
  | 'abandon'
  | 'drop'
  | 'return'
  | 'reject'
  | 'review'
  | 'picture'
  | 'make'
  | 'deliver'
  | 'approve'

export interface SealDesign {
  style: string
  text: string
  line?: string | undefined
  number?: string | undefined
  ending?: NameEnding | undefined
  cut?: 'relief' | 'intaglio' | undefined
}

export interface SealLine {
  id: string
  districtId: string
  number: string
  kind: SealKind
  name: string
  holderName: string
  unitName: string
  state: SealState
  stateAt: Moment
  /** The certificate of its maker was revoked: it is not used for sealing. */
  isMakerRevoked: boolean
  version: number
  widthMm: number
  heightMm: number
  validFrom: Moment
  validUntil: Moment
  madeAt: Moment
}

export interface SealEvent {
  at: Moment
  step: string
  actorName: string
  note: string | null
  requestId: string
}

export interface SealDetail extends SealLine {
  sha256: string
  makerSubject: string
  makerRevokedAt: Moment | null
  signers: { subject: string; sha256: string; notAfter: Moment | null }[]
  supersedesId: string | null
  requestId: string
  deliveredAt: Moment | null
  design: SealDesign | null
  events: SealEvent[]
}

export interface SealRequestLine {
  id: string
  districtId: string
  kind: SealRequestKind
  state: SealRequestState
  sealId: string | null
  sealKind: SealKind
  name: string
  holderName: string
  unitName: string
  reason: string
  version: number
  validYears: number
  requesterName: string
  requestedAt: Moment
  reviewerName: string | null
  drafterName: string | null
  makerName: string | null
  answer: string | null
  signers: { subject: string; isHolder: boolean }[]
  design: SealDesign | null
  hasScan: boolean
  hasPicture: boolean
  widthMm: number | null
  heightMm: number | null
  changedAt: Moment
  steps: SealStep[]
}

export interface SealRequestDetail extends SealRequestLine {
  events: SealEvent[]
}

/** RFC 5280 §5.3.1. */
export const MAKER_REASONS = ['keyCompromise', 'superseded', 'cessationOfOperation', 'privilegeWithdrawn'] as const
export type MakerReason = (typeof MAKER_REASONS)[number]

export interface MakerKey {
  id: string
  name: string
  state: 'ready' | 'waiting' | 'expired' | 'revoked'
  notAfter: Moment | null
  revokedAt: Moment | null
  revocationReason: MakerReason | null
}
