// authentication: logs in as a canary user would, and tries what must not work.
// `GET /challenge` → `{challenge}`; `POST /response {challenge, certificate, signature}` → `{accepted, reason?}`, all base64.

import { z } from 'zod'
import { fromBase64, toBase64 } from '#core/bytes/base64.ts'
import { toHex } from '#core/bytes/hex.ts'
import { AUTHENTICATION_CHECKS, type LoginAttempt } from '#core/checks/authentication.ts'
import { judge } from '#core/checks/check.ts'
import { type CanaryUser, canaryUser, certificateText, signAsCanary } from './canary-key.ts'
import { exchange, jsonBody, jsonOf, latencyMs } from './exchange.ts'
import type { Probe, ProbeDeps } from './probe.ts'
import type { Recorder } from './recorder.ts'
import { readSettings } from './settings.ts'

const SETTINGS = {
  good: canaryUser,
  revoked: canaryUser.optional(),
  expired: canaryUser.optional(),
  minChallengeBytes: z.number().int().positive().default(16),
}

/** Ended early: the reason is in the recorder. */
class Ended extends Error {}

export const authenticationProbe: Probe = {
  id: 'authentication/1',
  exchanges: 10,
  run: async ({ target, settings, timeoutMs }, recorder, deps) => {
    const { good, revoked, expired, ...thresholds } = readSettings(SETTINGS, settings)
    recorder.thresholds(thresholds)
    const desk = new LoginDesk(target.replace(/\/$/, ''), timeoutMs, recorder, deps)
    try {
      const first = await desk.answer(good)
      const evidence = {
        valid: await desk.submit('valid', first),
        replayed: await desk.submit('replayed', first),
        wrongSignature: await desk.submit('wrong signature', spoiled(await desk.answer(good))),
        ...(revoked ? { revoked: await desk.submit('revoked', await desk.answer(revoked)) } : {}),
        ...(expired ? { expired: await desk.submit('expired', await desk.answer(expired)) } : {}),
      }
      recorder.measure({ validAccepted: evidence.valid.isAccepted, challenges: desk.challenges.length })
      recorder.reasons(judge(AUTHENTICATION_CHECKS, { ...evidence, challenges: desk.challenges }, thresholds))
    } catch (error) {
      if (!(error instanceof Ended)) throw error
    }
  },
}

interface LoginAnswer {
  challenge: string
  certificate: string
  signature: Uint8Array
}

function spoiled(answer: LoginAnswer): LoginAnswer {
  const signature = answer.signature.slice()
  signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1
  return { ...answer, signature }
}

/** The two questions of the protocol, put to one service. */
class LoginDesk {
  readonly challenges: string[] = []
  readonly #url: string
  readonly #timeoutMs: number
  readonly #recorder: Recorder
  readonly #deps: ProbeDeps

  constructor(url: string, timeoutMs: number, recorder: Recorder, deps: ProbeDeps) {
    this.#url = url
    this.#timeoutMs = timeoutMs
    this.#recorder = recorder
    this.#deps = deps
  }

  /** A fresh challenge, signed by the user. */
  async answer(user: CanaryUser): Promise<LoginAnswer> {
    const name = `challenge ${this.challenges.length + 1}`
    const request = { name, url: `${this.#url}/challenge`, timeoutMs: this.#timeoutMs }
    const response = await exchange(request, this.#recorder, this.#deps)
    if (!response) throw new Ended()
    const text = jsonOf(response)?.challenge
    const challenge = typeof text === 'string' ? fromBase64(text) : undefined
    if (typeof text !== 'string' || !challenge || challenge.length === 0) throw this.#malformed('challenge')
    this.challenges.push(toHex(challenge))
    const signature = await signAsCanary(user, challenge, this.#deps)
    return { challenge: text, certificate: certificateText(user), signature }
  }

  async submit(name: string, answer: LoginAnswer): Promise<LoginAttempt> {
    const request = {
      name,
      url: `${this.#url}/response`,
      method: 'POST',
      body: jsonBody({ ...answer, signature: toBase64(answer.signature) }),
      requestType: 'application/json',
      expect: [200, 401, 403],
      timeoutMs: this.#timeoutMs,
    } as const
    const response = await exchange(request, this.#recorder, this.#deps)
    if (!response) throw new Ended()
    const { accepted, reason } = jsonOf(response) ?? {}
    if (typeof accepted !== 'boolean') throw this.#malformed('accepted')
    if (name === 'valid') this.#recorder.measure({ latencyMs: Math.round(latencyMs(response)) })
    const said = typeof reason === 'string' ? reason.slice(0, 80) : `HTTP ${response.status}`
    return { isAccepted: accepted && response.status === 200, said }
  }

  #malformed(problem: string): Ended {
    const params = { problem: `field ${problem}` }
    this.#recorder.reasons([{ code: 'auth.response-malformed', verdict: 'fail', citation: '服务接口', params }])
    return new Ended()
  }
}
