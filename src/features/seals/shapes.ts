// What the routes of seals say.

import { z } from '@hono/zod-openapi'
import { OID } from '#core/asn1/oids.ts'
import { fromBase64 } from '#core/bytes/base64.ts'
import { attributesOf, nameText } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { SEAL_KINDS, SEAL_REQUEST_KINDS, SEAL_REQUEST_STATES, SEAL_STATES } from '#db/schema/seals.ts'
import { requirePerson } from '#features/approvals/index.ts'
import type { SigningKey } from '#features/signing/index.ts'
import type { Ctx } from '#src/context.ts'
import { Design } from './inputs.ts'
import type { eventsOf, SealLine } from './list.ts'
import { openSteps, type SealRequestRow, type SealRow, STEPS, type StepName } from './rules.ts'

const moment = z.iso.datetime()
const iso = (at: number) => new Date(at).toISOString()

export const SealLineShape = z
  .object({
    id: z.string(),
    districtId: z.string(),
    number: z.string(),
    kind: z.enum(SEAL_KINDS),
    name: z.string(),
    holderName: z.string(),
    unitName: z.string(),
    state: z.enum(SEAL_STATES),
    stateAt: moment,
    isMakerRevoked: z.boolean().openapi({ description: 'The certificate of its maker was revoked: it is not used' }),
    version: z.number(),
    widthMm: z.number(),
    heightMm: z.number(),
    validFrom: moment,
    validUntil: moment,
    madeAt: moment,
  })
  .openapi('Seal')

export const lineOf = ({ stateAt, validFrom, validUntil, madeAt, ...line }: SealLine) => ({
  ...line,
  ...{ stateAt: iso(stateAt), validFrom: iso(validFrom), validUntil: iso(validUntil), madeAt: iso(madeAt) },
})

export const EventShape = z
  .object({ at: moment, step: z.string(), actorName: z.string(), note: z.string().nullable(), requestId: z.string() })
  .openapi('SealEvent')

export const eventOf = ({ at, step, actorName, note, requestId }: Awaited<ReturnType<typeof eventsOf>>[number]) => ({
  ...{ step, actorName, note, requestId },
  at: iso(at),
})

export const SealDetailShape = SealLineShape.extend({
  sha256: z.string(),
  makerSubject: z.string(),
  makerRevokedAt: moment.nullable().openapi({ description: 'Since when the seal is not used for sealing any more' }),
  signers: z.array(z.object({ subject: z.string(), sha256: z.string(), notAfter: moment.nullable() })),
  supersedesId: z.string().nullable(),
  requestId: z.string(),
  deliveredAt: moment.nullable(),
  design: Design.nullable(),
  events: z.array(EventShape),
}).openapi('SealDetail')

const STEP_NAMES = Object.keys(STEPS) as [StepName, ...StepName[]]

export const RequestShape = z
  .object({
    id: z.string(),
    districtId: z.string(),
    kind: z.enum(SEAL_REQUEST_KINDS),
    state: z.enum(SEAL_REQUEST_STATES),
    sealId: z.string().nullable(),
    sealKind: z.enum(SEAL_KINDS),
    name: z.string(),
    holderName: z.string(),
    unitName: z.string(),
    reason: z.string(),
    version: z.number(),
    validYears: z.number(),
    requesterName: z.string(),
    requestedAt: moment,
    reviewerName: z.string().nullable(),
    drafterName: z.string().nullable(),
    makerName: z.string().nullable(),
    answer: z.string().nullable(),
    /** Of those who may seal with it; `isHolder` where the common name is the holder's. */
    signers: z.array(z.object({ subject: z.string(), isHolder: z.boolean() })),
    design: Design.nullable(),
    hasScan: z.boolean(),
    hasPicture: z.boolean(),
    widthMm: z.number().nullable(),
    heightMm: z.number().nullable(),
    changedAt: moment,
    /** What the one who asks may do with it now. */
    steps: z.array(z.enum(STEP_NAMES)),
  })
  .openapi('SealRequest')

export function requestOf(ctx: Ctx, row: SealRequestRow) {
  const { id, districtId, kind, state, sealId, sealKind, name, holderName, unitName, reason, version, validYears } = row
  const { requesterName, reviewerName, drafterName, makerName, answer, widthMm, heightMm } = row
  return {
    ...{ id, districtId, kind, state, sealId, sealKind, name, holderName, unitName, reason, version, validYears },
    ...{ requesterName, reviewerName, drafterName, makerName, answer, widthMm, heightMm },
    requestedAt: iso(row.requestedAt),
    changedAt: iso(row.changedAt),
    signers: row.certificates.map((one) => signerOf(one, row)),
    design: designOf(row),
    hasScan: row.scan !== null,
    hasPicture: row.picture !== null,
    steps: openSteps(row, requirePerson(ctx.actor)),
  }
}

/** Who reviews must see whose certificate it is: a seal of one name for the key of another is the thing to catch. */
function signerOf(certificate: string, { holderName, unitName }: Pick<SealRequestRow, 'holderName' | 'unitName'>) {
  const read = parseCertificate(fromBase64(certificate) ?? new Uint8Array())
  if (!read.ok) return { subject: '', isHolder: false }
  const { subject } = read.value
  const names = attributesOf(subject, OID.commonName)
  return { subject: nameText(subject), isHolder: names.some((one) => one === holderName || one === unitName) }
}

/** What was kept was an input once. */
export const designOf = ({ design }: Pick<SealRow, 'design'>) => (design ? Design.parse(design) : null)

export const MakerKeyShape = z
  .object({
    id: z.string(),
    name: z.string(),
    state: z.enum(['ready', 'waiting', 'expired', 'revoked']),
    notAfter: moment.nullable(),
    revokedAt: moment.nullable(),
    revocationReason: z.string().nullable().openapi({ description: 'RFC 5280 §5.3.1' }),
  })
  .openapi('SealMakerKey')

export const makerKeyOf = ({ id, name, state, certificate, revoked }: SigningKey) => ({
  ...{ id, name, state },
  revokedAt: revoked ? iso(revoked.revokedAt) : null,
  revocationReason: revoked?.reason ?? null,
  notAfter: certificate ? iso(certificate.notAfter) : null,
})
