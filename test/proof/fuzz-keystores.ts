// Mutated containers through the reader of deliveries: bytes and structures changed anywhere, with the password and without. Nothing
// may throw, nothing may take longer than the budget of iterations allows, and nothing may come back without saying why.

import { readFileSync } from 'node:fs'
import { nodeInflate } from '#adapters/crypto/inflate.node.ts'
import { nodeKeystoreCiphers } from '#adapters/keystores/ciphers.node.ts'
import type { Contents, GivenFile } from '#core/keystores/contents.ts'
import { readContents } from '#core/keystores/read.ts'
import { messages } from '#core/messages/index.ts'
import type { Failure } from './fuzz.ts'
import { mutate, mutateBytes } from './mutate.ts'
import { randomFrom } from './random.ts'

/** Of processor time: five million iterations are allowed. */
export const SLOWEST_KEYSTORE_MS = 10_000
export const SEED_PASSWORD = 'secret1'

export function readKeystoreSeeds(): GivenFile[] {
  const { about: _, ...files } = JSON.parse(
    readFileSync(new URL('./keystore-seeds.json', import.meta.url), 'utf8'),
  ) as Record<string, string>
  return Object.entries(files).map(([name, base64]) => ({ name, bytes: new Uint8Array(Buffer.from(base64, 'base64')) }))
}

export function keystoreInput(seeds: readonly GivenFile[], seed: number, input: number): GivenFile {
  const random = randomFrom(seed, input)
  const { name, bytes } = random.pick(seeds)
  // Trees where there is ASN.1 to change; the rest octet by octet.
  const hasTree = bytes[0] === 0x30 && random.below(4) > 0
  return { name, bytes: hasTree ? mutate(bytes, random) : mutateBytes(mutateBytes(bytes, random), random) }
}

export function tryKeystore(seeds: readonly GivenFile[], seed: number, input: number): Failure[] {
  const file = keystoreInput(seeds, seed, input)
  const hex = Buffer.from(file.bytes).toString('hex')
  return [[], [SEED_PASSWORD]].flatMap((passwords) => {
    const what = problemWith(file, passwords)
    return what ? [{ input, target: file.name, what, hex }] : []
  })
}

function problemWith(file: GivenFile, passwords: string[]): string | undefined {
  const before = process.cpuUsage()
  try {
    const contents = readContents([file], passwords, { ciphers: nodeKeystoreCiphers, inflate: nodeInflate })
    const { user, system } = process.cpuUsage(before)
    const ms = (user + system) / 1000
    return ms > SLOWEST_KEYSTORE_MS ? `took ${Math.round(ms)} ms` : silence(contents)
  } catch (error) {
    return `threw ${error}`
  }
}

/** Something was found, or something is said, in words that exist. */
function silence({ certificates, keys, requests, envelopes, refused }: Contents): string | undefined {
  const unsaid = refused.find(({ code }) => messages[code] === undefined)
  if (unsaid) return `no text for ${unsaid.code}`
  return certificates.length + keys.length + requests.length + envelopes.length + refused.length > 0
    ? undefined
    : 'silent'
}
