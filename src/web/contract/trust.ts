// Trust material and the changes two people make to it.

import type { BothTexts } from '../language/index.ts'
import type { Moment } from './common.ts'

export type MaterialKind = 'anchor' | 'intermediate' | 'crl' | 'ocsp' | 'policy'

export type AnchorUsage = 'all' | 'documents' | 'timestamps' | 'certificates' | 'sign-in'

export type NationalPurpose = 'commercial' | 'civil-servant' | 'device'

export type TrustAction = 'add' | 'remove' | 'replace'

export type TrustChangeState = 'pending' | 'approved' | 'refused' | 'withdrawn' | 'expired'

interface TrustDescription {
  kind: MaterialKind
  sha256: string
  sm3: string
  subject: string
  issuer: string
  validFrom: Moment | null
  validUntil: Moment | null
}

interface TrustUse extends TrustDescription {
  usage: AnchorUsage | null
  purpose: NationalPurpose | null
}

export interface TrustWarning {
  code: string
  text: BothTexts
}

export interface TrustMaterialRow extends TrustUse {
  id: string
  version: number | null
  addedAt: Moment
  /** Null: by the system, at the installation. */
  addedChange: string | null
  removedAt: Moment | null
  removedChange: string | null
  isOver: boolean
}

export interface TrustPreview extends TrustDescription {
  certificate?: { serialHex: string; algorithm: string; bits?: number; isSelfSigned: boolean }
  crl?: { entries: number; number?: string }
  ocsp?: { answers: number }
  policy?: Record<string, unknown>
  chain: { subject: string; materialId?: string }[]
  nationalRoot?: { name: string; match: 'confirmed' | 'name-only' | 'impostor'; text: BothTexts }
  warnings: TrustWarning[]
  duplicateOf?: string
  usedBy?: { verifications: number; among: number }
}

export interface TrustChangeRow extends TrustUse {
  id: string
  action: TrustAction
  materialId: string | null
  reason: string
  state: TrustChangeState
  proposedAt: Moment
  expiresAt: Moment
  proposedBy: { id: string; name: string }
  decidedAt: Moment | null
  decidedBy: { id: string; name: string } | null
  decisionReason: string | null
  warnings: TrustWarning[]
}

export interface TrustChangeDetail extends TrustChangeRow {
  preview: TrustPreview
  target?: TrustMaterialRow
}

export interface TrustMaterialDetail extends TrustMaterialRow {
  preview: TrustPreview
  history: TrustChangeRow[]
}
