import { z } from '@hono/zod-openapi'
import { BACKUP_KINDS } from '#core/backups/source.ts'
import { QUERY_EXPECTATIONS } from '#src/backup-ports.ts'

const line = z.string().trim().min(1).max(300)
const HOUR_MS = 3_600_000
const YEAR_MS = 366 * 24 * HOUR_MS
const duration = z.number().int().min(0).max(YEAR_MS)

const Place = z.discriminatedUnion('transport', [
  z.object({ transport: z.literal('local'), path: line }),
  z.object({
    transport: z.literal('sftp'),
    host: line,
    port: z.number().int().min(1).max(65_535).default(22),
    user: line,
    path: line,
    /** `ssh-ed25519 AAAA…`: another key of the server is refused. */
    hostKey: z.string().regex(/^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/=]+$/),
  }),
  z.object({
    transport: z.literal('s3'),
    endpoint: z.url({ protocol: /^https?$/ }),
    region: line,
    bucket: line,
    prefix: z.string().max(300).default(''),
    accessKeyId: line,
  }),
])

const Plan = z.object({
  fullMaxAgeMs: duration.min(HOUR_MS),
  incrementalMaxAgeMs: duration.min(HOUR_MS).nullable(),
  graceMs: duration,
  sizeBandPercent: z.number().int().min(1).max(1000),
  movingTables: z.array(line).max(200),
  recoveryTimeTargetMs: duration.min(1000),
  recoveryPointTargetMs: duration.min(HOUR_MS),
})

const Query = z.object({
  name: line,
  sql: z.string().trim().min(1).max(4_000),
  expect: z.object({ kind: z.enum(QUERY_EXPECTATIONS), value: z.string().max(200) }),
})

/** Absent secrets stay as they are; an empty one is taken away. */
const Secret = z.string().max(20_000).optional()

export const SaveSource = z
  .object({
    name: line,
    nodeId: line,
    kind: z.enum(BACKUP_KINDS),
    place: Place,
    placeSecret: Secret,
    offsite: Place.nullable().default(null),
    offsiteSecret: Secret,
    stanza: z
      .string()
      .regex(/^[A-Za-z0-9_-]{0,64}$/)
      .default(''),
    manifestKey: Secret,
    passphrase: Secret,
    plan: Plan,
    queries: z.array(Query).max(50).default([]),
    extensions: z.array(line).max(50).default([]),
    roles: z.array(line).max(200).default([]),
    /** 0: only by hand. */
    drillEveryMs: duration.default(7 * 24 * HOUR_MS),
    isEnabled: z.boolean().default(true),
  })
  .refine(({ kind, stanza }) => kind !== 'pgbackrest' || stanza !== '', {
    message: 'stanza is missing',
    path: ['stanza'],
  })
  .openapi('SaveBackupSource')
export type SaveSource = z.output<typeof SaveSource>

export const StartDrill = z.object({ setName: line.nullable().default(null) }).openapi('StartSourceDrill')
