// Who issues, keeps and revokes what requests ask for: the one place that says so, for the API and the jobs.

import { eq, inArray } from 'drizzle-orm'
import type { Db, Tx } from '#db/database.ts'
import { authorityIssuances } from '#db/schema/authority.ts'
import { credentials } from '#db/schema/credentials.ts'
import { accountsOfLeaver, askLeaverAccounts } from '#features/accounts/index.ts'
import { issueCredential, listAuthorities, orderCredential } from '#features/authority/index.ts'
import {
  announceCarrier,
  isHeld,
  moveHeld,
  receiveCredential,
  resumeHeld,
  revokeHeld,
  suspendHeld,
} from '#features/credentials/index.ts'
import { staffIn, unitIn, useIdentity as withIdentity } from '#features/organisation/index.ts'
import type { Desk, Order, UserRequest } from '#features/requests/index.ts'
import { freezeOfStaff, sealsOfStaff } from '#features/seals/index.ts'
import { AppError, type Ctx } from './context.ts'

/** O of every certificate for people of the house. */
const ORGANISATION = '上海市人力资源和社会保障局'

/** RFC 5280 §5.3.1, by the causes people choose from. */
const REASON_OF = {
  left: 'affiliationChanged',
  'key-compromise': 'keyCompromise',
  'not-needed': 'cessationOfOperation',
  'data-wrong': 'privilegeWithdrawn',
} as const

export const REQUEST_DESK: Desk = {
  async held(db, staffIds) {
    if (staffIds.length === 0) return []
    const { id, staffId, algorithm, state, notAfter } = credentials
    return db
      .select({ id, staffId, algorithm, state, notAfter, profileId: authorityIssuances.profileId })
      .from(credentials)
      .leftJoin(authorityIssuances, eq(authorityIssuances.id, credentials.issuanceId))
      .where(inArray(staffId, [...staffIds]))
  },
  seals: sealsOfStaff,
  freezeSeals: freezeOfStaff,
  accounts: accountsOfLeaver,
  disableAccounts: askLeaverAccounts,
  order,
  issue,
  async suspend(tx, ctx, credentialId) {
    await suspendHeld(tx, ctx, { credentialId })
  },
  async resume(tx, ctx, credentialId) {
    await resumeHeld(tx, ctx, { credentialId })
  },
  async revoke(tx, ctx, credentialId, cause) {
    const reason = cause in REASON_OF ? REASON_OF[cause as keyof typeof REASON_OF] : 'unspecified'
    await revokeHeld(tx, ctx, { credentialId, reason })
  },
  async move(tx, ctx, staffId, districtId) {
    await moveHeld(tx, ctx, { staffId, districtId })
  },
}

async function order(tx: Tx, ctx: Ctx, { request, profileId, authorityId, pkcs10, carrier }: Order) {
  const { id: requestId, districtId, staffId, requesterPerson, reviewerPerson, approverPerson } = request
  const person = await staffIn(tx, staffId)
  const unit = await unitIn(tx, person.unitId)
  // One that is in other hands is refused before anything is signed for it.
  await announceCarrier(tx, ctx, carrier, staffId)
  const chosen = authorityId ?? (await authorityFor(tx, profileId))
  const replaces = await issuanceOf(tx, request.credentialId)
  return withIdentity(ctx, tx, staffId, (identity) =>
    orderCredential(tx, ctx, {
      ...{ requestId, authorityId: chosen, profileId, districtId, identity, request: pkcs10 },
      subject: { commonName: person.name, organisation: ORGANISATION, units: [unit.name] },
      carrierSerial: carrier.serial,
      ...(replaces !== undefined && { replaces }),
      persons: { requester: requesterPerson, reviewer: reviewerPerson ?? '', approver: approverPerson ?? '' },
    }),
  )
}

async function issuanceOf(tx: Tx, credentialId: string | null): Promise<string | undefined> {
  if (credentialId === null) return undefined
  const { id, issuanceId } = credentials
  const [row] = await tx.select({ issuanceId }).from(credentials).where(eq(id, credentialId))
  return row?.issuanceId
}

/** The one that offers it; of several the oldest. @throws AppError `precondition` where none does */
async function authorityFor(db: Db | Tx, profileId: string): Promise<string> {
  const open = (await listAuthorities({ db })).filter(
    ({ state, profiles }) => state === 'active' && profiles.includes(profileId),
  )
  const [first] = open
  if (!first) throw new AppError('precondition', 'requests.authority-absent', { profile: profileId })
  return first.id
}

/** The pair is handed over, and the request told so, in one transaction: whole, or not at all. */
async function issue(
  ctx: Ctx,
  request: UserRequest,
  settle: (tx: Tx, credentialId: string) => Promise<void>,
): ReturnType<Desk['issue']> {
  const {
    id: requestId,
    issuanceId,
    staffId,
    districtId,
    credentialId,
    carrierSerial,
    carrierModel,
    carrierKind,
  } = request
  if (!issuanceId || !carrierSerial || !carrierModel || !carrierKind) throw new Error('an order without its key')
  const standing = await issuing(ctx, issuanceId)
  if (standing.state === 'waiting') return { state: 'waiting' }
  if (standing.state !== 'issued') return { state: 'failed', code: standing.code }
  const carrier = { serial: carrierSerial, model: carrierModel, kind: carrierKind }
  const id = await ctx.db.transaction(async (tx) => {
    const supersedes = credentialId !== null && (await isStillHeld(tx, credentialId)) && { supersedesId: credentialId }
    const given = { requestId, issuanceId, staffId, districtId, pair: standing.pair, carrier, ...supersedes }
    const credential = await receiveCredential(tx, ctx, given)
    await settle(tx, credential.id)
    return credential.id
  })
  return { state: 'issued', credentialId: id }
}

/** What was asked to be replaced may have ended meanwhile. */
async function isStillHeld(tx: Tx, credentialId: string): Promise<boolean> {
  const [old] = await tx.select({ state: credentials.state }).from(credentials).where(eq(credentials.id, credentialId))
  return old !== undefined && isHeld(old.state)
}

/** A key or a CA that is away is waited for. */
async function issuing(ctx: Ctx, issuanceId: string) {
  try {
    return await issueCredential(ctx, issuanceId)
  } catch (error) {
    if (error instanceof AppError && error.kind === 'unavailable') return { state: 'waiting' as const }
    throw error
  }
}
