// The same app on Cloudflare Workers (local workerd in development): API and console over Hyperdrive, rounds planned and claimed by cron.

import { openWorkerDatabase } from '#db/open.worker.ts'
import { planRounds, runDueRound, settleOverdueRounds } from '#features/inspections/index.ts'
import { runBatches } from '#features/verification/index.ts'
import { createApp } from '#http/app.ts'
import type { Asset, Log } from '#http/deps.ts'
import type { Ctx } from './context.ts'
import { workerPorts } from './ports.worker.ts'

interface Bindings {
  HYPERDRIVE: { connectionString: string }
  ASSETS: { fetch(request: Request): Promise<Response> }
  /** Where people reach the service; absent: wherever the request says. */
  PUBLIC_URL?: string
  /** `offered`: privileged roles need not bring two factors. */
  TWO_FACTORS?: string
}

/** What Cloudflare hands to every invocation. */
interface Execution {
  waitUntil(work: Promise<unknown>): void
}

const log: Log = {
  info: (fields, message) => console.log(JSON.stringify({ level: 'info', message, ...fields })),
  warn: (fields, message) => console.warn(JSON.stringify({ level: 'warn', message, ...fields })),
  error: (fields, message) => console.error(JSON.stringify({ level: 'error', message, ...fields })),
}

/** Costly to make (a password hash), the same for every request. */
let ports: ReturnType<typeof workerPorts> | undefined

export default {
  async fetch(request: Request, env: Bindings, execution: Execution): Promise<Response> {
    const database = openWorkerDatabase(env.HYPERDRIVE.connectionString)
    ports ??= workerPorts()
    const app = createApp({
      db: database.db,
      ports,
      now: Date.now,
      log,
      checkReady: database.ping,
      publicUrl: new URL(env.PUBLIC_URL ?? new URL(request.url).origin),
      twoFactors: env.TWO_FACTORS === 'offered' ? 'offered' : 'required',
      addressOf: (c) => c.req.header('cf-connecting-ip') ?? '',
      readAsset: (path) => readAsset(env, request, path),
    })
    try {
      return await app.fetch(request)
    } finally {
      execution.waitUntil(database.close())
    }
  },

  async scheduled(event: { cron: string; scheduledTime: number }, env: Bindings): Promise<void> {
    const database = openWorkerDatabase(env.HYPERDRIVE.connectionString)
    try {
      ports ??= workerPorts()
      const ctx: Ctx = {
        db: database.db,
        ports,
        now: Date.now(),
        actor: { type: 'system', name: `cron ${event.cron}` },
        requestId: crypto.randomUUID(),
      }
      await tick(ctx)
    } finally {
      await database.close()
    }
  },
}

/** Plans, settles what is overdue, and runs what is due, in that order. Any number of instances may do so at once. */
async function tick(ctx: Ctx): Promise<void> {
  await planRounds(ctx)
  await settleOverdueRounds(ctx)
  const owner = `worker ${ctx.requestId}`
  const pause = (durationMs: number) => new Promise<void>((resolve) => setTimeout(resolve, durationMs))
  const options = { owner, clock: { now: Date.now, pause } }
  for (let due = await runDueRound(ctx, options); due; due = await runDueRound(ctx, options))
    log.info({ round: due.roundId, outcome: due.outcome }, 'round run')
  await runBatches(ctx, options.clock)
}

async function readAsset(env: Bindings, request: Request, path: string): Promise<Asset | undefined> {
  const answer = await env.ASSETS.fetch(new Request(new URL(`/${path}`, request.url)))
  if (!answer.ok) return undefined
  return {
    body: new Uint8Array(await answer.arrayBuffer()),
    contentType: answer.headers.get('content-type') ?? 'application/octet-stream',
    isImmutable: path.startsWith('assets/'),
  }
}
