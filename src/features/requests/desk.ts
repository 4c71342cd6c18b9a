// What requests ask of those who issue, keep and revoke: one small front, so that the table of states is read without knowing certificates.

import type { Db, Tx } from '#db/database.ts'
import type { Ctx } from '#src/context.ts'
import type { UserRequest } from './rules.ts'

/** A certificate, or a pair, that a person holds. */
export interface HeldCredential {
  id: string
  staffId: string
  /** As it was ordered; an imported one may have none. */
  profileId: string | null
  algorithm: string
  state: 'issued' | 'written' | 'active' | 'suspended' | 'superseded' | 'revoked'
  notAfter: number
}

/** A seal made for a person, or with a certificate of theirs. */
export interface HeldSeal {
  id: string
  number: string
  name: string
  state: 'active' | 'frozen' | 'superseded' | 'destroyed'
}

export interface Order {
  request: UserRequest
  profileId: string
  authorityId?: string
  /** DER PKCS#10 of the carrier's signing key. */
  pkcs10: Uint8Array
  carrier: { serial: string; model: string; kind: 'ukey' | 'software' }
}

/** `waiting`: somebody else has to do something first; asked again later. */
export type IssuingOutcome =
  | { state: 'issued'; credentialId: string }
  | { state: 'waiting' }
  | { state: 'failed'; code: string }

export interface Desk {
  /** Of these people; the ended ones too. */
  held(db: Db | Tx, staffIds: readonly string[]): Promise<HeldCredential[]>
  /** Of this person; the ended ones too. */
  seals(db: Db | Tx, staffId: string): Promise<HeldSeal[]>
  /** Writes down what is to be signed. @throws AppError for a key or a request that is not good */
  order(tx: Tx, ctx: Ctx, order: Order): Promise<{ issuanceId: string }>
  /** Signs, or looks whether it was; in case of success hands the whole pair over to who keeps it, then calls `settle` in that transaction. Safe to ask again. */
  issue(
    ctx: Ctx,
    request: UserRequest,
    settle: (tx: Tx, credentialId: string) => Promise<void>,
  ): Promise<IssuingOutcome>
  suspend(tx: Tx, ctx: Ctx, credentialId: string): Promise<void>
  resume(tx: Tx, ctx: Ctx, credentialId: string): Promise<void>
  /** @param cause of the kind (rules.ts) */
  revoke(tx: Tx, ctx: Ctx, credentialId: string, cause: string): Promise<void>
  /** What this person holds belongs to another district from now on. */
  move(tx: Tx, ctx: Ctx, staffId: string, districtId: string): Promise<void>
}
