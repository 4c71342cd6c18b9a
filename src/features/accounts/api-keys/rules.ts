// What a key may be for, for how long, and from where. Pure.

import { containsRange, parseRange } from '#core/network/range.ts'
import type { Instant } from '#core/verdict.ts'
import type { AccountActor, Role } from '#src/context.ts'
import { areaOf, type DeclaredRoute, isForKeys, rolesOf } from '#src/route.ts'

export const MAX_LIFE_MS = 366 * 86_400_000
/** Tells a key from anything else that leaks into a log or a repository. */
export const KEY_PREFIX = 'zxk_'
/** A key's last use is written down at most this often. */
export const KEY_TOUCH_MS = 60_000

export interface KeyTimes {
  expiresAt: Instant
  revokedAt: Instant | null
}

export function isKeyAlive({ expiresAt, revokedAt }: KeyTimes, now: Instant): boolean {
  return revokedAt === null && now < expiresAt
}

/** The scopes these roles may give away: of each area in which a route is open to programs and to one of the roles. */
export function scopesOf(routes: readonly DeclaredRoute[], roles: readonly Role[]): string[] {
  const scopes = routes.flatMap((route) => {
    if (!isForKeys(route)) return []
    const named = rolesOf(route.policy)
    const isOpen = named === undefined || named.some((role) => roles.includes(role))
    return isOpen ? [`${route.method === 'get' ? 'read' : 'write'}:${areaOf(route.path)}`] : []
  })
  return [...new Set(scopes)].sort()
}

export function isFrom(address: string, places: readonly string[]): boolean {
  if (places.length === 0) return true
  // As a server that listens on both writes an IPv4 address.
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '')
  const own = parseRange(plain)
  return places.some((place) => {
    const range = parseRange(place)
    return range !== undefined && own !== undefined && containsRange(range, own)
  })
}

export function mayEnd(actor: AccountActor, key: { accountId: string }): boolean {
  return key.accountId === actor.accountId || actor.roles.includes('security-admin')
}
