// Raw digests and signatures, against `openssl speed`.

import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { generateKey, type KeyAlgorithm, openSigner } from '#adapters/keys/signer.ts'
import type { SignatureCheck } from '#core/primitives.ts'
import { compare, type Measurement } from './measurement.ts'

const DIGEST_BYTES = 16_384

type Scheme = Pick<SignatureCheck, 'scheme' | 'digest'>

const SIGNATURES: Record<string, { key: KeyAlgorithm; check: Scheme; openssl: string }> = {
  'sm2-verify': { key: 'sm2', check: { scheme: 'sm2', digest: 'sm3' }, openssl: 'sm2' },
  'rsa2048-verify': { key: 'rsa2048', check: { scheme: 'rsa-pkcs1', digest: 'sha256' }, openssl: 'rsa2048' },
  'p256-verify': { key: 'p256', check: { scheme: 'ecdsa', digest: 'sha256' }, openssl: 'ecdsap256' },
}

export const SIGNATURE_BENCHES: Record<string, () => Promise<Measurement>> = {
  sm3: benchSm3,
  ...Object.fromEntries(Object.keys(SIGNATURES).map((name) => [name, () => benchVerify(name)])),
}

async function benchSm3(): Promise<Measurement> {
  const block = randomBytes(DIGEST_BYTES)
  const speed = () =>
    Number(openssl('-evp', 'sm3', '-bytes', String(DIGEST_BYTES)).match(/^\+F:\d+:\w+:([\d.]+)/m)?.[1])
  const inBlocks = () => speed() / DIGEST_BYTES
  return compare('sm3', 'openssl speed -evp sm3', async () => nodePrimitives.digest('sm3', block), inBlocks)
}

async function benchVerify(name: string): Promise<Measurement> {
  const { key, check, openssl: yardstick } = SIGNATURES[name] as (typeof SIGNATURES)[string]
  const message = randomBytes(1_000)
  const signer = openSigner(generateKey(key))
  const request = { ...check, publicKey: signer.spki, message: [message], signature: await signer.sign(message) }
  if (!(await nodePrimitives.verify(request))) throw new Error(`${name}: a fresh signature does not verify`)
  const rate = () => Number(openssl(yardstick).match(/^\+F\d:.*:([\d.]+)$/m)?.[1])
  return compare(name, `openssl speed ${yardstick}`, async () => nodePrimitives.verify(request), rate)
}

/** It measures in CPU time by itself. */
function openssl(...what: string[]): string {
  const { stdout, error } = spawnSync('openssl', ['speed', '-mr', '-seconds', '1', ...what], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  if (error) throw new Error(`openssl is needed as the yardstick: ${error.message}`)
  return stdout
}
