import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { embeddedBackupEngine } from '#adapters/backup/engine.node.ts'
import { startEmbedded } from '#adapters/database/embedded.node.ts'
import { migrate, openDatabase } from '#db/open.node.ts'
import { auditLog } from '#db/schema/audit.ts'
import { backupDrills, backups } from '#db/schema/backups.ts'
import {
  backupStanding,
  backupsRoutes,
  beginBackup,
  beginDrill,
  checkBackup,
  completeBackup,
  completeDrill,
  dropOldBackups,
  endInterrupted,
  listBackups,
} from '#features/backups/index.ts'
import { type Actor, AppError, type Ctx, ROLES } from '#src/context.ts'
import type { BackupEngine } from '#src/ports.ts'
import { newRouter } from '#src/route.ts'
import { START_JOBS } from '#src/schedule.ts'
import { actorOf, NOW, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { passableFolder } from '../../folder.ts'

const HOUR_MS = 3_600_000
const NOBODY = '00000000-0000-4000-8000-000000000000'

/** The slice's routes with somebody signed in; errors as their kind and code. */
function api(ctx: Ctx) {
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
  return app.route('/', backupsRoutes)
}

interface Line {
  id: string
  state: string
  completeness: string | null
  completenessReasons: { code: string; text: { zh: string } }[]
  drill: { state: string; usability: string | null; tables: { compared: number; equal: number } | null } | null
}

describe('a backup of the very database that tells of it', async () => {
  const dataDirectory = passableFolder('backups')
  const database = await startEmbedded({ dataDirectory, isDurable: false })
  await migrate(database.ownerUrl)
  const { db, close } = openDatabase(database.url, { poolSize: 4, applicationName: 'test' })
  const { ownerUrl: url, clusterDirectory } = database
  const backupEngine = embeddedBackupEngine({ dataDirectory, url, clusterDirectory, now: () => NOW })
  const ctxAt = (now = NOW, actor?: Actor) => testCtx(db, { now, ports: { backupEngine }, ...(actor && { actor }) })
  const made = await completeBackup(ctxAt(), await beginBackup(ctxAt()), () => NOW + 5_000)
  const folder = join(dataDirectory, 'backups', made.id)
  const drillNow = async (id: string) => completeDrill(ctxAt(), await beginDrill(ctxAt(), id), () => NOW + 9_000)

  afterAll(async () => {
    await close()
    await database.stop()
    rmSync(dataDirectory, { recursive: true, force: true })
  })

  it('has two verdicts: it is complete once every byte was read, and usable once it was restored', async () => {
    expect(made).toMatchObject({ state: 'complete', completeness: 'pass', completenessReasons: [], error: null })
    expect(made.endedAt).toBe(NOW + 5_000)
    expect(await backupStanding(ctxAt())).toMatchObject({
      completeness: [],
      usability: [{ code: 'backups.never-drilled', verdict: 'fail' }],
    })
    const drill = await drillNow(made.id)
    expect(drill).toMatchObject({ state: 'complete', phase: 'ended', usability: 'pass', reasons: [], dataAgeMs: 0 })
    expect(drill.tables?.compared).toBe(made.tableCount)
    expect(drill.tables?.equal).toBe(drill.tables?.compared)
    expect(await backupStanding(ctxAt())).toEqual({ completeness: [], usability: [] })
  })

  it('is told by the trail: who began, how it ended', async () => {
    const rows = await db.select().from(auditLog).where(eq(auditLog.objectId, made.id)).orderBy(auditLog.seq)
    const actions = ['backup.started', 'backup.ended', 'backup.checked', 'drill.started', 'drill.ended']
    expect(rows.map((row) => row.action)).toEqual(actions)
  })

  it('with one flipped bit is neither complete nor usable, and the standing falls with it', async () => {
    const path = join(folder, 'data/PG_VERSION')
    const good = readFileSync(path)
    writeFileSync(path, Buffer.from(good.map((byte, at) => (at === 0 ? byte ^ 1 : byte))))
    try {
      const checked = await checkBackup(ctxAt(), made.id)
      expect(checked).toMatchObject({ completeness: 'fail', completenessReasons: [{ code: 'backups.file-altered' }] })
      const drill = await drillNow(made.id)
      expect(drill.usability).toBe('fail')
      expect(drill.reasons.map(({ code }) => code)).toEqual(['backups.file-altered', 'backups.start-failed'])
      expect((await backupStanding(ctxAt())).completeness).toMatchObject([{ code: 'backups.none' }])
    } finally {
      writeFileSync(path, good)
    }
    expect(await checkBackup(ctxAt(), made.id)).toMatchObject({ completeness: 'pass', completenessReasons: [] })
  })

  it('with a manifest somebody wrote anew is not complete, and no drill starts from it', async () => {
    const path = join(folder, 'manifest.json')
    const good = readFileSync(path, 'utf8')
    writeFileSync(path, good.replace('"rows": 0', '"rows": 1'))
    try {
      const checked = await checkBackup(ctxAt(), made.id)
      expect(checked.completenessReasons).toMatchObject([{ code: 'backups.manifest-altered' }])
      const { usability, reasons } = await drillNow(made.id)
      expect(usability).toBe('fail')
      expect(reasons.map(({ code }) => code)).toEqual(['backups.manifest-altered', 'backups.start-failed'])
    } finally {
      writeFileSync(path, good)
    }
    await checkBackup(ctxAt(), made.id)
  })

  it('is asked for over HTTP, answers before it is made, and its end is in the list', async () => {
    const app = api(ctxAt(NOW + HOUR_MS, actorOf('operator')))
    const lineOf = async (id: string) => {
      const { items } = (await (await app.request('/backups')).json()) as { items: Line[] }
      return items.find((one) => one.id === id)
    }
    const answer = await app.request('/backups', { method: 'POST' })
    expect(answer.status).toBe(202)
    const { id } = (await answer.json()) as { id: string }
    expect(readdirSync(join(dataDirectory, 'backups'))).not.toContain(id)
    const ended = await vi.waitUntil(
      async () => {
        const line = await lineOf(id)
        return line?.completeness ? line : undefined
      },
      { timeout: 30_000, interval: 200 },
    )
    expect(ended).toMatchObject({ state: 'complete', completeness: 'pass', drill: null })
    expect((await app.request(`/backups/${id}/drill`, { method: 'POST' })).status).toBe(202)
    const drilled = await vi.waitUntil(
      async () => {
        const line = await lineOf(id)
        return line?.drill?.usability ? line : undefined
      },
      { timeout: 30_000, interval: 200 },
    )
    expect(drilled.drill).toMatchObject({ state: 'complete', usability: 'pass' })
    expect(drilled.drill?.tables?.equal).toBe(drilled.drill?.tables?.compared)
  }, 90_000)

  it('is made at a start when the last good one is overdue, and not while it is fresh', async () => {
    const overdue = START_JOBS.find(({ name }) => name === 'overdue-backup')
    const startAt = async (now: number) => {
      const clock = { now: () => now, pause: async () => undefined }
      await overdue?.run(ctxAt(now), { clock, owner: 'test' })
      return db.$count(backups)
    }
    expect(await startAt(NOW + 31 * HOUR_MS)).toBe(2)
    expect(await startAt(NOW + 31 * HOUR_MS + 1)).toBe(3)
    expect(await backupStanding(ctxAt(NOW + 31 * HOUR_MS + 1))).toEqual({ completeness: [], usability: [] })
  }, 90_000)
})

describe('whoever begins', async () => {
  const { db } = await withDatabase()
  const broken = new Error('disk full')
  const removed: string[] = []
  const backupEngine: BackupEngine = {
    take: () => Promise.reject(broken),
    inspect: () => Promise.reject(broken),
    remove: async (id) => void removed.push(id),
    drill: () => Promise.reject(broken),
  }
  const ctxAt = (now = NOW, actor?: Actor) => testCtx(db, { now, ports: { backupEngine }, ...(actor && { actor }) })
  const complete = async (startedAt: number) => {
    const [row] = await db
      .insert(backups)
      .values({ id: crypto.randomUUID(), state: 'complete', startedAt, completeness: 'pass' })
      .returning()
    return row?.id ?? ''
  }

  it('of many at once is one, and the others are told that it is busy', async () => {
    const begun = await Promise.allSettled(Array.from({ length: 4 }, () => beginBackup(ctxAt())))
    expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const one of begun)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ kind: 'conflict', code: 'backups.busy' })
    const answer = await api(ctxAt(NOW, actorOf('operator'))).request('/backups', { method: 'POST' })
    expect(await answer.json()).toEqual({ kind: 'conflict', code: 'backups.busy' })
  })

  it('cannot drill a backup that is not finished, nor one that is not there', async () => {
    const [running] = await db.select().from(backups).where(eq(backups.state, 'running'))
    const app = api(ctxAt(NOW, actorOf('operator')))
    const refusal = async (id: string) => (await app.request(`/backups/${id}/drill`, { method: 'POST' })).json()
    expect(await refusal(running?.id ?? '')).toEqual({ kind: 'precondition', code: 'backups.not-complete' })
    expect(await refusal(NOBODY)).toEqual({ kind: 'not-found', code: 'backups.not-found' })
    expect(await refusal('not-an-id')).toMatchObject({ kind: 'bad-input' })
    await expect(checkBackup(ctxAt(), running?.id ?? '')).rejects.toMatchObject({ kind: 'precondition' })
  })

  it('may take over what has run for an hour, and not a millisecond before', async () => {
    const [left] = await db.select().from(backups).where(eq(backups.state, 'running'))
    await expect(beginBackup(ctxAt(NOW + HOUR_MS - 1))).rejects.toMatchObject({ code: 'backups.busy' })
    const next = await beginBackup(ctxAt(NOW + HOUR_MS))
    const [abandoned] = await db
      .select()
      .from(backups)
      .where(eq(backups.id, left?.id ?? ''))
    expect(abandoned).toMatchObject({ state: 'failed', error: 'abandoned' })
    const ended = await completeBackup(ctxAt(NOW + HOUR_MS), next, () => NOW + HOUR_MS + 1)
    expect(ended).toMatchObject({ state: 'failed', error: 'disk full', completeness: null })
  })

  it('of many drills at once is one; a drill that breaks off proves nothing, and says so', async () => {
    const id = await complete(NOW + 1)
    const begun = await Promise.allSettled(Array.from({ length: 4 }, () => beginDrill(ctxAt(), id)))
    const [first, ...more] = begun.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    expect(more).toEqual([])
    await expect(beginDrill(ctxAt(), id)).rejects.toMatchObject({ kind: 'conflict', code: 'backups.busy' })
    const drill = await completeDrill(ctxAt(), first ?? '', () => NOW + 1)
    expect(drill).toMatchObject({ state: 'failed', phase: 'ended', usability: 'unknown', tables: null })
    expect(drill.reasons).toMatchObject([{ code: 'backups.drill-interrupted', verdict: 'unknown' }])
    expect((await backupStanding(ctxAt())).usability).toMatchObject([{ code: 'backups.never-drilled' }])
    const left = await beginDrill(ctxAt(), id)
    await expect(beginDrill(ctxAt(NOW + HOUR_MS), id)).rejects.toMatchObject({ code: 'backups.busy' })
    await beginDrill(ctxAt(NOW + HOUR_MS + 1), id)
    const [abandoned] = await db.select().from(backupDrills).where(eq(backupDrills.id, left))
    expect(abandoned).toMatchObject({ state: 'failed', usability: 'unknown' })
  })

  it('finds what the process before it left unfinished ended, and may begin at once', async () => {
    expect(await db.$count(backupDrills, eq(backupDrills.state, 'running'))).toBe(1)
    const next = await beginBackup(ctxAt())
    await endInterrupted(ctxAt())
    expect(await db.$count(backupDrills, eq(backupDrills.state, 'running'))).toBe(0)
    const [cut] = await db.select().from(backups).where(eq(backups.id, next))
    expect(cut).toMatchObject({ state: 'failed', error: 'interrupted' })
    expect(removed).toEqual([next])
    await beginBackup(ctxAt())
    await endInterrupted(ctxAt())
  })

  it('must be an operator or a system administrator; a reader must be of the house', async () => {
    const mayBegin = ['operator', 'system-admin']
    const mayRead = [...mayBegin, 'auditor', 'security-admin', 'audit-admin']
    for (const role of ROLES) {
      const app = api(ctxAt(NOW, actorOf(role)))
      const isRefused = async (path: string, method: string) => {
        const answer = (await (await app.request(path, { method })).json()) as { kind?: string }
        return answer.kind === 'forbidden'
      }
      expect([role, await isRefused(`/backups/${NOBODY}/drill`, 'POST')]).toEqual([role, !mayBegin.includes(role)])
      if (!mayBegin.includes(role)) expect(await isRefused('/backups', 'POST')).toBe(true)
      expect([role, await isRefused('/backups', 'GET')]).toEqual([role, !mayRead.includes(role)])
    }
  })

  it('keeps one a day and one a month, the last usable one whatever its age, and says what went', async () => {
    await db.delete(backupDrills)
    await db.delete(backups)
    const DAY_MS = 24 * HOUR_MS
    const usable = await complete(NOW - 500 * DAY_MS)
    const day = { state: 'complete', phase: 'ended', startedAt: NOW, usability: 'pass', reasons: [] }
    await db.insert(backupDrills).values({ id: crypto.randomUUID(), backupId: usable, ...day })
    const old = await complete(NOW - 499 * DAY_MS)
    const daily: string[] = []
    for (let at = 0; at < 40; at++)
      daily.push(await complete(NOW - at * DAY_MS), await complete(NOW - at * DAY_MS - HOUR_MS))
    removed.length = 0
    const dropped = await dropOldBackups(ctxAt())
    expect(removed).toHaveLength(dropped)
    expect(removed).not.toContain(usable)
    const { items } = await listBackups(ctxAt(), { limit: 200 })
    // 14 days and of the month before the last day; of 2025 the two old ones lie in one month each.
    const kept = items.map(({ backup }) => backup.id)
    expect(kept).toContain(usable)
    expect(kept.filter((id) => daily.includes(id)).length).toBe(15)
    expect(kept.includes(old)).toBe(true)
    expect(await dropOldBackups(ctxAt())).toBe(0)
    const rows = await db.select().from(auditLog).where(eq(auditLog.action, 'backup.removed'))
    expect(rows).toHaveLength(dropped)
  })

  it('lists page by page, newest first, every backup once', async () => {
    await db.delete(backupDrills)
    await db.delete(backups)
    const ids = [await complete(NOW + 10), await complete(NOW + 20), await complete(NOW + 30)]
    const first = await listBackups(ctxAt(), { limit: 2 })
    const total = await db.$count(backups)
    const rest = await listBackups(ctxAt(), { limit: 50, cursor: Number(first.nextCursor) })
    const listed = [...first.items, ...rest.items].map(({ backup }) => backup)
    expect(rest.nextCursor).toBeNull()
    expect(new Set(listed.map(({ id }) => id)).size).toBe(total)
    expect(listed.map(({ startedAt }) => startedAt)).toEqual(
      listed.map((one) => one.startedAt).toSorted((a, b) => b - a),
    )
    expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining(ids))
  })
})
