// Asks for a seal, or for a change of one; takes up what was returned or queued.

import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { fromBase64, toBase64 } from '#core/bytes/base64.ts'
import type { Tx } from '#db/database.ts'
import { sealRequests } from '#db/schema/seals.ts'
import { requirePerson } from '#features/approvals/index.ts'
import { type AccountActor, AppError, type Ctx } from '#src/context.ts'
import { type Chosen, chosenHolders, currentHolders, demandDistrict } from './chosen.ts'
import { tell } from './events.ts'
import { demandInUse, type GivenFiles, pictureOf, readHolders } from './given.ts'
import type { ChangedSeal, NewSeal } from './inputs.ts'
import { findRequest, findSeal } from './list.ts'
import {
  demandSealState,
  demandStep,
  type SealKind,
  type SealRequestKind,
  type SealRequestRow,
  type SealRow,
} from './rules.ts'

/** Of the municipality: what the centre asks for itself. */
const CENTRE = '310000'

/** Asks for a new seal. @throws AppError naming what is wrong with its content, its certificates or its picture */
export async function requestSeal(ctx: Ctx, input: NewSeal, files: GivenFiles): Promise<{ id: string }> {
  const actor = requirePerson(ctx.actor)
  const { districtId, ...content } = input
  const chosen = await chosenHolders(ctx, content.credentialIds)
  // Said, or the holder's own.
  const district = actor.districtId ?? districtId ?? chosen.districtId ?? CENTRE
  demandDistrict(chosen, district)
  const kept = await keptContent(ctx, content, named(files, chosen))
  return ctx.db.transaction((tx) =>
    submit(tx, ctx, actor, { ...kept, kind: 'new', sealId: null, districtId: district }),
  )
}

/** Asks for another seal in the place of one. @throws AppError as `requestSeal`, and `precondition` for a seal that is no more */
export async function requestChange(
  ctx: Ctx,
  sealId: string,
  kind: 'change' | 'reissue',
  input: ChangedSeal,
  files: GivenFiles,
): Promise<{ id: string }> {
  const actor = requirePerson(ctx.actor)
  const seal = await findSeal(ctx, sealId)
  demandSealState(kind, seal.state)
  const before = await findRequest(ctx, seal.requestId)
  const chosen = await chosenHolders(ctx, input.credentialIds)
  demandDistrict(chosen, seal.districtId)
  const kept = await keptContent(ctx, ...filledFrom(before, { ...input, sealKind: seal.kind }, files, chosen))
  return ctx.db.transaction((tx) => submit(tx, ctx, actor, { ...kept, kind, sealId, districtId: seal.districtId }))
}

/** Asks for a seal to be frozen, thawed or destroyed: in force when another person approves. */
export async function requestStanding(
  ctx: Ctx,
  sealId: string,
  { kind, reason }: { kind: 'freeze' | 'unfreeze' | 'destroy'; reason: string },
): Promise<{ id: string }> {
  const seal = await findSeal(ctx, sealId)
  return ctx.db.transaction((tx) => requestStandingIn(tx, ctx, seal, { kind, reason }))
}

/** The same in the caller's transaction. @throws AppError `precondition` for its state, `conflict` where another change is under way */
export async function requestStandingIn(
  tx: Tx,
  ctx: Ctx,
  seal: SealRow,
  { kind, reason }: { kind: 'freeze' | 'unfreeze' | 'destroy'; reason: string },
): Promise<{ id: string }> {
  demandSealState(kind, seal.state)
  const content = { ...shownOf(seal), kind, sealId: seal.id, reason, certificates: [] }
  return submit(tx, ctx, requirePerson(ctx.actor), content)
}

/** Brings a returned or queued request again, with what it says now. @throws AppError as `requestSeal` */
export async function bringAgain(ctx: Ctx, id: string, input: ChangedSeal, files: GivenFiles): Promise<void> {
  const actor = requirePerson(ctx.actor)
  const request = await findRequest(ctx, id)
  const name = request.state === 'queued' ? 'take' : 'resubmit'
  demandStep(name, request, actor)
  const said = { ...input, sealKind: input.sealKind ?? request.sealKind }
  const chosen = await chosenHolders(ctx, input.credentialIds)
  demandDistrict(chosen, request.districtId)
  const kept = await keptContent(ctx, ...filledFrom(request, said, files, chosen))
  await ctx.db.transaction(async (tx) => {
    const row = await locked(tx, id)
    demandStep(name, row, actor)
    await tx
      .update(sealRequests)
      .set({ ...kept, ...asked(ctx, actor), state: 'submitted', ...NOBODY, ...NO_PICTURE, answer: null })
      .where(eq(sealRequests.id, id))
    await tell(tx, ctx, { ...row, name: kept.name }, { step: name, note: kept.reason })
  })
}

/**
 * Takes up what the service queued, as it stands: the same seal, for what its holders sign with today. @throws AppError `precondition` while
 * none of them has a certificate in use, and as `bringAgain`
 */
export async function takeQueued(ctx: Ctx, id: string): Promise<void> {
  const request = await findRequest(ctx, id)
  demandStep('take', request, requirePerson(ctx.actor))
  const seal = await findSeal(ctx, request.sealId ?? '')
  const { credentialIds, certificates } = await currentHolders(ctx, seal, request)
  if (credentialIds.length + certificates.length === 0)
    throw new AppError('precondition', 'seal-requests.no-successor', { holder: seal.holderName })
  const { sealKind, name, holderName, unitName, reason, version, validYears } = request
  const said = { sealKind, name, holderName, unitName, reason, version, validYears, credentialIds }
  await bringAgain(ctx, id, said, { certificates })
}

const NOBODY = {
  reviewerName: null,
  reviewerPerson: null,
  drafterName: null,
  drafterPerson: null,
  makerName: null,
  makerPerson: null,
} as const

const NO_PICTURE = { picture: null, pictureSvg: null, pictureSha256: null, widthMm: null, heightMm: null } as const

/** Judged before it is kept; the picture is only tried, and made again where a person sees to it. */
async function keptContent(ctx: Ctx, input: Content, { certificates, staffId, scan }: Named) {
  const holders = readHolders(ctx, certificates)
  await demandInUse(ctx, holders)
  const { sealKind, name, holderName, unitName, reason, version, validYears, design, scanWidthMm } = input
  await pictureOf(ctx, { sealKind, design, scan, scanWidthMm })
  return {
    ...{ sealKind, name, holderName, unitName, reason, version, validYears },
    design: design ?? null,
    scan: scan ?? null,
    scanWidthMm: scanWidthMm ?? null,
    certificates: holders.map(({ raw }) => toBase64(raw)),
    staffId,
  }
}

type Content = ChangedSeal & { sealKind: SealKind }

interface Named extends GivenFiles {
  /** Of the list of people, where nobody besides may seal with it. */
  staffId: string | null
}

/** Those who were chosen, and those whose certificates came as files. */
function named(files: GivenFiles, chosen: Chosen): Named {
  return {
    ...files,
    certificates: [...chosen.certificates, ...files.certificates],
    staffId: files.certificates.length === 0 ? chosen.staffId : null,
  }
}

/** What is not said again stays: the picture's source together, the certificates together. */
function filledFrom(before: SealRequestRow, input: Content, files: GivenFiles, chosen: Chosen): [Content, Named] {
  const isPictured = input.design !== undefined || files.scan !== undefined
  const { design, scan, scanWidthMm } = isPictured ? { ...input, scan: files.scan } : before
  const given = named(files, chosen)
  const { certificates, staffId } =
    given.certificates.length > 0
      ? given
      : { certificates: before.certificates.flatMap((one) => fromBase64(one) ?? []), staffId: before.staffId }
  return [
    { ...input, design: design ?? undefined, scanWidthMm: scanWidthMm ?? undefined },
    { certificates, staffId, ...(scan && { scan }) },
  ]
}

type Submitted = Pick<
  SealRequestRow,
  | 'districtId'
  | 'sealId'
  | 'sealKind'
  | 'name'
  | 'holderName'
  | 'unitName'
  | 'reason'
  | 'version'
  | 'validYears'
  | 'certificates'
> &
  Partial<Pick<SealRequestRow, 'design' | 'scan' | 'scanWidthMm' | 'staffId'>> & { kind: SealRequestKind }

async function submit(tx: Tx, ctx: Ctx, actor: AccountActor, content: Submitted): Promise<{ id: string }> {
  const id = randomUUID()
  await insertOnce(tx, { ...content, id, state: 'submitted', ...asked(ctx, actor) })
  await tell(tx, ctx, { ...content, id }, { step: 'submit', note: content.reason })
  return { id }
}

/** One change of a seal at a time, whoever asks. @throws AppError `conflict` */
export async function insertOnce(tx: Tx, row: typeof sealRequests.$inferInsert): Promise<void> {
  const added = await tx.insert(sealRequests).values(row).onConflictDoNothing().returning({ id: sealRequests.id })
  if (added.length === 0) throw new AppError('conflict', 'seal-requests.change-under-way')
}

function asked(ctx: Ctx, actor: AccountActor) {
  return {
    requestedBy: actor.accountId,
    requesterName: actor.name,
    requesterPerson: actor.personId,
    requestedAt: ctx.now,
    changedAt: ctx.now,
  }
}

/** What a change of standing repeats of its seal, for the lists. */
export function shownOf({ districtId, kind, name, holderName, unitName, version }: SealRow) {
  return { districtId, sealKind: kind, name, holderName, unitName, version, validYears: 1 }
}

/** Held to the end of the transaction. @throws AppError `not-found` */
export async function locked(tx: Tx, id: string): Promise<SealRequestRow> {
  const [row] = await tx.select().from(sealRequests).where(eq(sealRequests.id, id)).for('update')
  if (!row) throw new AppError('not-found', 'seal-requests.not-found')
  return row
}
