// How full a file system is, in space and in inodes.

import type { Check, Reason } from './check.ts'

export interface DiskEvidence {
  path: string
  /** Of what an unprivileged writer could use. */
  usedPercent: number
  /** `null` where the file system has no fixed number of inodes. */
  inodesUsedPercent: number | null
  isReadOnly: boolean
}

export interface DiskThresholds {
  warnPercent: number
  failPercent: number
}

const CITATION = '运维默认阈值（磁盘 80 %/90 %）'

export const DISK_CHECKS: readonly Check<DiskEvidence, DiskThresholds>[] = [
  {
    id: 'disk.has-space',
    citation: CITATION,
    run: ({ path, usedPercent }, thresholds) =>
      fullness('disk.nearly-full', 'disk.full', usedPercent, path, thresholds),
  },
  {
    id: 'disk.has-inodes',
    citation: CITATION,
    run: ({ path, inodesUsedPercent }, thresholds) =>
      inodesUsedPercent === null
        ? []
        : fullness('disk.inodes-nearly-used', 'disk.inodes-used', inodesUsedPercent, path, thresholds),
  },
  {
    id: 'disk.is-writable',
    citation: CITATION,
    run: ({ path, isReadOnly }) =>
      isReadOnly ? [{ code: 'disk.read-only', verdict: 'fail', citation: CITATION, params: { path } }] : [],
  },
]

function fullness(
  nearly: string,
  full: string,
  percent: number,
  path: string,
  { warnPercent, failPercent }: DiskThresholds,
): Reason[] {
  if (percent < warnPercent) return []
  const isFull = percent >= failPercent
  const params = { path, percent: Math.round(percent * 10) / 10, thresholdPercent: isFull ? failPercent : warnPercent }
  return [{ code: isFull ? full : nearly, verdict: isFull ? 'fail' : 'warn', citation: CITATION, params }]
}
