// Key-encryption keys under a passphrase: argon2id (RFC 9106) with a salt of their own, then a cipher of sealed rows. The cost is part of
// what is authenticated; a file asks for no more memory than a limit.

import { randomBytes } from 'node:crypto'
import { hashRaw } from '@node-rs/argon2'
import { fromBase64, toBase64 } from '#core/bytes/base64.ts'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import { CIPHERS, type CipherSuite, cipherOf } from '../ciphers.node.ts'
import { KekError, type KekProvider } from './provider.ts'

interface Cost {
  /** KiB. */
  memoryCost: number
  timeCost: number
  parallelism: number
}

/** The second choice of RFC 9106 §4: for who has less than 2 GiB to spare. */
export const PASSPHRASE_COST: Cost = { memoryCost: 65_536, timeCost: 3, parallelism: 4 }
/** A file that asks for more than 1 GiB wants to stop the service, not to be opened. */
const MOST: Cost = { memoryCost: 1_048_576, timeCost: 16, parallelism: 16 }
const MIN_LENGTH = 12

/** `Algorithm.Argon2id`: the package declares it as a const enum, which one file at a time cannot be compiled with. */
const ARGON2ID = 2

/** @param previous opens what was protected before the passphrase was changed. @throws KekError for a passphrase that is too short */
export function passphraseProvider(passphrase: string, suite: CipherSuite, previous?: string): KekProvider {
  if ([...passphrase].length < MIN_LENGTH)
    throw new KekError(`主密钥口令不足 ${MIN_LENGTH} 个字符 · the passphrase has fewer than ${MIN_LENGTH} characters`)
  return {
    kind: 'passphrase',
    protect: async (kek) => {
      const cipher = CIPHERS[suite]
      const salt = randomBytes(16)
      const key = await derive(passphrase, salt, PASSPHRASE_COST, cipher.keyBytes)
      const header = { ...PASSPHRASE_COST, salt: toBase64(salt) }
      return canonicalJson({ ...header, box: toBase64(cipher.seal(key, kek, bindingOf(header))) })
    },
    open: async (text) => {
      const read = readBox(text)
      if (!read) throw new KekError('主密钥文件里有一行无法读取 · a line of the key file cannot be read')
      for (const candidate of previous === undefined ? [passphrase] : [passphrase, previous]) {
        const key = await derive(candidate, read.salt, read.header, read.cipher.keyBytes)
        const kek = read.cipher.open(key, read.box, bindingOf(read.header))
        if (kek) return kek
      }
      throw new KekError('主密钥口令不对，或主密钥文件被改动 · the passphrase is wrong, or the key file was changed')
    },
  }
}

const derive = (passphrase: string, salt: Uint8Array, cost: Cost, outputLen: number) =>
  hashRaw(passphrase.normalize('NFC'), { ...costOf(cost), algorithm: ARGON2ID, salt, outputLen })

const costOf = ({ memoryCost, timeCost, parallelism }: Cost): Cost => ({ memoryCost, timeCost, parallelism })

const bindingOf = (header: Cost & { salt: string }) =>
  new TextEncoder().encode(`zhengxun passphrase\n${canonicalJson({ ...costOf(header), salt: header.salt })}`)

function readBox(text: string) {
  const value = jsonOf(text)
  const [salt, box] = [octetsOf(value?.salt), octetsOf(value?.box)]
  const cipher = box && cipherOf(box)
  const cost = Object.keys(MOST).map((name) => [name, value?.[name]] as const)
  const isSane = cost.every(([name, size]) => isBetween(size, MOST[name as keyof Cost]))
  if (!salt || !cipher || !isSane) return undefined
  const header = { ...(Object.fromEntries(cost) as unknown as Cost), salt: toBase64(salt) }
  return { salt, box, cipher, header }
}

const isBetween = (size: unknown, most: number) =>
  Number.isInteger(size) && (size as number) > 0 && (size as number) <= most
const octetsOf = (value: unknown) => (typeof value === 'string' ? fromBase64(value) : undefined)

function jsonOf(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return undefined
  }
}
