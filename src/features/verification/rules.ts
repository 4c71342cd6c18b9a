// What the slice decides without a database: how large a file may be, how a verification is numbered, who sees it, where a page ends.

import { civilDateOf } from '#core/calendar/civil.ts'
import type { Instant, Verdict } from '#core/verdict.ts'
import type { VerificationPolicy } from '#core/verification-policy.ts'
import { type Actor, AppError, type Role } from '#src/context.ts'
import type { ReceivedFile } from '#src/ports.ts'

/** Larger files are refused: parsing them would cost more memory than a thread is given. */
export const MAX_FILE_BYTES = 50 * 1024 * 1024
/** Content is only read through, never parsed. */
export const MAX_CONTENT_BYTES = 8 * 1024 * 1024 * 1024

export interface UploadedFile {
  name: string
  bytes: Uint8Array
}

export function isHeld(file: ReceivedFile): file is UploadedFile {
  return 'bytes' in file
}

export function sizeOf(file: ReceivedFile): number {
  return isHeld(file) ? file.bytes.length : file.sizeBytes
}

/** @throws AppError `bad-input` for an empty file, `limit` for one that is too large. */
export function requireUsable(file: UploadedFile): void {
  if (file.bytes.length === 0) throw new AppError('bad-input', 'verification.file-required')
  if (file.bytes.length > MAX_FILE_BYTES) {
    throw new AppError('limit', 'verification.file-too-large', { maxBytes: MAX_FILE_BYTES })
  }
}

/** @throws AppError `limit` for content that is too large. Empty content is content: a signature over nothing is verified as such. */
export function requireContent(content: ReceivedFile): void {
  if (sizeOf(content) > MAX_CONTENT_BYTES) {
    throw new AppError('limit', 'verification.file-too-large', { maxBytes: MAX_CONTENT_BYTES })
  }
}

/**
 * A policy that names whose anchors count means those of the house.
 * @throws AppError `bad-input` for anchors brought along with such a policy: unused, they would only look as if they counted
 */
export function requireAnchorsTaken({ id, anchorGroups }: VerificationPolicy, brought: readonly UploadedFile[]): void {
  if (anchorGroups && brought.length > 0)
    throw new AppError('bad-input', 'verification.anchors-not-taken', { policy: id })
}

export function numberYear(now: Instant): number {
  return Number(civilDateOf(now).slice(0, 4))
}

/** `ZX-2026-000123`; more digits from a million a year on. */
export function numberText(year: number, count: number): string {
  return `ZX-${year}-${String(count).padStart(6, '0')}`
}

/** Somebody may rely on it: only then it matters when it stops to be so. */
export function isRelied(verdict: Verdict): boolean {
  return verdict === 'VALID' || verdict === 'VALID_WITH_DEFECTS'
}

const WATCHERS: readonly Role[] = ['operator', 'auditor']

/** What operators and auditors found VALID is watched unless they say otherwise; a clerk's single check is not. */
export function watchedByDefault(actor: Actor): boolean {
  return actor.type === 'account' && actor.roles.some((role) => WATCHERS.includes(role))
}

const SEE_ALL: readonly Role[] = ['operator', 'ra-officer', 'auditor']

/** The account whose verifications alone may be seen; `undefined` where all may. A district clerk's colleagues are other people's business. */
export function onlyOwn(actor: Actor): string | undefined {
  if (actor.type === 'system') return undefined
  if (actor.type === 'anonymous') return ''
  return actor.roles.some((role) => SEE_ALL.includes(role)) ? undefined : actor.accountId
}

/** A value as PostgreSQL can keep it: NUL and lone surrogates, which hostile names may hold, become the replacement character. */
export function storable<T>(value: T): T {
  const clean = (text: string) => text.replace(/\p{Surrogate}|\0/gu, '\ufffd')
  return JSON.parse(JSON.stringify(value), (_, one) => (typeof one === 'string' ? clean(one) : one)) as T
}
