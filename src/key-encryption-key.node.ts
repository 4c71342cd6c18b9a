// The keys under which private keys are sealed: from the settings, or random ones kept beside the data, one a line, the current one first.

import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Keyring, openKeyring } from '#adapters/keys/keyring.node.ts'
import type { Config } from './config.ts'

type KekSettings = Pick<Config, 'kek' | 'kekPrevious' | 'ciphers'>

/** Who loses them loses every sealed private key. */
export function keyringFrom(config: KekSettings, dataDirectory: string): Keyring {
  const suite = config.ciphers
  if (config.kek !== undefined)
    return openKeyring(
      [config.kek, ...config.kekPrevious].map((hex) => Buffer.from(hex, 'hex')),
      { suite },
    )
  const path = join(dataDirectory, 'kek')
  mkdirSync(dataDirectory, { recursive: true })
  if (!existsSync(path)) writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  return openKeyring(readKeys(path), { suite, source: async () => readKeys(path) })
}

function readKeys(path: string): Buffer[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.filter((line) => line.trim() !== '').map((line) => Buffer.from(line.trim(), 'hex'))
}
