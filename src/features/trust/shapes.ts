// Trust material and its changes as the API writes them.

import { z } from '@hono/zod-openapi'
import { textOf } from '#core/messages/index.ts'
import type { Instant } from '#core/verdict.ts'
import { ANCHOR_USAGES, CHANGE_ACTIONS, MATERIAL_KINDS } from '#db/schema/trust.ts'
import type { Role } from '#src/context.ts'
import type { ChangeDetail } from './changes.ts'
import { PolicyJson, SHOWN_STATES } from './inputs.ts'
import type { MaterialDetail } from './materials.ts'
import type { Preview } from './preview.ts'
import { type Change, type Material, stateOf, type Warning } from './rules.ts'

/** Whom a document may be trusted by is a matter of security policy: two of these change it. */
export const KEEPERS = ['security-admin'] as const satisfies readonly Role[]
/** What is trusted is no secret to those who rely on it. */
export const READERS = ['operator', 'ra-officer', 'district-clerk', 'auditor', ...KEEPERS] as const
export const CHANGE_READERS = ['operator', 'auditor', ...KEEPERS] as const

const Text = z.object({ zh: z.string(), en: z.string() })
const moment = z.iso.datetime().nullable()
const about = {
  kind: z.enum(MATERIAL_KINDS),
  sha256: z.string(),
  sm3: z.string(),
  subject: z.string(),
  issuer: z.string(),
  validFrom: moment,
  validUntil: moment,
}
const used = {
  ...about,
  usage: z.enum(ANCHOR_USAGES).nullable(),
  purpose: z.enum(['commercial', 'civil-servant', 'device']).nullable(),
}
const Warned = z.object({ code: z.string(), text: Text })

export const MaterialShape = z
  .object({
    id: z.string(),
    ...used,
    version: z.number().nullable(),
    addedAt: z.iso.datetime(),
    /** Null: by the system, at the installation. */
    addedChange: z.string().nullable(),
    removedAt: moment,
    removedChange: z.string().nullable(),
    /** Past its end: an expired certificate, or revocation evidence whose next update is overdue. */
    isOver: z.boolean(),
  })
  .openapi('TrustMaterial')

export const ChangeShape = z
  .object({
    id: z.string(),
    action: z.enum(CHANGE_ACTIONS),
    ...used,
    materialId: z.string().nullable(),
    reason: z.string(),
    state: z.enum(SHOWN_STATES),
    proposedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    proposedBy: z.object({ id: z.string(), name: z.string() }),
    decidedAt: moment,
    decidedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
    decisionReason: z.string().nullable(),
    warnings: z.array(Warned),
  })
  .openapi('TrustChange')

export const PreviewShape = z
  .object({
    ...about,
    certificate: z
      .object({
        serialHex: z.string(),
        algorithm: z.string(),
        bits: z.number().optional(),
        isSelfSigned: z.boolean(),
      })
      .optional(),
    crl: z.object({ entries: z.number(), number: z.string().optional() }).optional(),
    ocsp: z.object({ answers: z.number() }).optional(),
    policy: PolicyJson.optional(),
    chain: z.array(z.object({ subject: z.string(), materialId: z.string().optional() })),
    nationalRoot: z
      .object({ name: z.string(), match: z.enum(['confirmed', 'name-only', 'impostor']), text: Text })
      .optional(),
    warnings: z.array(Warned),
    duplicateOf: z.string().optional(),
    usedBy: z.object({ verifications: z.number(), among: z.number() }).optional(),
  })
  .openapi('TrustPreview')

export const MaterialDetailShape = MaterialShape.extend({
  preview: PreviewShape,
  history: z.array(ChangeShape),
}).openapi('TrustMaterialDetail')
export const ChangeDetailShape = ChangeShape.extend({
  preview: PreviewShape,
  target: MaterialShape.optional(),
}).openapi('TrustChangeDetail')

const iso = (instant: Instant) => new Date(instant).toISOString()
const isoOrNull = (instant: Instant | null) => (instant === null ? null : iso(instant))

function said({ code, params }: Warning): z.input<typeof Warned> {
  return { code, text: { zh: textOf(code, 'zh', params), en: textOf(code, 'en', params) } }
}

export function materialOf(material: Material, now: Instant): z.input<typeof MaterialShape> {
  const { validFrom, validUntil, addedAt, removedAt } = material
  return {
    ...material,
    validFrom: isoOrNull(validFrom),
    validUntil: isoOrNull(validUntil),
    addedAt: iso(addedAt),
    removedAt: isoOrNull(removedAt),
    isOver: validUntil !== null && validUntil < now,
  }
}

export function changeOf(change: Change, now: Instant): z.input<typeof ChangeShape> {
  const { id, action, kind, sha256, sm3, subject, issuer, usage, purpose, materialId, reason, decisionReason } = change
  return {
    ...{ id, action, kind, sha256, sm3, subject, issuer, usage, purpose, materialId, reason, decisionReason },
    validFrom: isoOrNull(change.validFrom),
    validUntil: isoOrNull(change.validUntil),
    state: stateOf(change, now),
    proposedAt: iso(change.proposedAt),
    expiresAt: iso(change.expiresAt),
    proposedBy: { id: change.proposedBy, name: change.proposedName },
    decidedAt: isoOrNull(change.decidedAt),
    decidedBy: change.decidedBy === null ? null : { id: change.decidedBy, name: change.decidedName ?? '' },
    warnings: change.warnings.map(said),
  }
}

export function previewJson(preview: Preview): z.input<typeof PreviewShape> {
  const { validFrom, validUntil, nationalRoot, warnings, ...rest } = preview
  const root = nationalRoot && {
    ...nationalRoot,
    text: said({ code: `trust.national-root-${nationalRoot.match}`, params: { name: nationalRoot.name } }).text,
  }
  return {
    ...rest,
    validFrom: isoOrNull(validFrom),
    validUntil: isoOrNull(validUntil),
    ...(root && { nationalRoot: root }),
    warnings: warnings.map(said),
  }
}

export function materialDetailOf({ material, preview, history }: MaterialDetail, now: Instant) {
  return {
    ...materialOf(material, now),
    preview: previewJson(preview),
    history: history.map((change) => changeOf(change, now)),
  }
}

export function changeDetailOf({ change, preview, target }: ChangeDetail, now: Instant) {
  return {
    ...changeOf(change, now),
    preview: previewJson(preview),
    ...(target && { target: materialOf(target, now) }),
  }
}
