// 启用: the new key signs a challenge. From then on it counts, and what it replaces does not: its state, its revocation and whoever
// signed in with it, all in one transaction.

import { fromBase64 } from '#core/bytes/base64.ts'
import { equalBytes } from '#core/bytes/bytes.ts'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import type { Tx } from '#db/database.ts'
import { type Challenge, type Holder, issueChallenge, takeChallenge } from '#features/accounts/index.ts'
import { lockAudit, recordAudit } from '#features/audit/index.ts'
import { revokeCredential } from '#features/authority/index.ts'
import { type HouseMaterial, houseMaterial } from '#features/trust/index.ts'
import { type Answer, judgeSignature, moveLogin } from '#features/ukeys/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { getCredentialRow } from './get.ts'
import { type Credential, lockedCredential, releaseCarrier, step, tell } from './history.ts'
import { mayBecome } from './rules.ts'

const FORMAT = 'zhengxun-activation-challenge'

/** By whom and where it is asked for and answered: one session, one origin. */
export interface Circumstances {
  holder: Holder
  origin: string
}

export interface AskedActivation {
  id: string
  /** What the carrier signs, UTF-8, as it is. */
  document: string
  expiresAt: number
}

/** Good for two minutes, once. @throws AppError `not-found`; `precondition` for one that is not written, or in use already */
export async function activationChallenge(
  ctx: Ctx,
  credentialId: string,
  { holder, origin }: Circumstances,
): Promise<AskedActivation> {
  const credential = await getCredentialRow(ctx.db, credentialId)
  requireWritten(credential)
  const detail = { credentialId, signSha256: credential.signSha256 }
  const challenge = await issueChallenge(ctx, { kind: 'activation', holder, origin, detail })
  return { id: challenge.id, document: documentOf(challenge), expiresAt: challenge.expiresAt }
}

/** From the row that was kept, never from what comes back. */
function documentOf({ id, value, origin, sessionId, detail, createdAt, expiresAt }: Challenge): string {
  return canonicalJson({
    format: FORMAT,
    version: 1,
    id,
    challenge: value,
    origin,
    session: sessionId ?? '',
    credential: detail.credentialId ?? '',
    certificateSha256: detail.signSha256 ?? '',
    issuedAt: new Date(createdAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
  })
}

export interface GivenActivation extends Answer {
  credentialId: string
  challengeId: string
}

/**
 * The challenge is used up whatever becomes of the answer.
 * @throws AppError `forbidden` for a challenge that is over or another's, and for whatever is no VALID signature by this very certificate;
 * `precondition` for a credential that is not written, or in use already
 */
export async function activateCredential(
  ctx: Ctx,
  given: GivenActivation,
  { holder, origin }: Circumstances,
): Promise<Credential> {
  const { credentialId, challengeId } = given
  const challenge = await takeChallenge(ctx.db, ctx, { id: challengeId, kind: 'activation', holder, origin })
  if (challenge.detail.credentialId !== credentialId) throw new AppError('forbidden', 'accounts.challenge-over')
  const asked = await getCredentialRow(ctx.db, credentialId)
  requireWritten(asked)
  const judged = await judgeSignature(ctx, await trustOf(ctx, asked), documentOf(challenge), given)
  if (!equalBytes(judged.certificate.raw, asked.signCertificate))
    throw new AppError('forbidden', 'credentials.other-certificate')
  return ctx.db.transaction((tx) => putIntoUse(tx, ctx, credentialId, judged.certificate))
}

function requireWritten({ state }: Credential): void {
  if (!mayBecome(state, 'active') || state === 'suspended')
    throw new AppError('precondition', state === 'issued' ? 'credentials.not-written' : 'credentials.active-already')
}

/** It leads to the very authority it was received from; what the house trusts for signing in besides does no harm. */
async function trustOf(ctx: Ctx, { chain }: Credential): Promise<HouseMaterial> {
  const house = await houseMaterial(ctx)
  const own = chain.map((one) => ({ name: 'authority', bytes: fromBase64(one) ?? new Uint8Array() }))
  return {
    ...house,
    signInAnchors: own.length > 0 ? own.slice(-1) : house.signInAnchors,
    intermediates: [...own, ...house.intermediates],
  }
}

async function putIntoUse(tx: Tx, ctx: Ctx, id: string, certificate: Certificate): Promise<Credential> {
  await lockAudit(tx)
  const credential = await lockedCredential(tx, id)
  await step(tx, ctx, credential, 'active')
  await tell(tx, ctx, id, 'activated')
  if (credential.supersedesId) await supersede(tx, ctx, credential, certificate)
  const detail = { supersedes: credential.supersedesId }
  await recordAudit(tx, ctx, { action: 'credential.activated', object: { type: 'credential', id }, detail })
  return lockedCredential(tx, id)
}

async function supersede(tx: Tx, ctx: Ctx, by: Credential, certificate: Certificate): Promise<void> {
  const old = await lockedCredential(tx, by.supersedesId ?? '')
  const replaced = parseCertificate(old.signCertificate)
  if (replaced.ok && (await moveLogin(tx, ctx, replaced.value, certificate))) await tell(tx, ctx, by.id, 'login-moved')
  const to = mayBecome(old.state, 'superseded') ? 'superseded' : 'revoked'
  // It may have been revoked meanwhile.
  if (!mayBecome(old.state, to)) return
  await step(tx, ctx, old, to)
  await tell(tx, ctx, old.id, to, { by: by.id })
  await revokeCredential(tx, ctx, { issuanceId: old.issuanceId, reason: 'superseded' })
  await releaseCarrier(tx, ctx, old)
}
