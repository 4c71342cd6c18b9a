// One running service on Node: opens the database, brings it up to date, fills a new estate, answers HTTP, and stops in reverse order.

import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { embeddedBackupEngine } from '#adapters/backup/engine.node.ts'
import { startEmbedded } from '#adapters/database/embedded.node.ts'
import { folderAssets } from '#adapters/storage/assets.node.ts'
import { openLog } from '#adapters/telemetry/log.node.ts'
import { prometheusMetrics } from '#adapters/telemetry/metrics.node.ts'
import { refuseStrongRole } from '#db/acting-role.ts'
import { openDatabase } from '#db/open.node.ts'
import { type CreatedAccount, sealExistingRights, seedAccounts } from '#features/accounts/index.ts'
import { createApp } from '#http/app.ts'
import type { Log } from '#http/deps.ts'
import { addressFrom, listen } from '#http/listen.node.ts'
import { PLANTED_FAULTS } from '#lab/faults.ts'
import { keysFrom } from '#lab/keys.ts'
import { type Laboratory, startLaboratory } from '#lab/laboratory.ts'
import { memoryIn } from '#lab/memory.ts'
import { type Config, ConfigError, twoFactorsOf } from './config.ts'
import { AppError, type Ctx, ROLES } from './context.ts'
import { openKeks } from './key-encryption-key.node.ts'
import { nodePorts, UPLOADS_FOLDER } from './ports.node.ts'
import type { BackupEngine } from './ports.ts'
import { loadSampleEstate } from './sample-estate.ts'
import { startSchedule } from './schedule.node.ts'
import { JOBS, type Job, START_JOBS } from './schedule.ts'
import { upgradeDatabase } from './upgrade.node.ts'

export interface Service {
  url: URL
  /** Made by this start; empty on every later one. */
  credentials: CreatedAccount[]
  /** Where the credentials were written down. */
  credentialsFile: string
  /** Signed files to try a verification on; empty estates have none. */
  samplesFolder?: string
  /** Settles when the database has ended without being asked to. */
  failed: Promise<Error>
  stop(): Promise<void>
}

/** Keys of the laboratory's authorities, among the sources: the container image is without them. */
const LABORATORY_KEYS = fileURLToPath(new URL('../ca-fixtures/built/keys', import.meta.url))
const NO_LABORATORY =
  'ZHENGXUN_ESTATE: 这里没有示例环境（容器镜像不带），请用 empty · there is no sample estate here (the container image has none): use empty'

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
  if (config.estate === 'sample' && !existsSync(LABORATORY_KEYS)) throw new ConfigError([NO_LABORATORY])
  const log = openLog(config.logLevel)
  const dataDirectory = resolve(config.dataDir)
  const server = await openServer(config, dataDirectory, log, opened)
  const listener = await listen(config.host, config.port)
  opened.onClose(() => listener.close(config.shutdownGraceSeconds * 1000))
  const { migrations, backupId } = await upgradeDatabase({
    url: server.ownerUrl,
    ...server.engine,
    backupDirectory: join(dataDirectory, 'backups'),
    now: Date.now(),
  })
  if (backupId) log.info({ backupId }, 'backed up before the upgrade')
  const database = openDatabase(server.url, { poolSize: config.databasePoolSize, applicationName: 'zhengxun' })
  opened.onClose(database.close)
  const role = await refuseStrongRole(database.db)
  if (role.isLoginOwner) log.warn({ login: role.login }, 'one address for the service and the owner of its tables')
  const keks = await openKeks(config, dataDirectory)
  // What a killed process was receiving is nobody's any more.
  await rm(join(dataDirectory, UPLOADS_FOLDER), { recursive: true, force: true })
  const { ports, close } = nodePorts({ config, keks, databaseUrl: server.url, ...server.engine })
  opened.onClose(close)
  const ctxOf = (name: string): Ctx => ({
    db: database.db,
    ports,
    now: Date.now(),
    actor: { type: 'system', name },
    requestId: `${name}/${randomUUID()}`,
  })
  const listening = new URL(`http://${urlHost(config.host)}:${listener.port}`)
  const url = config.publicUrl ?? listening
  const app = createApp({
    db: database.db,
    ports,
    now: Date.now,
    log,
    checkReady: database.ping,
    publicUrl: url,
    addressOf: addressFrom(config.trustedProxies),
    twoFactors: twoFactorsOf(config),
    mayClerksBeUnknown: config.certificateRevocation === 'clerks-unknown',
    carrierUrl: config.carrier,
    metrics: prometheusMetrics(),
    readAsset: folderAssets(fileURLToPath(new URL('./web', import.meta.url))),
  })
  await sealExistingRights(ctxOf('start')).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error
    // Nobody is let in; the finding about it, and who is told of it, need the service.
    log.error({ code: error.code }, 'the seals over rights are gone')
  })
  const credentials = await fillEstate(config, ctxOf('start'), opened, listening)
  const credentialsFile = join(dataDirectory, 'first-sign-in.txt')
  writeDown(credentials, credentialsFile)
  listener.serve(app.fetch)
  const runs = ({ name, isForEmbeddedDatabase }: Job) =>
    (server.engine.backupEngine !== undefined || !isForEmbeddedDatabase) &&
    (config.estate === 'sample' || name !== 'first-inspection')
  const schedule = startSchedule(JOBS.filter(runs), START_JOBS.filter(runs), ctxOf, log)
  opened.onClose(() => schedule.stop(config.shutdownGraceSeconds * 1000))
  log.info({ url: url.href, migrations, estate: config.estate }, 'listening')
  const samples = config.estate === 'sample' ? { samplesFolder: join(dataDirectory, 'samples') } : {}
  return { url, credentials, credentialsFile, ...samples, failed: server.failed, stop: () => opened.close() }
}

interface Server {
  url: string
  ownerUrl: string
  failed: Promise<Error>
  engine: { backupEngine?: BackupEngine }
}

/** The configured server, or the embedded one. */
async function openServer(config: Config, dataDirectory: string, log: Log, opened: Opened): Promise<Server> {
  if (config.databaseUrl !== undefined)
    return {
      url: config.databaseUrl,
      ownerUrl: config.databaseOwnerUrl ?? config.databaseUrl,
      failed: new Promise(() => undefined),
      engine: {},
    }
  const { url, ownerUrl, clusterDirectory, ended, stop } = await startEmbedded({
    dataDirectory,
    onLog: (line) => {
      if (/ (WARNING|ERROR|FATAL|PANIC): /.test(line)) log.warn({ line }, 'postgresql')
    },
  })
  opened.onClose(stop)
  return {
    url,
    ownerUrl,
    failed: ended.then(() => new Error('the embedded PostgreSQL has ended')),
    engine: { backupEngine: embeddedBackupEngine({ dataDirectory, url: ownerUrl, clusterDirectory, now: Date.now }) },
  }
}

/**
 * A sample estate: the laboratory with the faults it is shown with, the register it plays in, and an account for each role, two for what takes two.
 * An empty one: who may make the other accounts, and nothing else.
 */
async function fillEstate(config: Config, ctx: Ctx, opened: Opened, listening: URL): Promise<CreatedAccount[]> {
  if (config.estate === 'empty') return seedAccounts(ctx, ['security-admin'])
  const dataDirectory = resolve(config.dataDir)
  mkdirSync(dataDirectory, { recursive: true })
  const lab = await startLaboratory({
    now: Date.now,
    keys: keysFrom(LABORATORY_KEYS),
    memory: memoryIn(join(dataDirectory, 'laboratory.json')),
  })
  opened.onClose(lab.stop)
  for (const { service, fault } of PLANTED_FAULTS) await lab.setFault(service, fault, true)
  await loadSampleEstate(ctx, lab, config.databaseUrl === undefined, listening.origin)
  await writeSamples(lab, join(dataDirectory, 'samples'))
  // Where its machines are looked after: to install on them what was renewed, or to break them.
  writeFileSync(join(dataDirectory, 'laboratory.url'), `${lab.controlUrl}\n`)
  // What takes two persons takes two who may: with one of each, nobody could try it.
  return seedAccounts(ctx, [...ROLES, 'security-admin', 'operator', 'ra-officer'])
}

/** Fresh at every start: the revocation lists inside them go out of date. */
async function writeSamples(lab: Laboratory, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const { name, bytes } of await lab.samples()) writeFileSync(join(folder, name), bytes)
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
