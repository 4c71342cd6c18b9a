// A cryptographic device as the service sees it: asked through a process of its own, every question with a time limit. One login a process,
// and none at all after a PIN was refused: three wrong ones lock a token.

import { type ChildProcess, fork } from 'node:child_process'
import { createHash, createPublicKey } from 'node:crypto'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { integer, sequence } from '#core/asn1/write.ts'
import {
  type PublicParts,
  type TokenAnswer,
  TokenError,
  type TokenKeyAlgorithm,
  type TokenOp,
  type TokenQuestions,
  type TokenSettings,
} from './questions.ts'

export interface Token {
  /** A key pair born on the device, that signs and never leaves it. DER SubjectPublicKeyInfo. @throws TokenError */
  generate(key: { id: string; label: string; algorithm: TokenKeyAlgorithm }): Promise<Uint8Array>
  /** DER for curves, octets for RSA (PKCS#1 v1.5 with SHA-256). @throws TokenError */
  sign(id: string, algorithm: TokenKeyAlgorithm, message: Uint8Array): Promise<Uint8Array>
  /** The RSA pair of that label that wraps keys; made where there is none. @throws TokenError */
  wrappingKey(label: string): Promise<{ id: string; publicKey: Uint8Array }>
  /** RSA-OAEP. @throws TokenError */
  decrypt(id: string, hash: 'sha1' | 'sha256', input: Uint8Array): Promise<Uint8Array>
  close(): void
}

export interface TokenLimits {
  /** Of a question. */
  answerMs?: number
  /** Of making a key: devices take their time for RSA. */
  generateMs?: number
}

/** Nothing is opened before the first question. */
export function openToken(
  settings: TokenSettings,
  { answerMs = 10_000, generateMs = 120_000 }: TokenLimits = {},
): Token {
  const line = new TokenLine(settings, answerMs)
  return {
    generate: async ({ id, label, algorithm }) =>
      spkiOf(await line.ask('generate', { id, label, algorithm, use: 'sign' }, generateMs), algorithm),
    sign: async (id, algorithm, message) => {
      const digest = DIGESTS[algorithm]
      const input = digest ? createHash(digest).update(message).digest() : message
      const signature = await line.ask('sign', { id, algorithm, input }, answerMs)
      return digest ? derOf(signature) : signature
    },
    wrappingKey: async (label) => {
      const known = await line.ask('find', { label }, answerMs)
      if (known) return { id: known.id, publicKey: spkiOf(known.key, 'rsa3072') }
      const id = createHash('sha256').update(label).digest('hex').slice(0, 32)
      const made = await line.ask('generate', { id, label, algorithm: 'rsa3072', use: 'decrypt' }, generateMs)
      return { id, publicKey: spkiOf(made, 'rsa3072') }
    },
    decrypt: (id, hash, input) => line.ask('decrypt', { id, hash, input }, answerMs),
    close: () => line.close(),
  }
}

interface Waiting {
  resolve(value: unknown): void
  reject(error: TokenError): void
  timer: NodeJS.Timeout
}

class TokenLine {
  readonly #settings: TokenSettings
  readonly #answerMs: number
  readonly #waiting = new Map<number, Waiting>()
  #child: ChildProcess | undefined
  #session: Promise<unknown> | undefined
  /** Why nobody logs in any more. */
  #refused: TokenError | undefined
  #last = 0

  constructor(settings: TokenSettings, answerMs: number) {
    this.#settings = settings
    this.#answerMs = answerMs
  }

  async ask<O extends TokenOp>(
    op: O,
    ask: TokenQuestions[O]['ask'],
    limitMs: number,
  ): Promise<TokenQuestions[O]['answer']> {
    this.#session ??= this.#open()
    await this.#session
    return this.#put(op, ask, limitMs)
  }

  close(): void {
    this.#end(new TokenError('silent', 'closed'))
  }

  async #open(): Promise<unknown> {
    if (this.#refused) throw this.#refused
    const child = startProcess()
    this.#child = child
    child.on('message', (answer: TokenAnswer) => this.#take(answer))
    child.on('error', (error) => this.#end(new TokenError('silent', error.message)))
    child.on('exit', () => {
      if (this.#child === child) this.#end(new TokenError('silent', 'the process of the token has ended'))
    })
    try {
      return await this.#put('open', this.#settings, this.#answerMs * 2)
    } catch (error) {
      // A login that ended in silence may have been one with a wrong PIN.
      if (error instanceof TokenError && (error.fault === 'pin' || error.fault === 'silent')) this.#refused = error
      this.#end(error as TokenError)
      throw error
    }
  }

  #put<O extends TokenOp>(op: O, ask: TokenQuestions[O]['ask'], limitMs: number): Promise<TokenQuestions[O]['answer']> {
    const number = ++this.#last
    return new Promise((resolve, reject) => {
      const late = () => this.#end(new TokenError('silent', `${op}: no answer within ${limitMs} ms`))
      const waiting = { resolve: resolve as (value: unknown) => void, reject, timer: setTimeout(late, limitMs) }
      this.#waiting.set(number, waiting)
      this.#child?.send({ number, op, ask }, (error) => {
        if (error) this.#end(new TokenError('silent', error.message))
      })
    })
  }

  #take(answer: TokenAnswer): void {
    const waiting = this.#waiting.get(answer.number)
    if (!waiting) return
    clearTimeout(waiting.timer)
    this.#waiting.delete(answer.number)
    if (!('fault' in answer)) {
      waiting.resolve(answer.value)
      return
    }
    waiting.reject(new TokenError(answer.fault, answer.words))
    // A device that was pulled out is looked for again by the next question, in a fresh process.
    if (answer.fault === 'failed' || answer.fault === 'absent') this.#end(new TokenError('silent', answer.words))
  }

  #end(error: TokenError): void {
    this.#child?.kill('SIGKILL')
    this.#child = undefined
    this.#session = undefined
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer)
      reject(error)
    }
    this.#waiting.clear()
  }
}

/** Nothing of our settings goes into its environment; a vendor's own may. */
function startProcess(): ChildProcess {
  const isOurs = (name: string) => name.startsWith('ZHENGXUN_') || ['DATABASE_URL', 'NODE_OPTIONS'].includes(name)
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs(name)))
  const isSource = import.meta.url.endsWith('.ts')
  const entry = new URL(isSource ? './process.node.ts' : './token-process.mjs', import.meta.url)
  const tsx = () => pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const child = fork(fileURLToPath(entry), [], {
    env,
    execArgv: isSource ? ['--import', tsx()] : [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  // The timer of a question keeps the service alive; the idle line does not.
  child.unref()
  child.channel?.unref()
  return child
}

const DIGESTS: Partial<Record<TokenKeyAlgorithm, string>> = { p256: 'sha256', p384: 'sha384' }
const CURVE_NAMES: Partial<Record<TokenKeyAlgorithm, string>> = { p256: 'P-256', p384: 'P-384' }

function spkiOf(parts: PublicParts, algorithm: TokenKeyAlgorithm): Uint8Array {
  const text = (octets: Uint8Array) => Buffer.from(octets).toString('base64url')
  const half = parts.kty === 'EC' ? (parts.point.length - 1) / 2 : 0
  const key =
    parts.kty === 'RSA'
      ? { kty: 'RSA', n: text(parts.n), e: text(parts.e) }
      : {
          kty: 'EC',
          crv: CURVE_NAMES[algorithm] ?? '',
          x: text(parts.point.subarray(1, 1 + half)),
          y: text(parts.point.subarray(1 + half)),
        }
  return new Uint8Array(createPublicKey({ key, format: 'jwk' }).export({ format: 'der', type: 'spki' }))
}

/** `r ‖ s` as SEQUENCE of two INTEGERs. */
function derOf(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2
  const number = (octets: Uint8Array) => integer(BigInt(`0x${Buffer.from(octets).toString('hex')}`))
  return sequence(number(signature.subarray(0, half)), number(signature.subarray(half)))
}
