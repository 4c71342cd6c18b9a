// The file of key-encryption keys: one a line, the current one first, each under the guard its line names. Replaced as a whole, so that a
// power failure leaves the old file or the new one.

import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { idOf, KEK_BYTES } from './keyring.node.ts'
import { KekError, type KekProvider } from './providers/provider.ts'

export class KekFile {
  readonly #path: string
  readonly #guard: KekProvider
  readonly #guards: readonly KekProvider[]
  /** What each line has opened to: a passphrase is not stretched, and a device not asked, twice for one. */
  readonly #opened = new Map<string, Uint8Array>()

  /** @param guards the first one protects what is written from now on; the others open what they protected */
  constructor(path: string, guards: readonly [KekProvider, ...KekProvider[]]) {
    this.#path = path
    this.#guard = guards[0]
    this.#guards = guards
  }

  /** The keys, the current one first; a first one is made where there is no file. @throws KekError */
  async keys(): Promise<Uint8Array[]> {
    if (!existsSync(this.#path)) await this.#create()
    const keys = []
    for (const line of await this.#lines()) keys.push(await this.#open(line))
    if (keys.length === 0) throw new KekError('主密钥文件是空的 · the key file is empty')
    return keys
  }

  /** Puts a fresh key in front. Its id. */
  async begin(): Promise<string> {
    await this.keys()
    const kek = new Uint8Array(randomBytes(KEK_BYTES))
    await this.#write([await this.#line(kek), ...(await this.#lines())])
    return idOf(kek)
  }

  /** Drops every key but the current one. How many. The caller knows that nothing is under them any more. */
  async forget(): Promise<number> {
    const [current, ...old] = await this.#lines()
    if (current !== undefined && old.length > 0) await this.#write([current])
    return old.length
  }

  /** Writes every key anew under the first guard: another passphrase, or another guard. */
  async protect(): Promise<void> {
    const lines = []
    for (const kek of await this.keys()) lines.push(await this.#line(kek))
    await this.#write(lines)
  }

  async #lines(): Promise<string[]> {
    const lines = (await readFile(this.#path, 'utf8')).split('\n').map((line) => line.trim())
    return lines.filter((line) => line !== '')
  }

  async #line(kek: Uint8Array): Promise<string> {
    const text = await this.#guard.protect(kek)
    const line = this.#guard.kind === 'file' ? text : `${this.#guard.kind}:${text}`
    this.#opened.set(line, kek)
    return line
  }

  async #open(line: string): Promise<Uint8Array> {
    const known = this.#opened.get(line)
    if (known) return known
    const [, kind = 'file', text = line] = /^([a-z0-9]+):(.*)$/.exec(line) ?? []
    const guard = this.#guards.find((one) => one.kind === kind)
    if (!guard)
      throw new KekError(`主密钥由“${kind}”保护，设置中没有它 · a key is guarded by "${kind}", which is not configured`)
    const kek = await guard.open(text)
    this.#opened.set(line, kek)
    return kek
  }

  async #create(): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true })
    const line = await this.#line(new Uint8Array(randomBytes(KEK_BYTES)))
    const made = `${this.#path}.${randomBytes(6).toString('hex')}`
    await writeThrough(made, [line])
    // Of two that start at once one puts its file there, and the other reads it.
    await link(made, this.#path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    await rm(made)
    await this.#syncFolder()
  }

  async #write(lines: readonly string[]): Promise<void> {
    const next = `${this.#path}.next`
    await rm(next, { force: true })
    await writeThrough(next, lines)
    await rename(next, this.#path)
    await this.#syncFolder()
  }

  async #syncFolder(): Promise<void> {
    const folder = await open(dirname(this.#path), 'r')
    await folder.sync()
    await folder.close()
  }
}

/** On the disk when it resolves, and readable by its owner alone. */
async function writeThrough(path: string, lines: readonly string[]): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(lines.map((line) => `${line}\n`).join(''))
    await file.sync()
  } finally {
    await file.close()
  }
}
