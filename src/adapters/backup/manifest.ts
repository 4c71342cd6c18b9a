// What a backup says about itself: every file with its checksum, the log segments recovery needs, and what each table held.
// Its own SHA-256 is kept in the database, so that a forged manifest shows.

import { z } from 'zod'

const content = z.object({ rows: z.number().int().nonnegative(), digest: z.string() })

const schema = z.object({
  format: z.literal('zhengxun-backup/1'),
  takenAt: z.number(),
  serverVersion: z.string(),
  startLsn: z.string(),
  stopLsn: z.string(),
  /** Below `data/`, with forward slashes. */
  files: z.array(z.object({ path: z.string(), size: z.number().int(), sha256: z.string() })),
  /** Names of the write-ahead log segments from start to stop; they are files of the backup too. */
  wal: z.array(z.string()),
  tables: z.array(z.object({ table: z.string(), before: content, after: content })),
})

export type Manifest = z.infer<typeof schema>

export const MANIFEST_FILE = 'manifest.json'
export const DATA_FOLDER = 'data'

export function writeManifest(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 1)}\n`
}

/** `undefined` when the text is not a manifest of this format. */
export function readManifest(text: string): Manifest | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
