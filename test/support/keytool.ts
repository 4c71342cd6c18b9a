// The second opinion on Java key stores: the JDK's own tool.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

export const hasKeytool = existsSync('/usr/bin/keytool')

export interface KeytoolAnswer {
  status: number
  text: string
}

export function keytool(...args: string[]): KeytoolAnswer {
  const { status, stdout, stderr } = spawnSync('keytool', ['-J-Duser.language=en', ...args], { timeout: 60_000 })
  return { status: status ?? -1, text: `${stdout}${stderr}` }
}
