// disk: a file system of this machine, seen by statfs.

import { access, constants, statfs } from 'node:fs/promises'
import { z } from 'zod'
import { judge } from '#core/checks/check.ts'
import { DISK_CHECKS } from '#core/checks/disk.ts'
import type { Probe } from './probe.ts'
import { readSettings, SettingsError } from './settings.ts'

const percent = (usual: number) => z.number().min(1).max(100).default(usual)

const SETTINGS = { warnPercent: percent(80), failPercent: percent(90) }

export const diskProbe: Probe = {
  id: 'disk/1',
  exchanges: 1,
  run: async ({ target, settings }, recorder) => {
    const thresholds = readSettings(SETTINGS, settings)
    if (!target.startsWith('/')) throw new SettingsError('target', `not an absolute path: ${target}`)
    recorder.thresholds(thresholds)
    const stats = await statfs(target).catch((error: NodeJS.ErrnoException) => error)
    if (stats instanceof Error) {
      const params = { path: target, problem: stats.code ?? 'error' }
      return recorder.reasons([{ code: 'disk.unreadable', verdict: 'fail', citation: 'POSIX statvfs', params }])
    }
    const used = stats.blocks - stats.bfree
    const usedPercent = (100 * used) / Math.max(1, used + stats.bavail)
    const inodesUsedPercent = stats.files > 0 ? (100 * (stats.files - stats.ffree)) / stats.files : null
    recorder.measure({
      sizeBytes: stats.blocks * stats.bsize,
      freeBytes: stats.bavail * stats.bsize,
      usedPercent: tenth(usedPercent),
      inodesUsedPercent: inodesUsedPercent === null ? null : tenth(inodesUsedPercent),
    })
    const evidence = { path: target, usedPercent, inodesUsedPercent, isReadOnly: await isReadOnly(target) }
    recorder.reasons(judge(DISK_CHECKS, evidence, thresholds))
  },
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}

/** A directory we merely lack the right to write is not a read-only file system. */
async function isReadOnly(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'EROFS',
  )
}
