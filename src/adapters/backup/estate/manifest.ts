// What the maker of a backup writes beside it: each file with its checksum, each table with its rows and a digest of its content.
// A code over the exact text (HMAC-SHA-256, hex, in `<manifest>.mac`) shows who wrote it.

import { z } from 'zod'
import { BACKUP_KINDS } from '#core/backups/source.ts'

const content = z.object({ rows: z.number().int().nonnegative(), digest: z.string().max(200) })
/** Below the place of the source; no way out of it. */
const path = z
  .string()
  .min(1)
  .max(1_000)
  .refine((text) => !text.startsWith('/') && !text.split('/').includes('..') && !text.includes('\0'))

const schema = z.object({
  format: z.literal('zhengxun-backup-manifest/1'),
  set: z.string().min(1).max(200),
  kind: z.enum(['full', 'incremental']),
  parent: z.string().max(200).nullable(),
  tool: z.enum(BACKUP_KINDS),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  server: z
    .object({
      product: z.enum(['postgresql', 'mariadb']),
      version: z.string().max(100),
      database: z.string().max(100),
      /** The bootstrap role: only it is sure to exist in a restored cluster. */
      owner: z.string().max(100),
    })
    .nullable(),
  /** SHA-256 of the schema, hex. */
  schema: z.string().nullable(),
  tables: z.array(z.object({ table: z.string().max(300), before: content, after: content })).max(100_000),
  files: z
    .array(z.object({ path, size: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
    .max(1_000_000),
  /** How the files are encrypted; null: not. */
  encryption: z.enum(['openssl-enc-aes-256-cbc-pbkdf2']).nullable(),
})

export type EstateManifest = z.infer<typeof schema>

export const MANIFEST_FORMAT = 'zhengxun-backup-manifest/1'
export const MANIFEST_SUFFIX = '.manifest.json'
export const MAC_SUFFIX = '.mac'
/** A manifest is text about files, not the files. */
export const MAX_MANIFEST_BYTES = 256 * 1024 * 1024

export function writeEstateManifest(manifest: EstateManifest): string {
  return `${JSON.stringify(schema.parse(manifest), null, 1)}\n`
}

/** `undefined` when the text is not a manifest of this format. */
export function readEstateManifest(text: string): EstateManifest | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
