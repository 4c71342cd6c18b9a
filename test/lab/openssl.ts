// OpenSSL's command line as an independent client of servers that live in this process: hence never synchronous.

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { writePem } from '#core/bytes/pem.ts'

export interface Answer {
  status: number
  /** Standard error, then standard output: two pipes have no order between them. */
  text: string
}

const TIMEOUT_MS = 15_000

/** Runs one command to its end; `input` goes to its standard input, which is then closed. */
export function openssl(args: readonly string[], input: string | Uint8Array = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn('openssl', args, { timeout: TIMEOUT_MS })
    const output: Buffer[] = []
    const errors: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
    child.stdin.on('error', () => undefined)
    child.on('error', reject)
    const text = () => Buffer.concat([...errors, ...output]).toString('utf8')
    child.on('close', (status) => resolve({ status: status ?? -1, text: text() }))
    child.stdin.end(input)
  })
}

/** Files for OpenSSL in a directory of their own, removed after the test file. */
export function withFiles() {
  const directory = mkdtempSync(join(tmpdir(), 'zhengxun-lab-'))
  let made = 0
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  const put = (bytes: Uint8Array | string) => {
    const path = join(directory, `${++made}.bin`)
    writeFileSync(path, bytes)
    return path
  }
  return {
    put,
    /** A path where a command may write. */
    path: () => join(directory, `${++made}.bin`),
    read: (path: string) => readFileSync(path),
    putCertificates: (...certificates: Uint8Array[]) =>
      put(certificates.map((der) => writePem('CERTIFICATE', der)).join('')),
  }
}

/** OpenSSL's verdict on an SM2 signature under the usual identifier; `spki` is DER. */
export async function sm2Verifies(
  files: ReturnType<typeof withFiles>,
  spki: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const key = files.put(writePem('PUBLIC KEY', spki))
  const identity = ['-sigopt', 'distid:1234567812345678']
  const { text } = await openssl([
    'dgst',
    '-sm3',
    ...identity,
    '-verify',
    key,
    '-signature',
    files.put(signature),
    files.put(message),
  ])
  return text.includes('Verified OK')
}
