import { z } from '@hono/zod-openapi'
import { attachment } from '#core/downloads/attachment.ts'
import { SEAL_KINDS, SEAL_STATES } from '#db/schema/seals.ts'
import type { Role } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { takeEvidence } from './evidence/take.ts'
import { HoldingsQuery } from './inputs.ts'
import type { HeldSeal } from './seals.ts'
import { findHoldings, type HeldLine } from './search.ts'

export const HOLDINGS_READERS = ['auditor', 'audit-admin'] as const satisfies readonly Role[]

const time = z.iso.datetime()
const Line = z
  .object({
    id: z.string(),
    holder: z
      .object({
        id: z.string(),
        name: z.string(),
        staffNumber: z.string(),
        unit: z.string(),
        identityMasked: z.string(),
      })
      .nullable(),
    districtId: z.string().nullable(),
    subject: z.string(),
    issuer: z.string(),
    algorithm: z.string(),
    certificates: z.array(z.object({ use: z.enum(['sign', 'encryption']), serial: z.string(), sha256: z.string() })),
    notBefore: time,
    notAfter: time,
    carrier: z.object({ serial: z.string(), model: z.string(), kind: z.string() }),
    /** On the day asked about. */
    standing: z.enum(['issued', 'written', 'active', 'suspended', 'superseded', 'revoked', 'expired']),
    issuedAt: time,
    endedAt: time.nullable(),
    request: z
      .object({
        id: z.string(),
        number: z.string(),
        kind: z.string(),
        requester: z.string(),
        reviewer: z.string().nullable(),
        approver: z.string().nullable(),
        approvedAt: time.nullable(),
        materials: z.number(),
      })
      .nullable(),
  })
  .openapi('Holding')

const Seal = z
  .object({
    id: z.string(),
    number: z.string(),
    name: z.string(),
    kind: z.enum(SEAL_KINDS),
    districtId: z.string(),
    holderName: z.string(),
    unitName: z.string(),
    sha256: z.string(),
    /** Of the certificates it lists. */
    certificates: z.array(z.string()),
    validFrom: time,
    validUntil: time,
    madeAt: time,
    /** On the day asked about. */
    standing: z.enum([...SEAL_STATES, 'expired']),
    endedAt: time.nullable(),
    persons: z.object({
      requester: z.string(),
      reviewer: z.string().nullable(),
      drafter: z.string().nullable(),
      maker: z.string().nullable(),
    }),
  })
  .openapi('HeldSeal')

const search = route(HOLDINGS_READERS, {
  method: 'post',
  path: '/holdings/search',
  tags: ['holdings'],
  summary: 'Who held which certificate and which seal on a day, approved by whom; that it was asked is recorded',
  request: { body: { required: true, content: { 'application/json': { schema: HoldingsQuery } } } },
  responses: {
    200: {
      description: 'What was held',
      content: {
        'application/json': {
          schema: z.object({ on: z.string(), isCut: z.boolean(), items: z.array(Line), seals: z.array(Seal) }),
        },
      },
    },
    ...problems,
  },
})

const ZIP = 'application/zip'

const evidence = route(
  { roles: HOLDINGS_READERS, stepUp: true },
  {
    method: 'post',
    path: '/holdings/{id}/evidence',
    tags: ['holdings'],
    summary: 'Everything that shows how a credential came about, as an archive that is checked without us; recorded',
    request: { params: z.object({ id: z.uuid() }) },
    responses: { 200: { description: 'zip', content: { [ZIP]: { schema: z.any() } } }, ...problems },
  },
)

const iso = (at: number) => new Date(at).toISOString()
const isoOrNull = (at: number | null) => (at === null ? null : iso(at))

function shapeOf({ credential, holder, carrier, request, materials, standing, endedAt }: HeldLine) {
  const { id, districtId, subject, issuer, algorithm, notBefore, notAfter, createdAt } = credential
  const { signSerial, signSha256, encryptionSerial, encryptionSha256 } = credential
  const encryption =
    encryptionSerial === null || encryptionSha256 === null
      ? []
      : [{ use: 'encryption' as const, serial: encryptionSerial, sha256: encryptionSha256 }]
  return {
    ...{ id, holder, districtId, subject, issuer, algorithm, carrier, standing },
    certificates: [{ use: 'sign' as const, serial: signSerial, sha256: signSha256 }, ...encryption],
    notBefore: iso(notBefore),
    notAfter: iso(notAfter),
    issuedAt: iso(createdAt),
    endedAt: isoOrNull(endedAt),
    request: request && {
      ...{ id: request.id, number: request.number, kind: request.kind, requester: request.requesterName },
      ...{ reviewer: request.reviewerName, approver: request.approverName, materials },
      approvedAt: isoOrNull(request.approvedAt),
    },
  }
}

function sealOf({ seal, persons, standing, endedAt }: HeldSeal) {
  const { certificateSha256: certificates, validFrom, validUntil, madeAt, ...shown } = seal
  return {
    ...{ ...shown, certificates, persons, standing },
    ...{ validFrom: iso(validFrom), validUntil: iso(validUntil), madeAt: iso(madeAt), endedAt: isoOrNull(endedAt) },
  }
}

export const holdingsRoutes = newRouter()
  .openapi(search, async (c) => {
    const { on, isCut, items, seals } = await findHoldings(c.get('ctx'), c.req.valid('json'))
    return c.json({ on, isCut, items: items.map(shapeOf), seals: seals.map(sealOf) }, 200)
  })
  .openapi(evidence, async (c) => {
    const { fileName, bytes } = await takeEvidence(c.get('ctx'), c.req.valid('param').id)
    return c.body(new Uint8Array(bytes).buffer, 200, {
      'content-type': ZIP,
      'content-disposition': attachment(fileName),
    })
  })
