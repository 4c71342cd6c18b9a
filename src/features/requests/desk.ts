// What requests ask of those who issue, keep and revoke: one small front, so that the table of states is read without knowing certificates.

import type { Instant } from '#core/verdict.ts'
import type { Db, Tx } from '#db/database.ts'
import type { SEAL_REQUEST_KINDS, SealRequestState } from '#db/schema/seals.ts'
import type { ShownState } from '#features/approvals/index.ts'
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

type SealRequestKind = (typeof SEAL_REQUEST_KINDS)[number]

/** A seal made for a person, or with a certificate of theirs. */
export interface HeldSeal {
  id: string
  number: string
  name: string
  state: 'active' | 'frozen' | 'superseded' | 'destroyed'
  /** Nobody besides the person may seal with it. */
  isOwn: boolean
  /** The change of it that somebody has still to act on. */
  request: { id: string; kind: SealRequestKind; state: SealRequestState } | null
}

/** An account of a person of the list. */
export interface HeldAccount {
  id: string
  username: string
  isDisabled: boolean
  /** What was last asked about its end. */
  approval: { id: string; state: ShownState } | null
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
  /** Asks for the person's own seals to be frozen; another person approves. */
  freezeSeals(tx: Tx, ctx: Ctx, staffId: string, reason: string): Promise<void>
  /** Of this person with accounts; the disabled ones too. */
  accounts(db: Db | Tx, personId: string, now: Instant): Promise<HeldAccount[]>
  /** Asks for them to be disabled; a security administrator decides. */
  disableAccounts(tx: Tx, ctx: Ctx, personId: string, reason: string): Promise<void>
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
