// Decides whether the number of a person's document can be one, and how it is shown when it must not be read.
// GB 11643 (citizen identity numbers; clause unverified), check character by ISO/IEC 7064 MOD 11-2.

import { civilDateOf, parseCivilDate } from '../calendar/civil.ts'
import { err, type Instant, ok, type Result } from '../verdict.ts'

export const IDENTITY_KINDS = ['resident', 'passport', 'officer'] as const
/** 居民身份证 · 护照 · 军官证 */
export type IdentityKind = (typeof IDENTITY_KINDS)[number]

export type IdentityProblem =
  | 'organisation.identity-length'
  | 'organisation.identity-area'
  | 'organisation.identity-birthday'
  | 'organisation.identity-check'
  | 'organisation.identity-passport'
  | 'organisation.identity-officer'

/** The first two digits: province-level divisions of GB/T 2260. */
const PROVINCES =
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' ')
const CHECK_CHARACTERS = '10X98765432'
const PASSPORT = /^(?=.*\d)[A-Z0-9]{5,15}$/
/** As printed (军字第1234567号), or its number alone. */
const OFFICER = /^(?:\p{Script=Han}{1,4}字第\d{4,10}号|\d{6,12})$/u

/** As it is compared and kept: no spaces, wide characters narrow, upper case. */
export function plainIdentity(number: string): string {
  return number.normalize('NFKC').replace(/\s/g, '').toUpperCase()
}

/**
 * The number in its plain form. Whether such a document exists, and whose it is, is not checked.
 * @param now no birthday lies after it
 */
export function readIdentity(kind: IdentityKind, number: string, now: Instant): Result<string, IdentityProblem> {
  const plain = plainIdentity(number)
  if (kind === 'passport') return PASSPORT.test(plain) ? ok(plain) : err('organisation.identity-passport')
  if (kind === 'officer') return OFFICER.test(plain) ? ok(plain) : err('organisation.identity-officer')
  const problem = residentProblem(plain, now)
  return problem ? err(problem) : ok(plain)
}

function residentProblem(number: string, now: Instant): IdentityProblem | undefined {
  if (!/^\d{17}[\dX]$/.test(number)) return 'organisation.identity-length'
  if (!PROVINCES.includes(number.slice(0, 2))) return 'organisation.identity-area'
  const birthday = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
  if (!parseCivilDate(birthday).ok || birthday < '1880-01-01' || birthday > civilDateOf(now))
    return 'organisation.identity-birthday'
  return checkCharacter(number.slice(0, 17)) === number[17] ? undefined : 'organisation.identity-check'
}

/** ISO/IEC 7064 MOD 11-2 over seventeen digits. */
export function checkCharacter(digits: string): string {
  let sum = 0
  for (const digit of digits) sum = ((sum + Number(digit)) * 2) % 11
  return CHECK_CHARACTERS[sum] ?? ''
}

/** First three and last four characters of a long number, first and last two of a shorter one. */
export function maskIdentity(plain: string): string {
  return plain.length >= 15 ? masked(plain, 3, 4) : masked(plain, 2, 2)
}

export function isMobile(number: string): boolean {
  return /^1[3-9]\d{9}$/.test(number)
}

export function maskMobile(number: string): string {
  return masked(number, 3, 4)
}

function masked(text: string, head: number, tail: number): string {
  const characters = [...text]
  const hidden = Math.max(1, characters.length - head - tail)
  return `${characters.slice(0, head).join('')}${'*'.repeat(hidden)}${characters.slice(-tail).join('')}`
}
