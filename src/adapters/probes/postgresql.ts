// postgresql: logs in as a client would, writes and reads a canary row, and asks the server about itself.

import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { z } from 'zod'
import { judge } from '#core/checks/check.ts'
import { POSTGRESQL_CHECKS, type PostgresqlEvidence } from '#core/checks/postgresql.ts'
import type { Probe, Task } from './probe.ts'
import type { Recorder } from './recorder.ts'
import { readHostPort, readSettings } from './settings.ts'

const seconds = (usual: number) => z.number().positive().default(usual)
const percent = (usual: number) => z.number().min(1).max(100).default(usual)

const THRESHOLDS = {
  expectRole: z.enum(['primary', 'standby']).optional(),
  warnSessionsPercent: percent(80),
  failSessionsPercent: percent(95),
  warnLockS: seconds(300),
  failLockS: seconds(1_800),
  warnTransactionS: seconds(300),
  failTransactionS: seconds(1_800),
  limitBytes: z.number().positive().optional(),
  warnSizePercent: percent(85),
  failSizePercent: percent(90),
  warnLagS: seconds(60),
  failLagS: seconds(600),
  failArchiveS: seconds(900),
  warnTransactionIdAge: z.number().positive().default(1_000_000_000),
  failTransactionIdAge: z.number().positive().default(1_500_000_000),
}

const SETTINGS = {
  ...THRESHOLDS,
  user: z.string().min(1),
  /** Never enters a result. */
  password: z.string().optional(),
  database: z.string().min(1).default('postgres'),
  /** PEM anchors; given, the connection must be TLS and the server prove its name. */
  anchors: z.array(z.string()).optional(),
  serverName: z.string().optional(),
}

export const postgresqlProbe: Probe = {
  id: 'postgresql/1',
  exchanges: 4,
  run: async (task, recorder, { egress }) => {
    const { host, port } = readHostPort(task.target, 5432)
    const { user, password, database, anchors, serverName, ...thresholds } = readSettings(SETTINGS, task.settings)
    recorder.thresholds(thresholds)
    // The driver opens its own socket: it is given the address that was judged, never the name.
    const { socket, address, dnsMs, tcpMs } = await egress.connect({ host, port, timeoutMs: task.timeoutMs })
    socket.destroy()
    recorder.phases({ dns: dnsMs, tcp: tcpMs })
    const client = newClient(
      { host: address, port, user, password, database, anchors, serverName: serverName ?? host },
      task,
    )
    try {
      const refusal = await login(client, recorder, host, port)
      if (refusal) return
      const evidence = await ask(client, recorder)
      recorder.reasons(judge(POSTGRESQL_CHECKS, evidence, thresholds))
    } finally {
      await client.end().catch(() => undefined)
    }
  },
}

interface Login {
  host: string
  port: number
  user: string
  password: string | undefined
  database: string
  anchors: string[] | undefined
  serverName: string
}

function newClient({ password = '', anchors, serverName, ...login }: Login, { timeoutMs }: Task): pg.Client {
  const client = new pg.Client({
    ...login,
    password,
    ...(anchors ? { ssl: { ca: anchors, servername: serverName } } : {}),
    connectionTimeoutMillis: timeoutMs,
    statement_timeout: timeoutMs,
    query_timeout: timeoutMs,
    application_name: 'zhengxun-probe',
  })
  // A connection cut between two queries must not end the process.
  client.on('error', () => undefined)
  return client
}

/** True when the server answered and would not let us in. */
async function login(client: pg.Client, recorder: Recorder, host: string, port: number): Promise<boolean> {
  try {
    await client.connect()
    return false
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    const isLate = /timeout/i.test(message)
    const isSpoken = code !== undefined && /^[0-9A-Z]{5}$/.test(code)
    const reason = isLate ? 'pg.timeout' : isSpoken ? 'pg.login-refused' : 'pg.response-malformed'
    const params = { host, port, problem: code ?? 'protocol-error' }
    recorder.reasons([{ code: reason, verdict: 'fail', citation: 'PostgreSQL 文档', params }])
    return true
  }
}

const STATE = `
  SELECT current_setting('server_version') AS version,
    pg_is_in_recovery() AS in_recovery,
    (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS sessions,
    current_setting('max_connections')::int AS max_sessions,
    coalesce((SELECT max(extract(epoch FROM clock_timestamp() - query_start)) FROM pg_stat_activity
      WHERE wait_event_type = 'Lock'), 0)::float AS lock_s,
    coalesce((SELECT max(extract(epoch FROM clock_timestamp() - xact_start)) FROM pg_stat_activity
      WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'), 0)::float AS transaction_s,
    pg_database_size(current_database())::float AS bytes,
    CASE WHEN NOT pg_is_in_recovery() THEN NULL
      WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
      ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END::float AS lag_s,
    (SELECT CASE WHEN last_failed_time > coalesce(last_archived_time, '-infinity')
      THEN extract(epoch FROM clock_timestamp() - last_failed_time) END FROM pg_stat_archiver)::float AS archive_failing_s,
    (SELECT age(datfrozenxid) FROM pg_database WHERE datname = current_database())::int AS xid_age,
    extract(epoch FROM clock_timestamp())::float AS clock_s`

async function ask(client: pg.Client, recorder: Recorder): Promise<PostgresqlEvidence> {
  const { rows } = await client.query<Record<string, unknown>>(STATE)
  const row = rows[0] ?? {}
  recorder.keep('state', 'application/json', new TextEncoder().encode(JSON.stringify(row)))
  const role = row.in_recovery ? 'standby' : 'primary'
  const evidence: PostgresqlEvidence = {
    isWritable: role === 'standby' ? null : await writesAndReads(client),
    role,
    sessions: Number(row.sessions),
    maxSessions: Number(row.max_sessions),
    longestLockWaitS: Math.round(Number(row.lock_s)),
    longestTransactionS: Math.round(Number(row.transaction_s)),
    databaseBytes: Number(row.bytes),
    replicationLagS: row.lag_s === null ? null : Math.round(Number(row.lag_s)),
    archiveFailingS: row.archive_failing_s === null ? null : Math.round(Number(row.archive_failing_s)),
    transactionIdAge: Number(row.xid_age),
  }
  recorder.measure({ ...evidence, version: String(row.version) })
  return evidence
}

/** A temporary table: the write goes through the server and leaves nothing behind in somebody else's schema. */
async function writesAndReads(client: pg.Client): Promise<boolean> {
  const value = randomBytes(16).toString('hex')
  try {
    await client.query('BEGIN')
    await client.query('CREATE TEMPORARY TABLE zhengxun_canary (value text) ON COMMIT DROP')
    await client.query('INSERT INTO zhengxun_canary VALUES ($1)', [value])
    const { rows } = await client.query<{ value: string }>('SELECT value FROM zhengxun_canary')
    await client.query('COMMIT')
    return rows[0]?.value === value
  } catch {
    return false
  }
}
