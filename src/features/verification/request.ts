// A request to the verifier and the files in it, each in its place: what is kept is what a re-run puts together again.

import type { Instant } from '#core/verdict.ts'
import { askedBy, type VerificationPolicy } from '#core/verification-policy.ts'
import type { AskedJson, MATERIAL_FIELDS } from '#db/schema/verification.ts'
import { type HouseMaterial, houseMaterial } from '#features/trust/index.ts'
import type { Ctx } from '#src/context.ts'
import type { ReceivedFile, VerifierRequest } from '#src/ports.ts'
import { isHeld, requireContent, requireUsable, type UploadedFile } from './rules.ts'

export type MaterialField = (typeof MATERIAL_FIELDS)[number]

export interface PlacedFile {
  field: MaterialField
  /** From the trust material of the house, not from whoever asked. */
  isHouse: boolean
  /** Only content is ever on disk. */
  file: ReceivedFile
}

/** What somebody wants verified, and with what. */
export interface VerificationOrder {
  file: UploadedFile
  /** Detached content, or the data a timestamp is for. */
  content?: ReceivedFile
  /** Files that signatures name. */
  detached?: readonly UploadedFile[]
  query?: UploadedFile
  /** Opens an encrypted document; used once, kept nowhere. */
  password?: string
  /** Trusted for this verification only; the report names them. */
  anchors?: readonly UploadedFile[]
  intermediates?: readonly UploadedFile[]
  /** Revocation evidence: nothing is fetched for a document. */
  crls?: readonly UploadedFile[]
  ocsps?: readonly UploadedFile[]
  /** What to ask for, by name; absent: the default policy. */
  policy?: string
  /** Absent: by the bytes. */
  format?: AskedJson['format']
  /** The moment to judge for; absent: now. */
  at?: Instant
}

/** @throws AppError `bad-input` or `limit` for files that cannot be taken */
export function placedFiles(order: VerificationOrder): PlacedFile[] {
  const { file, content, detached = [], query, anchors = [], intermediates = [], crls = [], ocsps = [] } = order
  if (content) requireContent(content)
  const held = { object: [file], detached, query: query ? [query] : [], anchors, intermediates, crls, ocsps }
  const placed = Object.entries(held).flatMap(([field, files]) => files.map((one) => ({ field, file: one })))
  for (const { file: one } of placed) requireUsable(one)
  const all = content ? [...placed, { field: 'content', file: content }] : placed
  return all.map(({ field, file: one }) => ({ field: field as MaterialField, isHouse: false, file: one }))
}

/** What the house lays beside every verification as it stands at this moment; the verification keeps a copy. */
export async function placedHouse(
  ctx: Ctx,
  policyId: string | undefined,
): Promise<{ policy: VerificationPolicy; files: PlacedFile[] }> {
  const house = await houseMaterial(ctx, policyId)
  const fields = ['anchors', 'tsaAnchors', 'certificateAnchors', 'intermediates', 'crls', 'ocsps'] as const
  const files = fields.flatMap((field: (typeof fields)[number] & keyof HouseMaterial) =>
    house[field].map((file): PlacedFile => ({ field, isHouse: true, file })),
  )
  return { policy: house.policy, files }
}

/**
 * Anchors that somebody brought are trusted for documents, timestamps and certificates alike.
 * @throws Error without an object
 */
export function requestOf(
  files: readonly PlacedFile[],
  { format, policy }: AskedJson,
  at: Instant,
  password?: string,
): VerifierRequest {
  const of = (field: MaterialField) => files.filter((one) => one.field === field)
  const filesOf = (field: MaterialField) => of(field).flatMap(({ file }) => (isHeld(file) ? [file] : []))
  const [object] = filesOf('object')
  const [query] = filesOf('query')
  const [content] = of('content')
  if (!object) throw new Error('a verification without an object')
  const brought = of('anchors').flatMap(({ isHouse, file }) => (!isHouse && isHeld(file) ? [file] : []))
  return {
    ...askedBy(policy),
    format,
    object,
    ...(content && { content: content.file }),
    ...(query && { query }),
    ...(password !== undefined && { password }),
    detached: filesOf('detached'),
    anchors: filesOf('anchors'),
    tsaAnchors: [...filesOf('tsaAnchors'), ...brought],
    certificateAnchors: [...filesOf('certificateAnchors'), ...brought],
    intermediates: filesOf('intermediates'),
    crls: filesOf('crls'),
    ocsps: filesOf('ocsps'),
    at,
  }
}
