// Where the laboratory's keys come from: files that are public and for tests only, so that it starts at once and is always the same.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPem } from '#core/bytes/pem.ts'
import type { KeySource } from './hierarchy.ts'

/** Keys as `npm run fixtures` keeps them: `FAMILY/LABEL.pem` below the directory. @throws when one is missing or no PEM. */
export function keysFrom(directory: string): KeySource {
  return (name) => {
    const file = join(directory, `${name}.pem`)
    const block = readPem(readFileSync(file, 'utf8')).find((one) => one.label === 'PRIVATE KEY')
    if (!block) throw new Error(`${file} holds no PKCS#8 private key`)
    return block.bytes
  }
}
