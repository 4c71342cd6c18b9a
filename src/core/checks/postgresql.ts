// The state of a PostgreSQL server: does it take a write, who is it, who holds what for how long, how full is it.

import type { Check, Reason } from './check.ts'

export interface PostgresqlEvidence {
  /** Value written and read back; `false`: came back changed or not at all; `null`: a standby takes no writes. */
  isWritable: boolean | null
  role: 'primary' | 'standby'
  sessions: number
  maxSessions: number
  longestLockWaitS: number
  longestTransactionS: number
  databaseBytes: number
  /** Seconds a standby is behind; `null` on a primary. */
  replicationLagS: number | null
  /** The newest archive attempt failed this long ago without success since; `null`: none failing. */
  archiveFailingS: number | null
  transactionIdAge: number
}

export interface PostgresqlThresholds {
  expectRole?: 'primary' | 'standby' | undefined
  warnSessionsPercent: number
  failSessionsPercent: number
  warnLockS: number
  failLockS: number
  warnTransactionS: number
  failTransactionS: number
  /** Space given to the database; without it its size is measured and not judged. */
  limitBytes?: number | undefined
  warnSizePercent: number
  failSizePercent: number
  warnLagS: number
  failLagS: number
  failArchiveS: number
  warnTransactionIdAge: number
  failTransactionIdAge: number
}

const CITATION = '运维默认阈值'
const DOCUMENTATION = 'PostgreSQL 文档'

/** Warn from the first limit, fail from the second. */
function limits(code: string, value: number, warn: number, fail: number, params: Record<string, number>): Reason[] {
  if (value < warn) return []
  const isFailed = value >= fail
  const threshold = isFailed ? fail : warn
  return [{ code, verdict: isFailed ? 'fail' : 'warn', citation: CITATION, params: { ...params, threshold } }]
}

export const POSTGRESQL_CHECKS: readonly Check<PostgresqlEvidence, PostgresqlThresholds>[] = [
  {
    id: 'pg.takes-a-write',
    citation: DOCUMENTATION,
    run: ({ isWritable }) =>
      isWritable === false ? [{ code: 'pg.write-failed', verdict: 'fail', citation: DOCUMENTATION }] : [],
  },
  {
    id: 'pg.has-expected-role',
    citation: CITATION,
    run: ({ role }, { expectRole }) =>
      expectRole === undefined || expectRole === role
        ? []
        : [{ code: 'pg.role-unexpected', verdict: 'fail', citation: CITATION, params: { role, expected: expectRole } }],
  },
  {
    id: 'pg.has-sessions-left',
    citation: CITATION,
    run: ({ sessions, maxSessions }, { warnSessionsPercent, failSessionsPercent }) => {
      const percent = Math.round((100 * sessions) / Math.max(1, maxSessions))
      return limits('pg.sessions-high', percent, warnSessionsPercent, failSessionsPercent, {
        percent,
        sessions,
        maxSessions,
      })
    },
  },
  {
    id: 'pg.locks-are-short',
    citation: CITATION,
    run: ({ longestLockWaitS: seconds }, { warnLockS, failLockS }) =>
      limits('pg.lock-wait-long', seconds, warnLockS, failLockS, { seconds }),
  },
  {
    id: 'pg.transactions-are-short',
    citation: CITATION,
    run: ({ longestTransactionS: seconds }, { warnTransactionS, failTransactionS }) =>
      limits('pg.transaction-long', seconds, warnTransactionS, failTransactionS, { seconds }),
  },
  {
    id: 'pg.has-space-left',
    citation: '运维要求：表空间使用率 90 %',
    run: ({ databaseBytes }, { limitBytes, warnSizePercent, failSizePercent }) => {
      if (limitBytes === undefined) return []
      const percent = Math.round((1000 * databaseBytes) / limitBytes) / 10
      return limits('pg.size-high', percent, warnSizePercent, failSizePercent, { percent, databaseBytes, limitBytes })
    },
  },
  {
    id: 'pg.standby-keeps-up',
    citation: CITATION,
    run: ({ replicationLagS: seconds }, { warnLagS, failLagS }) =>
      seconds === null ? [] : limits('pg.replication-lag', seconds, warnLagS, failLagS, { seconds }),
  },
  {
    id: 'pg.archives-its-log',
    citation: CITATION,
    run: ({ archiveFailingS: seconds }, { failArchiveS }) =>
      seconds === null ? [] : limits('pg.archive-failing', seconds, 0, failArchiveS, { seconds }),
  },
  {
    id: 'pg.transaction-ids-are-young',
    citation: `${DOCUMENTATION} §25.1.5`,
    run: ({ transactionIdAge: age }, { warnTransactionIdAge, failTransactionIdAge }) =>
      limits('pg.transaction-id-old', age, warnTransactionIdAge, failTransactionIdAge, { age }),
  },
]
