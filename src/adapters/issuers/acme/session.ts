// Signed requests to one ACME server (RFC 8555 §6): a fresh nonce each, a refused nonce tried again, answers bounded in size and time.

import type { Egress } from '#adapters/egress/egress.ts'
import type { FetchResponse } from '#adapters/egress/fetch.ts'
import { type JwsKey, jwsKeyOf, jwsSignature, layOutJws } from '#core/acme/jws.ts'
import { type AcmeDirectory, MAX_ACME_ANSWER_BYTES, readDirectory, readProblem } from '#core/acme/objects.ts'
import { utf8Octets } from '#core/asn1/write.ts'
import type { Primitives } from '#core/primitives.ts'
import type { Instant } from '#core/verdict.ts'
import { AppError } from '#src/context.ts'
import type { AcmeSettings, HeldKey } from '#src/issuing-ports.ts'
import { unreachable } from '../unreachable.ts'
import { demand, problemError } from './problems.ts'

export interface AcmeDeps {
  egress: Egress
  primitives: Primitives
  now: () => Instant
}

/** Of one request: validation happens between requests, never inside one. */
const REQUEST_TIMEOUT_MS = 20_000
/** A server that refuses so many fresh nonces in a row is broken; pebble refuses one in twenty on purpose. */
const MAX_NONCE_TRIES = 6

type JwsHeader = { kid: string } | { jwk: JwsKey['jwk'] }

export class AcmeSession {
  readonly deps: AcmeDeps
  readonly settings: AcmeSettings
  #directory: AcmeDirectory | undefined
  /** The newest one the server gave us. */
  #nonce: string | undefined

  constructor(deps: AcmeDeps, settings: AcmeSettings) {
    this.deps = deps
    this.settings = settings
  }

  async directory(): Promise<AcmeDirectory> {
    if (this.#directory) return this.#directory
    const answer = await this.#send('GET', this.settings.directoryUrl)
    if (answer.status !== 200) throw new AppError('unavailable', 'issuer.acme-no-directory', { status: answer.status })
    this.#directory = demand('directory', readDirectory(answer.body))
    return this.#directory
  }

  /** Unsigned, as ARI wants it (RFC 9773 §4.1). */
  async get(url: string): Promise<FetchResponse> {
    const answer = await this.#send('GET', url)
    return answer.status < 400 ? answer : this.#refuse(answer)
  }

  /** Signed by the account key; `payload` undefined asks for what is at `url`. @throws AppError for a problem document */
  async post(url: string, kid: string, payload: unknown, accept?: string): Promise<FetchResponse> {
    return this.postAs(this.settings.account, url, { kid }, payload, accept)
  }

  async postAs(
    key: HeldKey,
    url: string,
    who: JwsHeader,
    payload: unknown,
    accept = 'application/json',
  ): Promise<FetchResponse> {
    const { algorithm } = this.jwsKey(key)
    for (let tries = 1; ; tries++) {
      const nonce = await this.#takeNonce()
      const body = utf8Octets(await this.sign(key, { alg: algorithm, nonce, url, ...who }, payload))
      const answer = await this.#send('POST', url, body, accept)
      if (answer.status < 400) return answer
      if (tries >= MAX_NONCE_TRIES || readProblem(answer.body).type !== 'badNonce') this.#refuse(answer)
    }
  }

  /** JSON text of the JWS. */
  async sign(key: HeldKey, header: Readonly<Record<string, unknown>>, payload: unknown): Promise<string> {
    const { signingInput, seal } = layOutJws(header, payload)
    const { algorithm } = this.jwsKey(key)
    return JSON.stringify(seal(demand('signature', jwsSignature(algorithm, await key.sign(signingInput)))))
  }

  /** @throws AppError `precondition` for a key ACME has no name for */
  jwsKey(key: HeldKey): JwsKey {
    const found = jwsKeyOf(key.publicKey)
    if (!found.ok) throw new AppError('precondition', 'issuer.acme-key-unsupported', { algorithm: key.algorithm })
    return found.value
  }

  async #takeNonce(): Promise<string> {
    const held = this.#nonce
    this.#nonce = undefined
    if (held) return held
    const { newNonce } = await this.directory()
    await this.#send('HEAD', newNonce)
    const fresh = this.#nonce
    this.#nonce = undefined
    if (!fresh) throw new AppError('unavailable', 'issuer.acme-answer-malformed', { what: 'nonce', code: 'acme.nonce' })
    return fresh
  }

  async #send(method: 'GET' | 'HEAD' | 'POST', url: string, body?: Uint8Array, accept?: string) {
    // A server that is asked by https must not send us, with our signature, somewhere in the clear.
    if (new URL(this.settings.directoryUrl).protocol === 'https:' && !url.startsWith('https://'))
      throw new AppError('unavailable', 'issuer.acme-answer-malformed', { what: 'url', code: 'acme.not-https' })
    const { anchors } = this.settings
    const headers = {
      'user-agent': 'zhengxun',
      accept: accept ?? 'application/json',
      ...(body && { 'content-type': 'application/jose+json' }),
    }
    try {
      const answer = await this.deps.egress.fetch({
        url,
        method,
        headers,
        ...(body && { body }),
        ...(anchors && { anchors }),
        maxBytes: MAX_ACME_ANSWER_BYTES,
        timeoutMs: REQUEST_TIMEOUT_MS,
      })
      const nonce = answer.headers['replay-nonce']
      if (nonce && /^[\w-]{1,512}$/.test(nonce)) this.#nonce = nonce
      return answer
    } catch (error) {
      throw unreachable(error, new URL(url).hostname)
    }
  }

  #refuse(answer: FetchResponse): never {
    throw problemError(readProblem(answer.body), answer.status, answer.headers['retry-after'], this.deps.now())
  }
}
