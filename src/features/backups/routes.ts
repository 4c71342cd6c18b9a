import { z } from '@hono/zod-openapi'
import { tellReason } from '#core/messages/told.ts'
import type { Role } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { beginDrill, completeDrill } from './drill.ts'
import { type BackupLine, listBackups } from './list.ts'
import { beginBackup, completeBackup } from './take.ts'

const READERS = [
  'operator',
  'auditor',
  'system-admin',
  'security-admin',
  'audit-admin',
] as const satisfies readonly Role[]

const time = z.iso.datetime()
const Verdict = z.enum(['pass', 'warn', 'fail', 'unknown', 'skipped'])
const Text = z.object({ zh: z.string(), en: z.string() })
const Told = z.object({
  code: z.string(),
  verdict: z.string(),
  citation: z.string(),
  problem: Text,
  text: Text,
  advice: Text,
})
const Drill = z.object({
  id: z.string(),
  state: z.string(),
  phase: z.string(),
  startedAt: time,
  endedAt: time.nullable(),
  usability: Verdict.nullable(),
  reasons: z.array(Told),
  recoveryTimeMs: z.number().nullable(),
  dataAgeMs: z.number().nullable(),
  tables: z.object({ compared: z.number(), equal: z.number(), moving: z.number(), rows: z.number() }).nullable(),
})
const Shape = z
  .object({
    id: z.string(),
    state: z.string(),
    startedAt: time,
    endedAt: time.nullable(),
    sizeBytes: z.number().nullable(),
    fileCount: z.number().nullable(),
    tableCount: z.number().nullable(),
    manifestDigest: z.string().nullable(),
    error: z.string().nullable(),
    completeness: Verdict.nullable(),
    completenessReasons: z.array(Told),
    drill: Drill.nullable(),
  })
  .openapi('Backup')
const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })

const list = route(READERS, {
  method: 'get',
  path: '/backups',
  tags: ['backups'],
  summary: 'Backups of the own database with their latest drill, newest first',
  request: {
    query: z.object({
      cursor: z.coerce.number().int().positive().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
  },
  responses: {
    200: { description: 'A page', ...json(z.object({ items: z.array(Shape), nextCursor: z.string().nullable() })) },
    ...problems,
  },
})

const take = route(['operator', 'system-admin'], {
  method: 'post',
  path: '/backups',
  tags: ['backups'],
  summary: 'Make a backup now; poll the list for its end',
  responses: { 202: { description: 'Running', ...json(z.object({ id: z.string() })) }, ...problems },
})

const drill = route(['operator', 'system-admin'], {
  method: 'post',
  path: '/backups/{id}/drill',
  tags: ['backups'],
  summary: 'Restore it into a scratch server and compare; poll the list for its end',
  request: { params: z.object({ id: z.uuid() }) },
  responses: { 202: { description: 'Running', ...json(z.object({ id: z.string() })) }, ...problems },
})

export const backupsRoutes = newRouter()
  .openapi(list, async (c) => {
    const { items, nextCursor } = await listBackups(c.get('ctx'), c.req.valid('query'))
    return c.json({ items: items.map(serialise), nextCursor }, 200)
  })
  .openapi(take, async (c) => {
    const ctx = c.get('ctx')
    const id = await beginBackup(ctx)
    // The answer does not wait for minutes of copying; the row tells how it ends.
    void completeBackup(ctx, id, elapsing(ctx.now)).catch(() => undefined)
    return c.json({ id }, 202)
  })
  .openapi(drill, async (c) => {
    const ctx = c.get('ctx')
    const id = await beginDrill(ctx, c.req.valid('param').id)
    void completeDrill(ctx, id, elapsing(ctx.now)).catch(() => undefined)
    return c.json({ id }, 202)
  })

/** The time of the request plus what has passed since: a verb never reads the wall clock. */
export function elapsing(from: number): () => number {
  const started = performance.now()
  return () => Math.round(from + performance.now() - started)
}

function serialise({ backup, drill }: BackupLine): z.input<typeof Shape> {
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  return {
    id: backup.id,
    state: backup.state,
    startedAt: new Date(backup.startedAt).toISOString(),
    endedAt: iso(backup.endedAt),
    sizeBytes: backup.sizeBytes,
    fileCount: backup.fileCount,
    tableCount: backup.tableCount,
    manifestDigest: backup.manifestDigest,
    error: backup.error,
    completeness: (backup.completeness as z.input<typeof Verdict> | null) ?? null,
    completenessReasons: (backup.completenessReasons ?? []).map(tellReason),
    drill: drill && {
      id: drill.id,
      state: drill.state,
      phase: drill.phase,
      startedAt: new Date(drill.startedAt).toISOString(),
      endedAt: iso(drill.endedAt),
      usability: (drill.usability as z.input<typeof Verdict> | null) ?? null,
      reasons: drill.reasons.map(tellReason),
      recoveryTimeMs: drill.recoveryTimeMs,
      dataAgeMs: drill.dataAgeMs,
      tables: drill.tables,
    },
  }
}
