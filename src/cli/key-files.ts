// Certificates, requests and keys in files named on the command line, and the files that hold their passwords.

import { readFile } from 'node:fs/promises'
import { nodeInflate } from '#adapters/crypto/inflate.node.ts'
import { nodeKeystoreCiphers } from '#adapters/keystores/ciphers.node.ts'
import type { Contents } from '#core/keystores/contents.ts'
import { readContents } from '#core/keystores/read.ts'
import { bothTexts } from './both-texts.ts'
import { readNamed } from './named-file.ts'

/** The first line of the file; no file, no password. @throws Error when the line is empty */
export async function passwordFrom(file: string | undefined): Promise<string[]> {
  if (file === undefined) return []
  const [line = ''] = (await readFile(file, 'utf8')).split(/\r?\n/)
  if (line === '') throw new Error(`${file}: 第一行是空的 · its first line is empty`)
  return [line]
}

export async function contentsOf(files: readonly string[], passwords: readonly string[]): Promise<Contents> {
  const named = await Promise.all(files.map(async (path) => ({ ...(await readNamed(path)), name: path })))
  return readContents(named, passwords, { ciphers: nodeKeystoreCiphers, inflate: nodeInflate })
}

/** What a file was named for. @throws Error that says what stands in the way: a wrong password, a damaged file, nothing of the kind */
export function theOnly<T>(file: string, found: readonly T[], contents?: Contents): T {
  const [only] = found
  if (only !== undefined) return only
  const [refusal] = contents?.refused ?? []
  const said = refusal
    ? bothTexts(refusal.code, refusal.params)
    : '里面没有需要的内容 · it does not hold what is needed'
  throw new Error(`${file}: ${said}`)
}
