import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { type SeenSet, TENDER_PLAN } from '#core/backups/source.ts'
import { auditLog } from '#db/schema/audit.ts'
import { backupSets, backupSources, sourceDrills } from '#db/schema/backup-sources.ts'
import { findings } from '#db/schema/findings.ts'
import { nodeChecks, nodes, systems } from '#db/schema/systems.ts'
import { tickets } from '#db/schema/tickets.ts'
import {
  addSource,
  lookAtDueSources,
  requestDueDrills,
  runDrills,
  sourceStanding,
  sourcesRoutes,
} from '#features/backups/index.ts'
import type { DrillOrder, EstateBackups, SourceOrder } from '#src/backup-ports.ts'
import { type Actor, AppError, ROLES } from '#src/context.ts'
import { newRouter } from '#src/route.ts'
import { actorOf, NOW, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const content = (rows: number) => ({ rows, digest: `d${rows}` })
const TABLE = { table: 'public.person', before: content(5), after: content(5) }
const good = (name: string, at: number, given: Partial<SeenSet> = {}): SeenSet => ({
  ...{ name, kind: 'full', parent: null, startedAt: at, endedAt: at + 1000, sizeBytes: 9, fileCount: 1 },
  ...{ manifest: 'authentic', missing: [], empty: [], altered: [], missingLog: [], alteredLog: [] },
  ...{ decrypt: 'not-encrypted', offsite: 'not-declared', schema: 's', tables: [TABLE] },
  ...given,
})

const SOURCE = {
  name: 'RA 数据库',
  nodeId: 'ra-db',
  kind: 'pg-dump' as const,
  place: { transport: 'local' as const, path: '/var/backups/ra' },
  offsite: null,
  stanza: '',
  plan: { ...TENDER_PLAN, movingTables: [] as string[], incrementalMaxAgeMs: DAY },
  queries: [],
  extensions: [],
  roles: [],
  drillEveryMs: 7 * DAY,
  isEnabled: true,
}

describe("a source of the estate's backups", async () => {
  const { db } = await withDatabase()
  const secrets = openSecretVault(randomBytes(32))
  /** What the world answers; each test sets its own. */
  const world = {
    sets: [] as SeenSet[],
    orders: [] as SourceOrder[],
    drill: async (_: DrillOrder): Promise<string> => 'good',
  }
  const port: EstateBackups = {
    look: async (order) => {
      world.orders.push({ ...order, passphrase: order.passphrase?.slice() ?? null })
      return {
        seen: { reachable: true, sets: world.sets },
        manifests: Object.fromEntries(world.sets.map(({ name }) => [name, `digest of ${name}`])),
      }
    },
    drill: async (order, beganAt, onPhase) => {
      onPhase('fetch')
      const answer = await world.drill(order)
      const restored = answer === 'good' ? content(5) : content(4)
      return {
        seen: {
          ...{ recoveryTimeMs: 1234, takenAt: beganAt - HOUR, beganAt, manifestSchema: 's', restoredSchema: 's' },
          tables: [{ ...TABLE, restored }],
          queries: [],
        },
        ...{ phasesMs: { fetch: 1 }, server: 'postgresql 15', isIsolated: true },
      }
    },
    sweep: async () => 0,
  }
  const ctxAt = (now = NOW, actor?: Actor) =>
    testCtx(db, { now, ports: { estateBackups: port, secrets }, ...(actor && { actor }) })
  const clockAt = (now = NOW) => ({ now: () => now, pause: async () => undefined })
  /** A pause that lasts until the drill is over: the lease is not what these tests are about. */
  const run = (now = NOW, owner = 'a') => ({
    owner,
    clock: {
      now: () => now,
      pause: (_: number, signal?: AbortSignal) =>
        new Promise<void>((resolve) => {
          if (signal?.aborted) resolve()
          signal?.addEventListener('abort', () => resolve())
        }),
    },
  })

  beforeEach(async () => {
    await db.delete(backupSources)
    await db.delete(findings)
    await db.delete(nodeChecks)
    await db
      .insert(systems)
      .values({ id: 'ra', name: 'RA 发证', group: 'g', environment: 'production', contractItem: '1', position: 1 })
      .onConflictDoNothing()
    await db
      .insert(nodes)
      .values({ id: 'ra-db', systemId: 'ra', name: 'RA 库', role: 'database', form: 'database', position: 1 })
      .onConflictDoNothing()
    Object.assign(world, { sets: [good('one', NOW - HOUR)], orders: [], drill: async () => 'good' })
  })

  const codes = async (id: string, check: 'completeness' | 'usability', now = NOW) =>
    (await sourceStanding(ctxAt(now), id, check)).map(({ code, verdict }) => `${verdict} ${code}`)

  it('becomes two items of every round, and is looked at at once', async () => {
    const { source } = await addSource(ctxAt(), SOURCE)
    expect(await codes(source.id, 'completeness')).toEqual(['unknown backup.presence.not-looked'])
    const checks = await db.select().from(nodeChecks).orderBy(nodeChecks.position)
    expect(checks.map(({ kind, layer, target, nodeId }) => [kind, layer, target, nodeId])).toEqual([
      ['backup', 'backup', `completeness:${source.id}`, 'ra-db'],
      ['backup', 'backup', `usability:${source.id}`, 'ra-db'],
    ])
    expect(await lookAtDueSources(ctxAt(), clockAt())).toBe(1)
    expect(await codes(source.id, 'completeness')).toEqual([])
    expect(await codes(source.id, 'completeness', NOW + 27 * HOUR)).toEqual(['unknown backup.presence.not-looked'])
  })

  it('that nobody registered is unknown, and no reason for a round not to end', async () => {
    for (const id of ['00000000-0000-4000-8000-000000000000', 'anything'])
      for (const check of ['completeness', 'usability'] as const)
        expect(await codes(id, check)).toEqual(['unknown backup.presence.not-looked'])
  })

  it('is looked at by one of many instances', async () => {
    await addSource(ctxAt(), SOURCE)
    const counts = await Promise.all(Array.from({ length: 4 }, () => lookAtDueSources(ctxAt(), clockAt())))
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(1)
    expect(world.orders).toHaveLength(1)
  })

  it('is not usable before a drill, usable after a good one, and not after a bad one', async () => {
    const { source } = await addSource(ctxAt(), SOURCE)
    await lookAtDueSources(ctxAt(), clockAt())
    expect(await codes(source.id, 'usability')).toEqual(['fail backup.restore.never-drilled'])
    await requestDueDrills(ctxAt())
    await requestDueDrills(ctxAt())
    expect(await runDrills(ctxAt(), run())).toBe(1)
    const [drill] = await db.select().from(sourceDrills)
    expect(drill).toMatchObject({
      ...{ state: 'ended', phase: 'ended', setName: 'one', usability: 'pass', reasons: [], recoveryTimeMs: 1234 },
      ...{ dataAgeMs: HOUR, server: 'postgresql 15', tables: { compared: 1, equal: 1, moving: 0, rows: 5 } },
    })
    expect(await codes(source.id, 'usability')).toEqual([])
    world.drill = async () => 'bad'
    await requestDueDrills(ctxAt(NOW + 7 * DAY))
    expect(await runDrills(ctxAt(NOW + 7 * DAY), run(NOW + 7 * DAY))).toBe(1)
    expect(await codes(source.id, 'usability', NOW + 7 * DAY)).toEqual(['fail backup.compare.table-differs'])
  })

  it('gives a finding and one ticket for a fault, however often it is seen, and recovers', async () => {
    await addSource(ctxAt(), SOURCE)
    world.sets = [good('one', NOW - HOUR, { altered: ['ra.dump'] })]
    await lookAtDueSources(ctxAt(), clockAt())
    await lookAtDueSources(ctxAt(NOW + 7 * HOUR), clockAt(NOW + 7 * HOUR))
    const found = await db.select().from(findings).where(eq(findings.code, 'backup.checksum.file-differs'))
    expect(found).toMatchObject([{ state: 'open', systemId: 'ra', nodeId: 'ra-db', seenCount: 2 }])
    expect(
      await db
        .select()
        .from(tickets)
        .where(eq(tickets.id, found[0]?.ticketId ?? 0)),
    ).toHaveLength(1)
    world.sets = [good('one', NOW - HOUR)]
    await lookAtDueSources(ctxAt(NOW + 14 * HOUR), clockAt(NOW + 14 * HOUR))
    const [after] = await db.select().from(findings).where(eq(findings.code, 'backup.checksum.file-differs'))
    expect(after?.state).toBe('recovered')
  })

  it('remembers each manifest as it was first seen, and tells when the newest backup disappears', async () => {
    const { source } = await addSource(ctxAt(), SOURCE)
    world.sets = [good('old', NOW - 9 * HOUR), good('new', NOW - HOUR)]
    await lookAtDueSources(ctxAt(), clockAt())
    world.sets = [good('old', NOW - 9 * HOUR)]
    await lookAtDueSources(ctxAt(NOW + 7 * HOUR), clockAt(NOW + 7 * HOUR))
    expect(world.orders.at(-1)?.knownManifests).toEqual({ old: 'digest of old', new: 'digest of new' })
    expect(await codes(source.id, 'completeness', NOW + 7 * HOUR)).toEqual(['fail backup.presence.vanished'])
    expect(await db.$count(backupSets)).toBe(2)
  })

  it('hands its secrets over for one look, keeps them through a change, and never to another place', async () => {
    const given = { ...SOURCE, manifestKey: 'key', passphrase: '口令', placeSecret: 'private key' }
    const place = {
      transport: 'sftp',
      host: 'h',
      port: 22,
      user: 'u',
      path: '/b',
      hostKey: 'ssh-ed25519 AAAA',
    } as const
    const { source } = await addSource(ctxAt(), { ...given, place })
    const app = api(ctxAt(NOW, actorOf('operator')))
    await lookAtDueSources(ctxAt(), clockAt())
    const [order] = world.orders
    expect(Buffer.from(order?.passphrase ?? []).toString()).toBe('口令')
    expect(order?.seal).toBeDefined()
    const text = await (await app.request('/backup-sources')).text()
    expect(text).not.toMatch(/private key|口令/)
    expect(text).toContain('sftp://u@h:22/b')
    const put = (body: object) =>
      app.request(`/backup-sources/${source.id}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    expect((await put({ ...SOURCE, place })).status).toBe(200)
    const [same] = await db.select().from(backupSources)
    expect(same?.placeSecretId).toBe(source.placeSecretId)
    expect((await put({ ...SOURCE, place: { ...place, host: 'elsewhere' } })).status).toBe(200)
    const [moved] = await db.select().from(backupSources)
    expect(moved?.placeSecretId).toBeNull()
    expect(moved?.passphraseId).toBe(source.passphraseId)
    const rows = await db.select().from(auditLog).where(eq(auditLog.objectId, source.id))
    expect(JSON.stringify(rows)).not.toMatch(/private key|口令/)
  })

  it('is drilled once at a time, by one of many instances, and its drill can be left and come back to', async () => {
    const { source } = await addSource(ctxAt(), SOURCE)
    await lookAtDueSources(ctxAt(), clockAt())
    const app = api(ctxAt(NOW, actorOf('operator')))
    const ask = () =>
      app.request(`/backup-sources/${source.id}/drills`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      })
    const asked = await Promise.all([ask(), ask(), ask()])
    expect(asked.map(({ status }) => status).sort()).toEqual([202, 400, 400])
    let ran = 0
    world.drill = async () => {
      ran++
      const { items } = (await (await app.request(`/backup-sources/${source.id}/drills`)).json()) as {
        items: { state: string }[]
      }
      expect(items).toMatchObject([{ state: 'running' }])
      return 'good'
    }
    const counts = await Promise.all(['a', 'b', 'c'].map((owner) => runDrills(ctxAt(), run(NOW, owner))))
    expect([ran, counts.reduce((sum, one) => sum + one, 0)]).toEqual([1, 1])
  })

  it('has a drill that proves nothing when its owner is gone, and may be drilled again', async () => {
    const { source } = await addSource(ctxAt(), SOURCE)
    await lookAtDueSources(ctxAt(), clockAt())
    await requestDueDrills(ctxAt())
    await db.update(sourceDrills).set({ state: 'running', owner: 'gone', leaseUntil: NOW + 1 })
    expect(await runDrills(ctxAt(NOW + 1), run(NOW + 1))).toBe(0)
    expect(await runDrills(ctxAt(NOW + 2), run(NOW + 2))).toBe(0)
    const [drill] = await db.select().from(sourceDrills)
    expect(drill).toMatchObject({ state: 'ended', usability: 'unknown' })
    expect(await codes(source.id, 'usability')).toEqual(['fail backup.restore.never-drilled'])
    await requestDueDrills(ctxAt(NOW + 8 * DAY))
    expect(await runDrills(ctxAt(NOW + 8 * DAY), run(NOW + 8 * DAY))).toBe(1)
  })

  it('is changed by operators only, and read by people of the house', async () => {
    const id = '00000000-0000-4000-8000-000000000000'
    const mayChange = ['operator']
    const mayStart = ['operator', 'system-admin']
    const mayRead = [...mayStart, 'auditor', 'security-admin', 'audit-admin']
    for (const role of ROLES) {
      const app = api(ctxAt(NOW, actorOf(role)))
      const refused = async (path: string, method: string, body?: object) => {
        const init = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
        const answer = (await (await app.request(path, { method, ...init })).json()) as { kind?: string }
        return answer.kind === 'forbidden'
      }
      expect([role, await refused('/backup-sources', 'GET')]).toEqual([role, !mayRead.includes(role)])
      expect([role, await refused(`/backup-sources/${id}`, 'PUT', SOURCE)]).toEqual([role, !mayChange.includes(role)])
      expect([role, await refused(`/backup-sources/${id}/check`, 'POST')]).toEqual([role, !mayStart.includes(role)])
      expect([role, await refused(`/backup-sources/${id}/drills`, 'POST', {})]).toEqual([
        role,
        !mayStart.includes(role),
      ])
    }
  })
})

/** The slice's routes with somebody signed in; errors as their kind and code. */
function api(ctx: ReturnType<typeof testCtx>) {
  const app = newRouter()
  app.use((c, next) => {
    c.set('ctx', ctx)
    c.set('language', 'zh')
    return next()
  })
  app.onError((error, c) => {
    if (error instanceof AppError) return c.json({ kind: error.kind, code: error.code }, 400)
    throw error
  })
  return app.route('/', sourcesRoutes)
}
