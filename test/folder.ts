import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A temporary folder that others may pass through, so that a database below it stays below it also when root runs the tests:
 * its server runs as another user, and would move to a shared home that nobody clears.
 */
export function passableFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `zhengxun-${name}-`))
  chmodSync(folder, 0o711)
  return folder
}
