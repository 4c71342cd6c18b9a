// Names the layers in which a backup can fail, so that every reason says where: from "is it there" to "does the application find its data".
// Layers by house rule; the two verdicts 完成性 and 可用性 by 招标文件 3.6.1.

import type { Reason } from '../checks/check.ts'

export const BACKUP_LAYERS = [
  'presence',
  'age',
  'size',
  'checksum',
  'chain',
  'decrypt',
  'offsite',
  'restore',
  'start',
  'compare',
  'application',
] as const
export type BackupLayer = (typeof BACKUP_LAYERS)[number]

const CITATION = '招标文件 3.6.1：定期对数据库备份的完成性和可用性进行检查'

type Params = Readonly<Record<string, string | number>>

/** `code` without its prefix begins with its layer: `chain.parent-missing`. */
export function backupReason(
  verdict: Reason['verdict'],
  code: `${BackupLayer}.${string}`,
  params: Params = {},
): Reason {
  return { code: `backup.${code}`, verdict, citation: CITATION, params }
}

/** Of a reason of backups of the estate; undefined for any other code. */
export function layerOf(code: string): BackupLayer | undefined {
  const [area, layer] = code.split('.')
  return area === 'backup' ? BACKUP_LAYERS.find((one) => one === layer) : undefined
}
