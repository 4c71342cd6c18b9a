// What the slice decides without a database: who may decide a change, when, and what is worth a warning.

import { DATED_POLICY, digestProblem, keyProblem } from '#core/algorithm-policy.ts'
import type { NationalPurpose } from '#core/gm/national-roots.ts'
import type { Instant } from '#core/verdict.ts'
import { type AnchorGroup, builtInPolicy } from '#core/verification-policy.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { extensionOf } from '#core/x509/extensions.ts'
import { sameName } from '#core/x509/names.ts'
import type { ANCHOR_USAGES, CHANGE_ACTIONS, trustChanges, trustMaterials } from '#db/schema/trust.ts'
import { type AccountActor, type Actor, AppError } from '#src/context.ts'
import type { PolicyJson, ShownState } from './inputs.ts'
import type { MaterialKind, ReadMaterial } from './read.ts'

export type AnchorUsage = (typeof ANCHOR_USAGES)[number]
export type ChangeAction = (typeof CHANGE_ACTIONS)[number]
export type MaterialRow = typeof trustMaterials.$inferSelect
export type ChangeRow = typeof trustChanges.$inferSelect
export type Material = Omit<MaterialRow, 'content'>
export type Change = Omit<ChangeRow, 'content'>

/** A proposal nobody decided: what was right two weeks ago is asked for again. */
export const PROPOSAL_LIFETIME_MS = 14 * 24 * 3_600_000

export function stateOf(change: Pick<ChangeRow, 'state' | 'expiresAt'>, now: Instant): ShownState {
  return change.state === 'pending' && change.expiresAt <= now ? 'expired' : change.state
}

/** Jobs propose and approve nothing. @throws AppError `forbidden` */
export function requirePerson(actor: Actor): AccountActor {
  if (actor.type !== 'account') throw new AppError('forbidden', 'trust.person-required')
  return actor
}

/** @throws AppError `precondition` when it was decided already or nobody did in time */
export function requireOpen(change: ChangeRow, now: Instant): void {
  const state = stateOf(change, now)
  if (state !== 'pending') throw new AppError('precondition', `trust.change-${state}`)
}

/**
 * Four eyes: approval and refusal are another person's, whose account was there when the change was proposed.
 * @throws AppError `forbidden`
 */
export function requireOther(change: ChangeRow, actor: AccountActor, accountSince: Instant): void {
  if (actor.personId === change.proposedPerson || actor.accountId === change.proposedBy)
    throw new AppError('forbidden', 'trust.same-person')
  if (accountSince >= change.proposedAt) throw new AppError('forbidden', 'trust.account-too-new')
}

/** @throws AppError `forbidden` */
export function requireProposer(change: ChangeRow, actor: AccountActor): void {
  if (actor.personId !== change.proposedPerson) throw new AppError('forbidden', 'trust.not-proposer')
}

export interface Warning {
  code: string
  params?: Record<string, string | number>
}

/** What should give pause before a certificate is trusted. Its signature and its issuer are the preview's to check. */
export function certificateWarnings(certificate: Certificate, kind: MaterialKind, now: Instant): Warning[] {
  const day = (instant: Instant) => new Date(instant).toISOString().slice(0, 10)
  const isCa = extensionOf(certificate, 'basicConstraints')?.isCa === true
  const digest = digestProblem(certificate.signatureAlgorithm, DATED_POLICY, now)
  const key = keyProblem(certificate, DATED_POLICY, now)
  return [
    ...(now > certificate.notAfter ? [{ code: 'trust.expired', params: { date: day(certificate.notAfter) } }] : []),
    ...(now < certificate.notBefore
      ? [{ code: 'trust.not-yet-valid', params: { date: day(certificate.notBefore) } }]
      : []),
    ...(key ? [{ code: 'trust.weak-key', params: { algorithm: key.algorithm } }] : []),
    ...(digest && kind !== 'anchor' ? [{ code: 'trust.weak-digest', params: { algorithm: digest.algorithm } }] : []),
    ...(isCa ? [] : [{ code: 'trust.not-a-ca' }]),
    ...(kind === 'anchor' && !sameName(certificate.subject, certificate.issuer)
      ? [{ code: 'trust.not-self-issued' }]
      : []),
  ]
}

export function nationalWarnings({ nationalRoot }: Pick<ReadMaterial, 'nationalRoot'>): Warning[] {
  if (!nationalRoot || nationalRoot.match === 'confirmed') return []
  return [{ code: `trust.national-root-${nationalRoot.match}`, params: { name: nationalRoot.name } }]
}

/** The purpose an anchor is filed under: an impostor has none. */
export function purposeOf({ kind, nationalRoot }: ReadMaterial): NationalPurpose | null {
  if (kind !== 'anchor' || !nationalRoot || nationalRoot.match === 'impostor') return null
  return nationalRoot.purpose
}

/** Revocation evidence past its next update still tells of the past; of today it says little. */
export function evidenceWarnings(material: ReadMaterial, now: Instant): Warning[] {
  const { validUntil } = material
  if (validUntil === null) return [{ code: 'trust.no-next-update' }]
  return validUntil < now ? [{ code: 'trust.stale', params: { date: new Date(validUntil).toISOString() } }] : []
}

/** Where a policy asks for less than the strict one that came with the product. */
export function policyWarnings(policy: PolicyJson): Warning[] {
  const strict = builtInPolicy('default')
  return [
    ...(strict?.requireRevocation && !policy.requireRevocation ? [{ code: 'trust.policy-no-revocation' }] : []),
    ...(strict?.crossCheck && !policy.crossCheck ? [{ code: 'trust.policy-no-second-opinion' }] : []),
  ]
}

/** Whether an anchor of the house counts under a policy's groups. */
export function isInGroups(
  { purpose }: Pick<Material, 'purpose'>,
  groups: readonly AnchorGroup[] | undefined,
): boolean {
  return groups === undefined || groups.includes(purpose ?? 'other')
}
