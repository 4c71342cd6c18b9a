// One running service on Node: opens the database, brings it up to date, fills a new estate, answers HTTP, and stops in reverse order.

import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEmbedded } from '#adapters/database/embedded.node.ts'
import { folderAssets } from '#adapters/storage/assets.node.ts'
import { openLog } from '#adapters/telemetry/log.node.ts'
import { prometheusMetrics } from '#adapters/telemetry/metrics.node.ts'
import { migrate, openDatabase } from '#db/open.node.ts'
import { type CreatedAccount, seedAccounts } from '#features/accounts/index.ts'
import { createApp } from '#http/app.ts'
import type { Log } from '#http/deps.ts'
import { addressFrom, listen } from '#http/listen.node.ts'
import type { Config } from './config.ts'
import type { Ctx } from './context.ts'
import { nodePorts } from './ports.node.ts'

export interface Service {
  url: URL
  /** Made by this start; empty on every later one. */
  credentials: CreatedAccount[]
  /** Where the credentials were written down. */
  credentialsFile: string
  /** Settles when the database has ended without being asked to. */
  failed: Promise<Error>
  stop(): Promise<void>
}

/** What was opened, to be closed in reverse. */
class Opened {
  readonly #closers: (() => Promise<unknown> | unknown)[] = []

  onClose(closer: () => Promise<unknown> | unknown): void {
    this.#closers.unshift(closer)
  }

  async close(): Promise<void> {
    for (const closer of this.#closers.splice(0)) await closer()
  }
}

/** @throws DirectoryInUse, PortInUse, or whatever the database says. What was opened until then is closed again. */
export async function startService(config: Config): Promise<Service> {
  const opened = new Opened()
  try {
    return await open(config, opened)
  } catch (error) {
    await opened.close()
    throw error
  }
}

async function open(config: Config, opened: Opened): Promise<Service> {
  const log = openLog(config.logLevel)
  const dataDirectory = resolve(config.dataDir)
  const { url: databaseUrl, failed } = await openServer(config, dataDirectory, log, opened)
  const listener = await listen(config.host, config.port)
  opened.onClose(() => listener.close(config.shutdownGraceSeconds * 1000))
  const migrations = await migrate(databaseUrl)
  const database = openDatabase(databaseUrl, { poolSize: config.databasePoolSize, applicationName: 'zhengxun' })
  opened.onClose(database.close)
  const { ports, close } = nodePorts({ config, kek: keyEncryptionKey(config, dataDirectory), databaseUrl })
  opened.onClose(close)
  const ctx = (): Ctx => ({
    db: database.db,
    ports,
    now: Date.now(),
    actor: { type: 'system', name: 'start' },
    requestId: 'start',
  })
  const url = config.publicUrl ?? new URL(`http://${urlHost(config.host)}:${listener.port}`)
  const credentials = config.estate === 'sample' ? await seedAccounts(ctx()) : []
  const credentialsFile = join(dataDirectory, 'first-sign-in.txt')
  writeDown(credentials, credentialsFile)
  const app = createApp({
    db: database.db,
    ports,
    now: Date.now,
    log,
    checkReady: database.ping,
    publicUrl: url,
    addressOf: addressFrom(config.trustedProxies),
    metrics: prometheusMetrics(),
    readAsset: folderAssets(fileURLToPath(new URL('./web', import.meta.url))),
  })
  listener.serve(app.fetch)
  log.info({ url: url.href, migrations, estate: config.estate }, 'listening')
  return { url, credentials, credentialsFile, failed, stop: () => opened.close() }
}

/** The configured server, or the embedded one. */
async function openServer(
  config: Config,
  dataDirectory: string,
  log: Log,
  opened: Opened,
): Promise<{ url: string; failed: Promise<Error> }> {
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, failed: new Promise(() => undefined) }
  const onLog = (line: string) => log.warn({ line }, 'postgresql')
  const embedded = await startEmbedded({
    dataDirectory,
    onLog: (line) => (/ (WARNING|ERROR|FATAL|PANIC): /.test(line) ? onLog(line) : undefined),
  })
  opened.onClose(embedded.stop)
  return { url: embedded.url, failed: embedded.ended.then(() => new Error('the embedded PostgreSQL has ended')) }
}

/** The configured key, or a random one made at the first start. Who loses it loses every sealed private key. */
function keyEncryptionKey(config: Config, dataDirectory: string): Uint8Array {
  if (config.kek !== undefined) return Buffer.from(config.kek, 'hex')
  const path = join(dataDirectory, 'kek')
  mkdirSync(dataDirectory, { recursive: true })
  if (!existsSync(path)) writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  return Buffer.from(readFileSync(path, 'utf8').trim(), 'hex')
}

function writeDown(credentials: readonly CreatedAccount[], path: string): void {
  if (credentials.length === 0) return
  const lines = credentials.map(({ username, password, name }) => `${username}\t${password}\t${name}`)
  writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o600 })
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
