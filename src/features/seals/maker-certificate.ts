// 制章证书: the key that makes seals gets its certificate from an authority of ours. Three persons: who made the key, who asks for the
// certificate, and who approves.

import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { OID } from '#core/asn1/oids.ts'
import { attributesOf } from '#core/x509/names.ts'
import { parseRequest } from '#core/x509/request.ts'
import type { Tx } from '#db/database.ts'
import { sealMakerRevocations } from '#db/schema/seals.ts'
import { type ApprovalKind, type Approved, LIFETIME_MS, propose, requirePerson } from '#features/approvals/index.ts'
import { issueCredential, listAuthorities, orderCredential } from '#features/authority/index.ts'
import { importCertificates } from '#features/certificates/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { demandOtherThanKeyMaker, keyRequest } from './key-maker.ts'
import { MAKERS, OFFICERS } from './rules.ts'

const PROFILE = 'seal-maker'
/** Seals are made for the whole municipality. */
const CENTRE = '310000'

const MakerRequest = z.strictObject({
  keyRequestId: z.uuid(),
  authorityId: z.uuid(),
  key: z.string(),
  authority: z.string(),
  /** Who made the key. */
  keyMakerPerson: z.uuid(),
})
type MakerRequest = z.output<typeof MakerRequest>

export const makerCertificateKind: ApprovalKind<MakerRequest> = {
  id: 'seal-maker-certificate',
  requesters: MAKERS,
  deciders: OFFICERS,
  lifetimeMs: LIFETIME_MS,
  request: MakerRequest,
  describe: ({ key, authority }) => [{ code: 'approvals.seal-maker-certificate.issue', params: { key, authority } }],
  concerns: ({ keyMakerPerson }) => keyMakerPerson,
  effect: { when: 'after-approval', perform: obtain },
}

/** The authorities that issue to seal makers. */
export async function makerAuthorities(ctx: Ctx): Promise<{ id: string; name: string }[]> {
  const open = (await listAuthorities(ctx)).filter(
    ({ state, profiles }) => state === 'active' && profiles.includes(PROFILE),
  )
  return open.map(({ id, name }) => ({ id, name }))
}

/**
 * Asks for it; another person approves, and neither is who made the key.
 * @throws AppError `not-found` for what is no key of the seal maker, `forbidden` for who made it, `precondition` for an authority that issues none
 */
export async function askMakerCertificate(
  ctx: Ctx,
  keyRequestId: string,
  { authorityId, reason }: { authorityId: string; reason: string },
): Promise<{ approvalId: string }> {
  const authority = (await makerAuthorities(ctx)).find(({ id }) => id === authorityId)
  if (!authority) throw new AppError('precondition', 'seal-requests.maker-authority-absent')
  return ctx.db.transaction(async (tx) => {
    const { key, keyMakerPerson } = await demandOtherThanKeyMaker(tx, ctx, keyRequestId)
    await demandUncompromised(tx, keyRequestId, key)
    const { id } = await propose(tx, ctx, makerCertificateKind, {
      object: { type: 'certificate-request', id: keyRequestId },
      subject: key,
      request: {
        keyRequestId,
        authorityId,
        key,
        authority: authority.name,
        keyMakerPerson,
      },
      reason,
    })
    return { approvalId: id }
  })
}

/** A key that came out of our hands once is certified no more. @throws AppError `precondition` */
async function demandUncompromised(tx: Tx, keyRequestId: string, key: string): Promise<void> {
  const { keyRequestId: id, reason } = sealMakerRevocations
  const [lost] = await tx
    .select({ id })
    .from(sealMakerRevocations)
    .where(and(eq(id, keyRequestId), eq(reason, 'keyCompromise')))
  if (lost) throw new AppError('precondition', 'seal-requests.maker-key-compromised', { key })
}

/** Ordered, issued, and taken in: from then on the key makes seals. */
async function obtain(ctx: Ctx, { id: approvalId, request, requested }: Approved<MakerRequest>) {
  const { personId: approver } = requirePerson(ctx.actor)
  const { keyRequestId, authorityId, keyMakerPerson } = request
  const { der, commonName } = await keyRequest(ctx.db, keyRequestId)
  const { issuanceId } = await ctx.db.transaction((tx) =>
    orderCredential(tx, ctx, {
      ...{ requestId: approvalId, authorityId, profileId: PROFILE, districtId: CENTRE, request: der },
      subject: subjectIn(der, commonName),
      // The profile carries no number of a person: the key is the house's.
      identity: { kind: 'officer', number: keyRequestId },
      carrierSerial: 'vault',
      persons: { requester: keyMakerPerson, reviewer: requested.personId, approver },
    }),
  )
  const standing = await issueCredential(ctx, issuanceId)
  if (standing.state !== 'issued') throw new AppError('unavailable', standing.code, standing.params)
  const { sign, chain } = standing.pair
  const files = [sign, ...chain].map((bytes, index) => ({ name: `${index}.cer`, bytes }))
  await importCertificates(ctx, files)
  return { outcome: { issuanceId } }
}

function subjectIn(der: Uint8Array, commonName: string) {
  const read = parseRequest(der)
  if (!read.ok) throw new Error('our own request does not parse')
  const of = (oid: string) => attributesOf(read.value.subject, oid)
  const [organisation = ORGANISATION] = of(OID.organizationName)
  return { commonName, organisation, units: of(OID.organizationalUnitName) }
}

/** Where the key's request names none. */
const ORGANISATION = '上海市人力资源和社会保障局'
