// Requests for people's certificates as the product answers them.

import type { BothTexts } from '../language/index.ts'

export const KINDS = [
  'new',
  'renew',
  'upgrade',
  'rekey',
  'change',
  'transfer',
  'unlock',
  'suspend',
  'resume',
  'revoke',
] as const
export type Kind = (typeof KINDS)[number]

export type RequestState =
  | 'draft'
  | 'submitted'
  | 'returned'
  | 'reviewed'
  | 'approved'
  | 'issuing'
  | 'issued'
  | 'written'
  | 'closed'
  | 'rejected'
  | 'cancelled'
  | 'failed'

export interface Details {
  note?: string
  cause?: string
  profileId?: string
  newName?: string
  toUnitId?: string
}

export interface AskedLine {
  id: string
  number: string
  kind: Kind
  state: RequestState
  staff: { id: string; name: string; staffNumber: string; identityMasked: string; state: 'active' | 'left' }
  credentialId: string | null
  newCredentialId: string | null
  details: Details
  returned: { field: string; reason: string }[]
  reason: string | null
  createdAt: string
  submittedAt: string | null
  reviewedAt: string | null
  approvedAt: string | null
  endedAt: string | null
  dueAt: string | null
  isOverdue: boolean
  carrierSerial: string | null
  failureCode: string | null
  materials: number
}

export interface Asked extends AskedLine {
  files: { id: string; name: string; sizeBytes: number }[]
  /** Of its kind, as the server names them. */
  fields: { field: string; title: BothTexts }[]
  events: { at: string; step: string; to: RequestState; actorName: string; reason: string | null }[]
  steps: string[]
}

export interface Person {
  id: string
  name: string
  staffNumber: string
  unitName: string
  identityMasked: string
  state: 'active' | 'left'
}

export interface HeldCredential {
  id: string
  staffId: string
  holder: string | null
  /** Null: it stayed in the district its holder came from. */
  requestId: string | null
  state: 'issued' | 'written' | 'active' | 'suspended' | 'superseded' | 'revoked'
  algorithm: string
  subject: string
  signSerial: string
  notBefore: string
  notAfter: string
  carrier: { serial: string; model: string; kind: string }
  createdAt: string
}

/** What a kind asks for, as features/requests/rules.ts has it: the server decides, this only keeps useless fields away. */
export interface KindForm {
  /** About one that is held, in one of these states. */
  credential: readonly HeldCredential['state'][] | null
  causes?: readonly string[]
  needs: readonly ('profileId' | 'newName' | 'toUnitId' | 'note')[]
}

const HELD = ['issued', 'written', 'active', 'suspended'] as const

export const FORMS: Readonly<Record<Kind, KindForm>> = {
  new: { credential: null, needs: ['profileId'] },
  renew: { credential: ['active'], needs: [] },
  upgrade: { credential: ['active'], needs: [] },
  rekey: { credential: HELD, causes: ['lost', 'damaged', 'pin-locked'], needs: [] },
  change: { credential: ['active', 'suspended'], needs: ['newName'] },
  transfer: { credential: null, needs: ['toUnitId'] },
  unlock: { credential: ['active'], needs: [] },
  suspend: { credential: ['active'], causes: ['lost', 'leave', 'suspicion'], needs: [] },
  resume: { credential: ['suspended'], needs: ['note'] },
  revoke: { credential: HELD, causes: ['left', 'key-compromise', 'not-needed', 'data-wrong'], needs: [] },
}

/** Kinds that end in a certificate on a carrier. */
export const KEYED: readonly Kind[] = ['new', 'renew', 'upgrade', 'rekey', 'change']
