// What the seal over rights covers, as the text that is authenticated, and how a row stands against it. Pure.

import type { Instant } from '#core/verdict.ts'
import type { Role } from '#src/context.ts'

/** What an account may do, and whose it is. */
export interface Rights {
  accountId: string
  personId: string
  roles: readonly Role[]
  districtId: string | null
  isDisabled: boolean
  /** Only rises: an earlier state is told from the present one. */
  version: number
}

export interface SealedRights extends Rights {
  mac: string | null
  /** The highest version the audit trail tells of; null where it tells of none (any more). */
  recordedVersion: number | null
}

/** `unsealed`: never went through the service. `altered`: not what was sealed. `rolled-back`: an earlier state of the same account. */
export type RightsFault = 'unsealed' | 'altered' | 'rolled-back'

export function rightsText({ accountId, personId, roles, districtId, isDisabled, version }: Rights): string {
  return JSON.stringify(['rights/1', accountId, personId, [...roles].sort(), districtId, isDisabled, version])
}

export interface KeyRights {
  id: string
  accountId: string
  tokenHash: string
  scopes: readonly string[]
  addresses: readonly string[]
  expiresAt: Instant
}

/** What a program's key is for. Its end before the time is in the trail, not in here. */
export function keyText({ id, accountId, tokenHash, scopes, addresses, expiresAt }: KeyRights): string {
  return JSON.stringify(['api-key/1', id, accountId, tokenHash, scopes, addresses, expiresAt])
}

/**
 * @param code of `rightsText`, as the key gives it now
 * @param seenVersion the highest this process has seen; 0 for none
 */
export function faultOf(sealed: SealedRights, code: string | undefined, seenVersion: number): RightsFault | undefined {
  if (sealed.mac === null) return 'unsealed'
  if (sealed.mac !== code) return 'altered'
  return sealed.version < Math.max(seenVersion, sealed.recordedVersion ?? 0) ? 'rolled-back' : undefined
}
