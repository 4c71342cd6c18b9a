// The key under which private keys are sealed: from the settings, or a random one made at the first start and kept beside the data.

import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config.ts'

/** Who loses it loses every sealed private key. */
export function keyEncryptionKey(config: Pick<Config, 'kek'>, dataDirectory: string): Uint8Array {
  if (config.kek !== undefined) return Buffer.from(config.kek, 'hex')
  const path = join(dataDirectory, 'kek')
  mkdirSync(dataDirectory, { recursive: true })
  if (!existsSync(path)) writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  return Buffer.from(readFileSync(path, 'utf8').trim(), 'hex')
}
