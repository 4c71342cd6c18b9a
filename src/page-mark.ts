// The page mark of lists ordered by a moment and an id.

import type { Instant } from '#core/verdict.ts'
import { AppError } from './context.ts'

export interface Place {
  at: Instant
  id: string
}

const MARK = /^(-?\d{1,15})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

export function writeCursor({ at, id }: Place): string {
  return `${at}.${id}`
}

/** @throws AppError `bad-input` for a mark this product did not write. */
export function readCursor(text: string): Place {
  const [, at, id] = MARK.exec(text) ?? []
  if (at === undefined || id === undefined) throw new AppError('bad-input', 'app.cursor-invalid')
  return { at: Number(at), id }
}
