import type { Details, Kind, RequestState } from '../desk/shapes.ts'
import type { BothTexts } from '../language/index.ts'

export type RequestException =
  | 'staff-left'
  | 'foreign-document'
  | 'no-evidence'
  | 'came-back'
  | 'overdue'
  | 'key-compromise'
  | 'other-name'
  | 'other-unit'
  | 'urgent'

export interface UserRequest {
  id: string
  number: string
  kind: Kind
  state: RequestState
  staff: { id: string; name: string; staffNumber: string; identityMasked: string }
  credentialId: string | null
  details: Details
  requesterName: string
  reviewerName: string | null
  dueAt: string | null
  isOverdue: boolean
  materials: number
  exceptions: RequestException[]
}

export interface UserRequestDetail extends UserRequest {
  files: { id: string; name: string; sizeBytes: number; sha256: string }[]
  events: { at: string; step: string; to: RequestState; actorName: string; reason: string | null }[]
  steps: string[]
}

export interface CellProblem {
  sheet: string
  row: number
  column: string
  code: string
  text: BothTexts
}

export interface Batch {
  id: string
  fileName: string
  state: 'previewed' | 'submitting' | 'done' | 'cancelled'
  createdName: string
  createdAt: string
  counts: Record<'refused' | 'ready' | 'submitting' | 'submitted' | 'failed' | 'cancelled', number>
}

export interface BatchRow {
  row: number
  state: keyof Batch['counts']
  shown: string
  requestNumber: string | null
  problems: CellProblem[]
}
