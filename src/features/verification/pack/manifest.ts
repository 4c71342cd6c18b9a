// What an evidence pack says about itself: its entries with their digests, and the request its report answers.

import { z } from 'zod'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import { MATERIAL_FIELDS } from '#db/schema/verification.ts'
import { VERDICTS } from '../inputs.ts'

export const PACK_FORMAT = 'zhengxun-evidence-pack'
export const PACK_VERSION = 1

export const MANIFEST = 'manifest.json'
export const SHA256_SUMS = 'SHA256SUMS'
export const SM3_SUMS = 'SM3SUMS'
export const REPORT = 'report/report.json'
export const AUDIT = 'report/audit.jsonl'
/** They speak of all others and cannot speak of themselves. */
export const UNLISTED: readonly string[] = [MANIFEST, SHA256_SUMS, SM3_SUMS]

const Digest = z.string().regex(/^[0-9a-f]{64}$/)

export const Manifest = z.object({
  format: z.literal(PACK_FORMAT),
  version: z.literal(PACK_VERSION),
  report: z.object({
    id: z.string(),
    number: z.string(),
    createdAt: z.string(),
    judgedAt: z.string(),
    kind: z.string(),
    verdict: z.enum(VERDICTS),
    fileName: z.string(),
    sha256: Digest,
  }),
  /** The object, or only its digest: whoever checks the pack then brings it. */
  object: z.enum(['file', 'digest-only']),
  /** Format and policy as they were asked for, the policy in full. */
  asked: z.object({ format: z.string(), policy: z.looseObject({ id: z.string(), version: z.number() }) }),
  /** Every file of the request in its place; `path` is null for what the pack does not hold. */
  request: z.array(
    z.object({
      field: z.enum(MATERIAL_FIELDS),
      isHouse: z.boolean(),
      name: z.string(),
      sha256: z.string(),
      bytes: z.number(),
      path: z.string().nullable(),
    }),
  ),
  entries: z.array(z.object({ path: z.string(), bytes: z.number(), sha256: Digest, sm3: Digest })),
})
export type Manifest = z.output<typeof Manifest>

export function manifestBytes(manifest: Manifest): Uint8Array {
  return new TextEncoder().encode(`${canonicalJson(manifest)}\n`)
}

/** As `sha256sum -c` and `openssl dgst -r` read and write them. */
export function sums(entries: readonly { path: string; digest: string }[]): Uint8Array {
  return new TextEncoder().encode(entries.map(({ path, digest }) => `${digest}  ${path}\n`).join(''))
}

/** A name as it was, but for what an archive or a shell may take for more than a name. */
export function packName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const plain = [...name.replace(/[\u0000-\u001f\u007f\\/:*?"'`$<>|\ufffd]/g, '_')].slice(-80).join('')
  // An archive in an archive is not opened by readers that are careful; this one is evidence and to be taken out as it is.
  return plain.replace(/\.zip$/i, '.zip.bin').replace(/^[.-]/, '_') || '_'
}
