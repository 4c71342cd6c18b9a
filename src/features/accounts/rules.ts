// Who may sign in, for how long, and with which password. Pure.

import type { Instant } from '#core/verdict.ts'
import type { AccountActor, Factor, Owed } from '#src/context.ts'
import { isCommonPassword } from './common-passwords.ts'

/** Guessing: after so many failures in a row the account rests. */
export const MAX_FAILED_ATTEMPTS = 5
export const LOCK_MS = 15 * 60_000
/** Guessing at many names from one place: so many failures in so long, then the address waits. An office behind one address has room for its typing errors. */
export const MAX_ADDRESS_FAILURES = 30
export const ADDRESS_WINDOW_MS = 15 * 60_000
/** Whoever has given one of two factors brings the other soon. */
export const HALF_SESSION_MS = 10 * 60_000
/** A session ends after so long without a request, and after so long in any case. */
export const SESSION_IDLE_MS = 15 * 60_000
export const SESSION_ABSOLUTE_MS = 8 * 3_600_000
/** A session's last use is written down at most this often: reading must not cost a write each time. */
export const SESSION_TOUCH_MS = 60_000

export const MIN_PASSWORD_LENGTH = 12
/** The last so many passwords are not taken again, the one in use among them. */
export const REMEMBERED_PASSWORDS = 5
/** argon2 reads all of it: a bound on the work one request may ask for. */
export const MAX_PASSWORD_LENGTH = 200

/** `offered`: one factor is enough for everybody, which is for a demonstration on one's own machine. */
export type TwoFactors = 'required' | 'offered'

/** A device that verifies its owner is two factors by itself: having it, and its PIN or the finger. */
export function strengthOf(factors: readonly Factor[]): number {
  return new Set(factors.flatMap((one) => (one === 'webauthn' ? ['device', 'verified'] : [one]))).size
}

/** Every role but the clerks' changes or reads what is not their own. */
export function isPrivileged({ roles }: Pick<AccountActor, 'roles'>): boolean {
  return roles.some((role) => role !== 'district-clerk')
}

export interface Standing {
  roles: AccountActor['roles']
  /** Proven in this session. */
  factors: readonly Factor[]
  /** What the account can bring beside its password. */
  enrolled: readonly Factor[]
  passwordIsTemporary: boolean
}

/** What a session must bring before it may do anything else; nothing when it may. Whoever has enrolled a second factor is always asked for it. */
export function owedBy(standing: Standing, twoFactors: TwoFactors): Owed | undefined {
  const { factors, enrolled } = standing
  const isWeak = strengthOf(factors) < 2
  const mustHaveTwo = twoFactors === 'required' && isPrivileged(standing)
  const canBringMore = !factors.includes('password') || enrolled.some((one) => !factors.includes(one))
  if (isWeak && canBringMore && (mustHaveTwo || enrolled.length > 0)) return 'second-factor'
  if (twoFactors === 'required' && standing.passwordIsTemporary && factors.includes('password'))
    return 'password-change'
  return isWeak && mustHaveTwo ? 'enrolment' : undefined
}

export interface SessionTimes {
  lastSeenAt: Instant
  expiresAt: Instant
  endedAt: Instant | null
}

export function isSessionAlive(session: SessionTimes, now: Instant): boolean {
  return session.endedAt === null && now < session.expiresAt && now - session.lastSeenAt < SESSION_IDLE_MS
}

export type PasswordFault =
  | 'accounts.password-too-short'
  | 'accounts.password-too-plain'
  | 'accounts.password-holds-name'
  | 'accounts.password-common'

/** Twelve characters of three kinds, or twenty of any; never the name of the account (GB/T 22239-2019 8.1.4.1 asks for complexity; clause unverified). */
export function passwordFault(password: string, username: string): PasswordFault | undefined {
  const length = [...password].length
  if (length < MIN_PASSWORD_LENGTH) return 'accounts.password-too-short'
  if (password.toLowerCase().includes(username)) return 'accounts.password-holds-name'
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{Ll}\p{Lu}\p{N}]/u].filter((kind) => kind.test(password)).length
  if (length < 20 && kinds < 3) return 'accounts.password-too-plain'
  return isDressedUp(password) ? 'accounts.password-common' : undefined
}

const LOOKALIKES: Record<string, string> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

/** One of the commonest passwords, also with letters exchanged for what looks like them, or digits and signs around it. */
function isDressedUp(password: string): boolean {
  const plain = password.toLowerCase()
  const bare = [
    plain,
    plain.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''),
    plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, ''),
  ]
  const spelled = bare.map((word) => word.replace(/[013457@$!]/g, (sign) => LOOKALIKES[sign] ?? sign))
  const undressed = spelled.map((word) => word.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, ''))
  return [...bare, ...spelled, ...undressed].some(isCommonPassword)
}

/** IPv4 as it is; of IPv6 the network a subscriber is given, because the rest is theirs to choose. */
export function addressBucket(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address
  const [head = '', tail = ''] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const [front, back] = [head, tail].map((part) => part.split(':').filter((group) => group !== ''))
  const zeros = address.includes('::') ? Array<string>(8 - (front?.length ?? 0) - (back?.length ?? 0)).fill('0') : []
  const groups = [...(front ?? []), ...zeros, ...(back ?? [])].map((group) => group.replace(/^0+(?=.)/, ''))
  return `${groups.slice(0, 4).join(':')}::/64`
}
