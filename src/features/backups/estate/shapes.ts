import { z } from '@hono/zod-openapi'
import { BACKUP_KINDS } from '#core/backups/source.ts'
import { probeVerdict } from '#core/checks/check.ts'
import { tellReason } from '#core/messages/told.ts'
import type { backupSets, PlaceJson } from '#db/schema/backup-sources.ts'
import type { Ctx } from '#src/context.ts'
import { latestDrills, type SourceDrillRow } from './drills.ts'
import type { SourceLine } from './sources.ts'
import { sourceStanding } from './standing.ts'

const time = z.iso.datetime()
export const Verdict = z.enum(['pass', 'warn', 'fail', 'unknown', 'skipped'])
const Text = z.object({ zh: z.string(), en: z.string() })
const Told = z.object({
  code: z.string(),
  verdict: z.string(),
  citation: z.string(),
  problem: Text,
  text: Text,
  advice: Text,
})

export const Drill = z
  .object({
    id: z.string(),
    setName: z.string().nullable(),
    state: z.enum(['queued', 'running', 'ended']),
    phase: z.string(),
    requestedAt: time,
    requestedBy: z.string(),
    startedAt: time.nullable(),
    endedAt: time.nullable(),
    recoveryTimeMs: z.number().nullable(),
    dataAgeMs: z.number().nullable(),
    usability: Verdict.nullable(),
    reasons: z.array(Told),
    tables: z.object({ compared: z.number(), equal: z.number(), moving: z.number(), rows: z.number() }).nullable(),
    queries: z
      .array(z.object({ name: z.string(), expected: z.string(), got: z.string(), isMet: z.boolean() }))
      .nullable(),
    phasesMs: z.record(z.string(), z.number()).nullable(),
    server: z.string().nullable(),
    isIsolated: z.boolean().nullable(),
  })
  .openapi('SourceDrill')

export const SetShape = z
  .object({
    name: z.string(),
    kind: z.enum(['full', 'incremental']),
    parent: z.string().nullable(),
    startedAt: time,
    endedAt: time.nullable(),
    sizeBytes: z.number(),
    fileCount: z.number(),
    tableCount: z.number(),
    manifest: z.string(),
    offsite: z.string(),
    verdict: Verdict,
    reasons: z.array(Told),
    /** Not there any more when the source was last looked at. */
    isGone: z.boolean(),
  })
  .openapi('BackupSet')

const named = z.object({ id: z.string(), name: z.string() })
export const Source = z
  .object({
    id: z.string(),
    name: z.string(),
    system: named,
    node: named,
    kind: z.enum(BACKUP_KINDS),
    /** As people read it; never with a secret. */
    where: z.string(),
    offsiteWhere: z.string().nullable(),
    isEnabled: z.boolean(),
    checkedAt: time.nullable(),
    completeness: Verdict.nullable(),
    completenessReasons: z.array(Told),
    usability: Verdict,
    usabilityReasons: z.array(Told),
    drill: Drill.nullable(),
    /** What to send back when it is changed; secrets are left out and stay as they are. */
    settings: z.object({
      place: z.record(z.string(), z.union([z.string(), z.number()])),
      offsite: z.record(z.string(), z.union([z.string(), z.number()])).nullable(),
      stanza: z.string(),
      plan: z.object({
        fullMaxAgeMs: z.number(),
        incrementalMaxAgeMs: z.number().nullable(),
        graceMs: z.number(),
        sizeBandPercent: z.number(),
        movingTables: z.array(z.string()),
        recoveryTimeTargetMs: z.number(),
        recoveryPointTargetMs: z.number(),
      }),
      queries: z.array(
        z.object({
          name: z.string(),
          sql: z.string(),
          expect: z.object({ kind: z.enum(['equals', 'at-least']), value: z.string() }),
        }),
      ),
      extensions: z.array(z.string()),
      roles: z.array(z.string()),
      drillEveryMs: z.number(),
      hasManifestKey: z.boolean(),
      hasPassphrase: z.boolean(),
    }),
  })
  .openapi('BackupSource')

const iso = (at: number) => new Date(at).toISOString()
const isoOr = (at: number | null) => (at === null ? null : iso(at))

export function drillOf(row: SourceDrillRow): z.input<typeof Drill> {
  const { id, setName, state, phase, requestedBy, recoveryTimeMs, dataAgeMs, usability, tables, server } = row
  return {
    ...{ id, setName, state, phase, requestedBy, recoveryTimeMs, dataAgeMs, usability, tables, server },
    isIsolated: row.isIsolated,
    requestedAt: iso(row.requestedAt),
    startedAt: isoOr(row.startedAt),
    endedAt: isoOr(row.endedAt),
    reasons: row.reasons.map(tellReason),
    queries: row.queries,
    phasesMs: row.phasesMs as Record<string, number> | null,
  }
}

export function setOf(row: typeof backupSets.$inferSelect, checkedAt: number | null): z.input<typeof SetShape> {
  const { name, kind, parent, sizeBytes, fileCount, tableCount, manifest, offsite, verdict } = row
  return {
    ...{ name, kind, parent, sizeBytes, fileCount, tableCount, manifest, offsite, verdict },
    startedAt: iso(row.startedAt),
    endedAt: isoOr(row.endedAt),
    reasons: row.reasons.map(tellReason),
    isGone: checkedAt !== null && row.lastSeenAt < checkedAt,
  }
}

export async function sourcesOf(ctx: Ctx, lines: readonly SourceLine[]): Promise<z.input<typeof Source>[]> {
  const drills = await latestDrills(ctx)
  const shown: z.input<typeof Source>[] = []
  for (const line of lines) shown.push(await sourceOf(ctx, line, drills.get(line.source.id)))
  return shown
}

async function sourceOf(
  ctx: Ctx,
  { source, system, node }: SourceLine,
  drill: SourceDrillRow | undefined,
): Promise<z.input<typeof Source>> {
  const { id, name, kind, isEnabled, completeness, stanza, plan, queries, extensions, roles, drillEveryMs } = source
  const usability = await sourceStanding(ctx, id, 'usability')
  const { hasOffsite: _, movingTables, ...promised } = plan
  return {
    ...{ id, name, system, node, kind, isEnabled, completeness },
    where: textOf(source.place),
    offsiteWhere: source.offsite && textOf(source.offsite),
    checkedAt: isoOr(source.checkedAt),
    completenessReasons: source.completenessReasons.map(tellReason),
    usability: probeVerdict(usability),
    usabilityReasons: usability.map(tellReason),
    drill: drill ? drillOf(drill) : null,
    settings: {
      ...{ stanza, queries, extensions, roles, drillEveryMs },
      plan: { ...promised, movingTables: [...movingTables] },
      place: source.place,
      offsite: source.offsite,
      hasManifestKey: source.manifestKeyId !== null,
      hasPassphrase: source.passphraseId !== null,
    },
  }
}

function textOf(place: PlaceJson): string {
  if (place.transport === 'local') return place.path
  if (place.transport === 'sftp') return `sftp://${place.user}@${place.host}:${place.port}${place.path}`
  return `${place.endpoint}/${place.bucket}/${place.prefix}`
}
