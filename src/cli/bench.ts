// `bench`: our speed as a ratio to a named yardstick, both measured in the same run on CPU time. Never a timed assertion.

import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { generateKey, type KeyAlgorithm, openSigner } from '#adapters/keys/signer.ts'
import type { SignatureCheck } from '#core/primitives.ts'
import { type Command, EXIT } from './io.ts'

interface Measurement {
  name: string
  /** Operations (or bytes, for digests) per CPU-second. */
  ours: number
  yardstick: number
  ratio: number
  /** What the yardstick is. */
  against: string
}

const MEASURED_CPU_MS = 1_000
const ROUNDS = 3
const DIGEST_BYTES = 16_384

type Scheme = Pick<SignatureCheck, 'scheme' | 'digest'>

const SIGNATURES: Record<string, { key: KeyAlgorithm; check: Scheme; openssl: string }> = {
  'sm2-verify': { key: 'sm2', check: { scheme: 'sm2', digest: 'sm3' }, openssl: 'sm2' },
  'rsa2048-verify': { key: 'rsa2048', check: { scheme: 'rsa-pkcs1', digest: 'sha256' }, openssl: 'rsa2048' },
  'p256-verify': { key: 'p256', check: { scheme: 'ecdsa', digest: 'sha256' }, openssl: 'ecdsap256' },
}

const BENCHES: Record<string, () => Promise<Measurement>> = {
  sm3: () => benchDigest('sm3'),
  ...Object.fromEntries(Object.keys(SIGNATURES).map((name) => [name, () => benchVerify(name)])),
}

export const runBench: Command = async (argv, io) => {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  })
  const unknown = positionals.find((name) => !(name in BENCHES))
  if (unknown) {
    io.err(`bench: no such measurement: ${unknown} (known: ${Object.keys(BENCHES).join(', ')})\n`)
    return EXIT.usage
  }
  const results: Measurement[] = []
  for (const name of positionals.length > 0 ? positionals : Object.keys(BENCHES)) {
    const result = await BENCHES[name]?.()
    if (!result) continue
    results.push(result)
    if (!values.json) io.out(`${lineOf(result)}\n`)
  }
  if (values.json) io.out(`${JSON.stringify(results)}\n`)
  return EXIT.ok
}

function lineOf(result: Measurement): string {
  const rates = `${Math.round(result.ours)}/s against ${Math.round(result.yardstick)}/s`
  return `${result.name.padEnd(16)} ${result.ratio.toFixed(2)}x  (${rates}, ${result.against})`
}

async function benchDigest(algorithm: 'sm3'): Promise<Measurement> {
  const block = randomBytes(DIGEST_BYTES)
  const ours = DIGEST_BYTES * (await perCpuSecond(() => nodePrimitives.digest(algorithm, block)))
  const report = openssl('-evp', algorithm, '-bytes', String(DIGEST_BYTES))
  return compare(
    algorithm,
    ours,
    Number(report.match(/^\+F:\d+:\w+:([\d.]+)/m)?.[1]),
    `openssl speed -evp ${algorithm}`,
  )
}

async function benchVerify(name: string): Promise<Measurement> {
  const { key, check, openssl: yardstick } = SIGNATURES[name] as (typeof SIGNATURES)[string]
  const message = randomBytes(1_000)
  const signer = openSigner(generateKey(key))
  const request = { ...check, publicKey: signer.spki, message: [message], signature: await signer.sign(message) }
  if (!(await nodePrimitives.verify(request))) throw new Error(`${name}: a fresh signature does not verify`)
  const ours = await perCpuSecond(() => nodePrimitives.verify(request))
  const report = openssl(yardstick)
  const rate = Number(report.match(/^\+F\d:.*:([\d.]+)$/m)?.[1])
  return compare(name, ours, rate, `openssl speed ${yardstick}`)
}

function compare(name: string, ours: number, yardstick: number, against: string): Measurement {
  if (!Number.isFinite(yardstick)) throw new Error(`${name}: the yardstick gave no figure`)
  return { name, ours, yardstick, ratio: ours / yardstick, against }
}

/** Median of a few rounds, on the CPU time of this process: another busy process does not count against us. */
async function perCpuSecond(work: () => Promise<unknown>): Promise<number> {
  const rates: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage()
    let done = 0
    let spentMs = 0
    while (spentMs < MEASURED_CPU_MS) {
      for (let i = 0; i < 64; i++) await work()
      done += 64
      const spent = process.cpuUsage(start)
      spentMs = (spent.user + spent.system) / 1_000
    }
    rates.push((done * 1_000) / spentMs)
  }
  return rates.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] as number
}

function openssl(...what: string[]): string {
  const { stdout, error } = spawnSync('openssl', ['speed', '-mr', '-seconds', '2', ...what], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  if (error) throw new Error(`openssl is needed as the yardstick: ${error.message}`)
  return stdout
}
