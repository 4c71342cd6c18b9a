// The stage of the inspection suites: a small register in a real database, a prober that says what the suite wants, a clock by hand.

import { onTestFinished } from 'vitest'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import type { ProbeVerdict, Reason } from '#core/checks/check.ts'
import type { ProbeRequest, ProbeResult } from '#core/checks/probe-result.ts'
import type { Instant } from '#core/verdict.ts'
import type { Db } from '#db/database.ts'
import type { Clock } from '#features/inspections/index.ts'
import { type Register, saveRegister } from '#features/systems/index.ts'
import type { Actor, Ctx } from '#src/context.ts'
import { testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

export type Says = (request: ProbeRequest) => { verdict: ProbeVerdict; reasons?: Reason[] }

export interface Stage {
  clock: Clock & { set(at: Instant): void }
  ctx(actor?: Actor): Ctx
  /** Targets that were asked, in order. */
  asked: string[]
  says: Says
}

export function stage(db: Db, from: Instant): Stage {
  let now = from
  const asked: string[] = []
  const self: Stage = {
    asked,
    says: () => ({ verdict: 'pass' }),
    clock: {
      now: () => now,
      set: (at) => {
        now = at
      },
      // Nobody waits on the clock: a pause lasts until it is called off.
      pause: (_, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted) resolve()
          signal?.addEventListener('abort', () => resolve(), { once: true })
        }),
    },
    ctx: (actor) => {
      const prober = { run: async (request: ProbeRequest) => answer(request) }
      return testCtx(db, { now, ports: { prober, spreadsheets }, ...(actor ? { actor } : {}) })
    },
  }
  const answer = (request: ProbeRequest): ProbeResult => {
    asked.push(request.target)
    const { verdict, reasons = [] } = self.says(request)
    const { kind, target } = request
    const nothing = { measured: {}, thresholds: {}, evidence: [], phasesMs: {} }
    return { kind, target, verdict, reasons, startedAt: now, durationMs: 1, probe: 'test/1', ...nothing }
  }
  return self
}

const title = (zh: string) => ({ zh, en: zh })

/** `automatic` probed checks and `manual` ones, spread over systems of ten. */
export function register(automatic: number, manual: number): Register {
  const check = (index: number) => {
    const isManual = index >= automatic
    return {
      id: `check-${index}`,
      kind: isManual ? ('manual' as const) : ('tcp' as const),
      layer: (['network', 'os', 'application', 'database', 'backup'] as const)[index % 5] ?? 'network',
      title: title(`检查 ${index}`),
      target: isManual ? '' : `host-${index}:443`,
      settings: {},
      enabled: true,
      mustMeasure: false,
    }
  }
  const systems = Array.from({ length: Math.ceil((automatic + manual) / 10) }, (_, at) => ({
    id: `system-${at}`,
    name: `系统 ${at}`,
    group: '测试',
    environment: 'production' as const,
    contractItem: '3.6.1',
    owner: null,
    nodes: [
      {
        id: `node-${at}`,
        name: `节点 ${at}`,
        role: 'application' as const,
        form: 'software' as const,
        os: null,
        address: null,
        warrantyUntil: null,
        seedLine: null,
        riskAcceptance: null,
        standIn: null,
        behind: null,
        checks: Array.from({ length: Math.min(10, automatic + manual - at * 10) }, (__, i) => check(at * 10 + i)),
      },
    ],
  }))
  return { systems }
}

/** A database for one test: its connections end with the test. */
export async function ownDatabase(): Promise<Db> {
  return (await ownDatabaseAndOwner()).db
}

/** Also as its owner, who may change what only grows. */
export async function ownDatabaseAndOwner(): Promise<{ db: Db; owner: Db }> {
  const { db, owner, close } = await withDatabase()
  onTestFinished(close)
  return { db, owner }
}

export async function withRegister(db: Db, automatic: number, manual: number): Promise<void> {
  await db.transaction((tx) => saveRegister(tx, register(automatic, manual)))
}
