// Takes certificates from uploaded files into the inventory. One broken item refuses itself, not its neighbours.

import { isCa } from '#core/issuance/leaf.ts'
import { isContainer } from '#core/keystores/read.ts'
import type { LintFinding } from '#core/lint/lint.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import type { Tx } from '#db/database.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { type KeptCertificate, keepCertificates } from './known.ts'
import { noteUnknown } from './lineages/unknown.ts'
import { lintOf } from './linting.ts'
import { isForSites } from './rules.ts'
import { type Refusal, readUpload, type Upload, type UploadedFile } from './upload.ts'

const MAX_FILES = 50

export interface ImportOutcome {
  /** What the files held, each certificate once. */
  imported: (Omit<KeptCertificate, 'certificate'> & { lint: LintFinding[] })[]
  refused: Refusal[]
}

/**
 * PEM, DER, P7B, and what is in PFX, Java key stores and ZIP. Private keys are named and dropped.
 * @param passwords tried wherever something is encrypted
 * @throws AppError `bad-input` without a file, `limit` with too many
 */
export async function importCertificates(
  ctx: Ctx,
  files: readonly UploadedFile[],
  passwords: readonly string[] = [],
): Promise<ImportOutcome> {
  if (files.length === 0) throw new AppError('bad-input', 'certificates.no-file')
  if (files.length > MAX_FILES) throw new AppError('limit', 'certificates.too-many-files', { limit: MAX_FILES })
  const containers = files.filter(({ bytes }) => isContainer(bytes))
  const plain = files.filter((file) => !containers.includes(file))
  const uploads: PlacedUpload[] = [
    ...plain.map((file) => ({ ...readUpload(file), place: file.name })),
    ...(containers.length > 0 ? await readContainers(ctx, containers, passwords) : []),
  ]
  const given = uploads.flatMap(({ certificates }) => certificates)
  const refused = uploads.flatMap((upload) => upload.refused)
  return ctx.db.transaction(async (tx) => {
    const origin = { source: 'upload', now: ctx.now, primitives: ctx.ports.primitives } as const
    const kept = await keepCertificates(tx, origin, given)
    await noteSites(tx, ctx, kept, uploads)
    const added = kept.filter(({ isNew }) => isNew)
    await recordAudit(tx, ctx, {
      action: 'certificates.imported',
      object: { type: 'certificate', id: kept[0]?.id ?? '' },
      detail: {
        files: files.map(({ name }) => name),
        added: added.map(({ sha256 }) => sha256),
        alreadyKnown: kept.length - added.length,
        refused: refused.map(({ file, index, code }) => ({ file, index, code })),
      },
    })
    return { imported: await withLint(ctx, kept), refused }
  })
}

/** A site certificate that stands in no lineage is somebody's to adopt, whether or not a probe has met it. What has ended is history. */
async function noteSites(
  tx: Tx,
  ctx: Ctx,
  kept: readonly KeptCertificate[],
  uploads: readonly PlacedUpload[],
): Promise<void> {
  const places = new Map(uploads.flatMap(({ place, certificates }) => certificates.map((one) => [one, place] as const)))
  for (const { id, certificate } of kept)
    if (isForSites(certificate) && certificate.notAfter > ctx.now)
      await noteUnknown(tx, ctx, id, places.get(certificate) ?? '')
}

interface PlacedUpload extends Upload {
  /** File, and what it is called inside it. */
  place: string
}

/** Of leaves only. */
function withLint({ ports, now }: Ctx, kept: readonly KeptCertificate[]): Promise<ImportOutcome['imported']> {
  return Promise.all(
    kept.map(async ({ certificate, ...row }) => ({
      ...row,
      lint: isCa(certificate)
        ? []
        : await lintOf(ports.primitives, { kind: 'certificate', bytes: certificate.raw }, now),
    })),
  )
}

async function readContainers(
  { ports }: Ctx,
  files: readonly UploadedFile[],
  passwords: readonly string[],
): Promise<PlacedUpload[]> {
  const { certificates, keys, refused } = await ports.deliveryReader.readDelivery(files, passwords)
  const taken = certificates.flatMap(({ der, where }) => {
    const read = parseCertificate(der)
    return read.ok ? [{ place: where, certificates: [read.value], refused: [] }] : []
  })
  const left = [
    ...refused.map(({ where, code, params }) => ({ file: where, code, params })),
    ...keys.map(({ where }) => ({ file: where, code: 'certificates.file-private-key', params: {} })),
  ]
  return [...taken, { place: '', certificates: [], refused: left }]
}
