import { describe, expect, it } from 'vitest'
import { judge } from '#core/checks/check.ts'
import { DISK_CHECKS } from '#core/checks/disk.ts'
import { POSTGRESQL_CHECKS, type PostgresqlEvidence, type PostgresqlThresholds } from '#core/checks/postgresql.ts'
import { reachReason } from '#core/checks/reach.ts'

describe('a file system', () => {
  const limits = { warnPercent: 80, failPercent: 90 }
  const healthy = { path: '/data', usedPercent: 79.9, inodesUsedPercent: 10, isReadOnly: false }

  it.each([
    ['is fine just below 80 %', {}, []],
    ['is nearly full at 80 %', { usedPercent: 80 }, ['warn disk.nearly-full']],
    ['is still only nearly full at 89.9 %', { usedPercent: 89.9 }, ['warn disk.nearly-full']],
    ['is full at 90 %', { usedPercent: 90 }, ['fail disk.full']],
    ['may run out of inodes first', { inodesUsedPercent: 95 }, ['fail disk.inodes-used']],
    ['without inode limit is not judged by inodes', { inodesUsedPercent: null }, []],
    ['that turned read-only fails', { isReadOnly: true }, ['fail disk.read-only']],
  ])('%s', (_title, change, expected) => {
    const reasons = judge(DISK_CHECKS, { ...healthy, ...change }, limits)
    expect(reasons.map(({ verdict, code }) => `${verdict} ${code}`)).toEqual(expected)
  })
})

describe('a PostgreSQL server', () => {
  const limits: PostgresqlThresholds = {
    expectRole: 'primary',
    warnSessionsPercent: 80,
    failSessionsPercent: 95,
    warnLockS: 300,
    failLockS: 1800,
    warnTransactionS: 300,
    failTransactionS: 1800,
    limitBytes: 1000,
    warnSizePercent: 85,
    failSizePercent: 90,
    warnLagS: 60,
    failLagS: 600,
    failArchiveS: 900,
    warnTransactionIdAge: 1e9,
    failTransactionIdAge: 1.5e9,
  }
  const healthy: PostgresqlEvidence = {
    isWritable: true,
    role: 'primary',
    sessions: 79,
    maxSessions: 100,
    longestLockWaitS: 299,
    longestTransactionS: 299,
    databaseBytes: 849,
    replicationLagS: null,
    archiveFailingS: null,
    transactionIdAge: 1000,
  }

  it.each([
    ['is fine below every limit', {}, []],
    ['warns of sessions from 80 %', { sessions: 80 }, ['warn pg.sessions-high']],
    ['fails with sessions from 95 %', { sessions: 95 }, ['fail pg.sessions-high']],
    ['warns of a lock held for five minutes', { longestLockWaitS: 300 }, ['warn pg.lock-wait-long']],
    ['fails with a transaction open for half an hour', { longestTransactionS: 1800 }, ['fail pg.transaction-long']],
    ['fails when 90 % of its space is used', { databaseBytes: 900 }, ['fail pg.size-high']],
    ['fails when a write does not come back', { isWritable: false }, ['fail pg.write-failed']],
    ['is not asked to write as a standby', { isWritable: null, role: 'standby' as const }, ['fail pg.role-unexpected']],
    ['warns when its standby is a minute behind', { replicationLagS: 60 }, ['warn pg.replication-lag']],
    ['warns from the first failed archive', { archiveFailingS: 1 }, ['warn pg.archive-failing']],
    ['fails when archiving has failed for 15 minutes', { archiveFailingS: 900 }, ['fail pg.archive-failing']],
    ['warns long before transaction ids run out', { transactionIdAge: 1e9 }, ['warn pg.transaction-id-old']],
    [
      'has every finding reported, not the first',
      { sessions: 99, databaseBytes: 999 },
      ['fail pg.sessions-high', 'fail pg.size-high'],
    ],
  ])('%s', (_title, change, expected) => {
    const reasons = judge(POSTGRESQL_CHECKS, { ...healthy, ...change }, limits)
    expect(reasons.map(({ verdict, code }) => `${verdict} ${code}`)).toEqual(expected)
  })
})

describe('a target that gives no answer', () => {
  it.each([
    ['connection-refused', 'ocsp.unreachable', 'fail'],
    ['answer-timeout', 'ocsp.timeout', 'fail'],
    // Silence before any byte may as well be our own network.
    ['connect-timeout', 'ocsp.timeout', 'unknown'],
    ['network-unreachable', 'ocsp.unreachable', 'unknown'],
    ['resolver-failed', 'ocsp.unreachable', 'unknown'],
    ['policy-refused', 'probe.target-refused', 'unknown'],
    ['protocol-error', 'ocsp.response-malformed', 'fail'],
  ])('%s is %s (%s)', (problem, code, verdict) => {
    const params = { host: 'ocsp.example', port: 80, problem }
    expect(reachReason('ocsp', problem, 'ocsp.example', 80)).toMatchObject({ code, verdict, params })
  })
})
