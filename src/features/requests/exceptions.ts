// Why a request wants a closer look before it is decided. None of these is a refusal; the unexceptional ones may be decided together. Pure.

import type { UserRequest } from './rules.ts'

export interface Facts {
  request: UserRequest
  staffState: 'active' | 'left'
  identityKind: 'resident' | 'passport' | 'officer'
  materials: number
  /** How often it came back. */
  returns: number
  now: number
}

export const EXCEPTIONS = [
  'staff-left',
  'foreign-document',
  'no-evidence',
  'came-back',
  'overdue',
  'key-compromise',
  'other-name',
  'other-unit',
  'urgent',
] as const
export type ExceptionCode = (typeof EXCEPTIONS)[number]

/** What a name or a first certificate rests on is on paper. */
const EVIDENCED: readonly UserRequest['kind'][] = ['new', 'change', 'transfer']

export function exceptionsOf({ request, staffState, identityKind, materials, returns, now }: Facts): ExceptionCode[] {
  const { kind, details } = request
  const due = request.state === 'submitted' ? request.reviewDueAt : request.approvalDueAt
  const found: [ExceptionCode, boolean][] = [
    ['urgent', kind === 'suspend'],
    ['overdue', due !== null && due < now],
    ['key-compromise', details.cause === 'key-compromise'],
    ['staff-left', staffState === 'left'],
    ['came-back', returns > 0],
    ['other-name', kind === 'change'],
    ['other-unit', kind === 'transfer'],
    ['no-evidence', materials === 0 && EVIDENCED.includes(kind) && request.batchId === null],
    ['foreign-document', identityKind !== 'resident'],
  ]
  return found.filter(([, holds]) => holds).map(([code]) => code)
}
