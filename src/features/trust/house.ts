// What the house gives to every verification: its anchors by purpose, its intermediates, its revocation evidence, and the policy asked for.

import { and, asc, eq, isNull } from 'drizzle-orm'
import { BUILT_IN_POLICIES, builtInPolicy, type VerificationPolicy } from '#core/verification-policy.ts'
import type { NamedBytes } from '#core/verify.ts'
import { trustMaterials } from '#db/schema/trust.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { PolicyJson } from './inputs.ts'
import { type AnchorUsage, isInGroups, type MaterialRow } from './rules.ts'

export interface HouseMaterial {
  /** For documents and seals. */
  anchors: NamedBytes[]
  tsaAnchors: NamedBytes[]
  /** For certificates judged for themselves. */
  certificateAnchors: NamedBytes[]
  /** For certificates people sign in with. */
  signInAnchors: NamedBytes[]
  intermediates: NamedBytes[]
  crls: NamedBytes[]
  ocsps: NamedBytes[]
  policy: VerificationPolicy
}

export const DEFAULT_POLICY = 'default'

/** @throws AppError `not-found` for a policy nobody knows, naming those that are */
export async function houseMaterial(ctx: Ctx, policyId: string = DEFAULT_POLICY): Promise<HouseMaterial> {
  const rows = await ctx.db
    .select()
    .from(trustMaterials)
    .where(isNull(trustMaterials.removedAt))
    .orderBy(asc(trustMaterials.subject), asc(trustMaterials.id))
  const of = (kind: MaterialRow['kind']) => rows.filter((row) => row.kind === kind)
  const policy = policyAmong(policyId, of('policy'))
  const anchors = of('anchor').filter((row) => isInGroups(row, policy.anchorGroups))
  const anchorsFor = (usage: AnchorUsage) =>
    anchors.filter((row) => row.usage === 'all' || row.usage === usage).map(named)
  return {
    anchors: anchorsFor('documents'),
    tsaAnchors: anchorsFor('timestamps'),
    certificateAnchors: anchorsFor('certificates'),
    signInAnchors: anchorsFor('sign-in'),
    intermediates: of('intermediate').map(named),
    crls: of('crl').map(named),
    ocsps: of('ocsp').map(named),
    policy,
  }
}

function named({ subject, content }: MaterialRow): NamedBytes {
  return { name: subject, bytes: content }
}

function policyAmong(id: string, rows: readonly MaterialRow[]): VerificationPolicy {
  const row = rows.find(({ subject }) => subject === id)
  const policy = row ? policyOf(row) : builtInPolicy(id)
  if (policy) return policy
  const known = new Set([...BUILT_IN_POLICIES.map((one) => one.id), ...rows.map(({ subject }) => subject)])
  throw new AppError('not-found', 'trust.policy-unknown', { policy: id.slice(0, 100), known: [...known].join(', ') })
}

/** The content of a policy row passed its schema when it was proposed, and the database does not let it change. */
export function policyOf({ content, version }: Pick<MaterialRow, 'content' | 'version'>): VerificationPolicy {
  const json = JSON.parse(new TextDecoder().decode(content)) as PolicyJson
  return asPolicy(json, version ?? 1)
}

export function asPolicy(json: PolicyJson, version: number): VerificationPolicy {
  // Optional fields of zod may be there and undefined; a policy's are there or not.
  return JSON.parse(JSON.stringify({ ...json, version })) as VerificationPolicy
}

/** Ids and names of the policies a verification can ask for: those of the house stand in for the ones that came with the product. */
export async function listPolicies(ctx: Ctx): Promise<VerificationPolicy[]> {
  const rows = await ctx.db
    .select()
    .from(trustMaterials)
    .where(and(eq(trustMaterials.kind, 'policy'), isNull(trustMaterials.removedAt)))
    .orderBy(asc(trustMaterials.subject))
  const own = rows.map(policyOf)
  return [...BUILT_IN_POLICIES.filter(({ id }) => !own.some((one) => one.id === id)), ...own]
}
