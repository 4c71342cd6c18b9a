// The second opinion of the suites: OpenSSL's command line, fed with files in a directory of its own.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writePem } from '#core/bytes/pem.ts'

export interface OpensslAnswer {
  status: number
  /** Standard output and error together. */
  text: string
}

/** A directory of files for OpenSSL commands; `close` removes it. */
export function opensslWorkshop() {
  const directory = mkdtempSync(join(tmpdir(), 'zhengxun-openssl-'))
  let made = 0
  const put = (bytes: Uint8Array | string, name = `${++made}.bin`) => {
    const path = join(directory, name)
    writeFileSync(path, bytes)
    return path
  }
  return {
    directory,
    put,
    /** Several DER objects as one PEM file. */
    putPem: (label: string, ...objects: Uint8Array[]) => put(objects.map((der) => writePem(label, der)).join('')),
    read: (path: string) => readFileSync(path, 'utf8'),
    run(...args: string[]): OpensslAnswer {
      const { status, stdout, stderr } = spawnSync('openssl', args, { cwd: directory, timeout: 20_000 })
      return { status: status ?? -1, text: `${stdout}${stderr}` }
    },
    close: () => rmSync(directory, { recursive: true, force: true }),
  }
}

export const SM2_ID = 'distid:1234567812345678'
