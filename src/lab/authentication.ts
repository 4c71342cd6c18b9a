// The unified authentication service: hands out a challenge, takes it back signed, once (GM/T 0034 systems do it so; clause unverified).

import { randomBytes } from 'node:crypto'
import type { Hono } from 'hono'
import { toBase64 } from '#core/bytes/base64.ts'
import type { Instant } from '#core/verdict.ts'
import type { CertificateDesk } from './desk.ts'
import { base64Field, labApp } from './http-service.ts'
import type { IsOn } from './switches.ts'

const CHALLENGE_BYTES = 32
const SHORT_CHALLENGE_BYTES = 8
const CHALLENGE_LIFE_MS = 120_000
/** Stops a client that only ever asks for challenges. */
const MAX_OPEN_CHALLENGES = 4_096

/** Open challenges, shared by the nodes behind one address as their database would be. */
export class Challenges {
  readonly #issuedAt = new Map<string, Instant>()

  open(challenge: Uint8Array, at: Instant): void {
    const oldest = this.#issuedAt.keys().next().value
    if (this.#issuedAt.size >= MAX_OPEN_CHALLENGES && oldest !== undefined) this.#issuedAt.delete(oldest)
    this.#issuedAt.set(toBase64(challenge), at)
  }

  /** True once for each challenge, within its life. */
  consume(challenge: Uint8Array, at: Instant): boolean {
    const key = toBase64(challenge)
    const issuedAt = this.#issuedAt.get(key)
    this.#issuedAt.delete(key)
    return issuedAt !== undefined && at - issuedAt <= CHALLENGE_LIFE_MS
  }
}

export interface AuthenticationOptions {
  node: string
  now: () => Instant
  isOn: IsOn
  desk: CertificateDesk
  challenges: Challenges
}

/**
 * `GET /challenge` → `{challenge, expiresAt}`;
 * `POST /response {challenge, certificate, signature}` (base64) → `{accepted, reason?}` with HTTP 200 or 401;
 * `GET /health` → `{node, time}`.
 */
export function authenticationService(options: AuthenticationOptions): Hono {
  const { now, isOn, challenges, node } = options
  const fixed = new Uint8Array(CHALLENGE_BYTES).fill(0x5a)
  const app = labApp(isOn)
  app.get('/health', (c) => c.json({ node, time: new Date(now()).toISOString() }))
  app.on(['GET', 'POST'], '/challenge', (c) => {
    const length = isOn('auth.challenge-short') ? SHORT_CHALLENGE_BYTES : CHALLENGE_BYTES
    const challenge = isOn('auth.challenge-repeats') ? fixed : new Uint8Array(randomBytes(length))
    challenges.open(challenge, now())
    return c.json({ challenge: toBase64(challenge), expiresAt: new Date(now() + CHALLENGE_LIFE_MS).toISOString() })
  })
  app.post('/response', async (c) => {
    const body: unknown = await c.req.json().catch(() => null)
    const challenge = base64Field(body, 'challenge')
    const reason = await refusal(options, challenge, base64Field(body, 'certificate'), base64Field(body, 'signature'))
    return reason ? c.json({ accepted: false, reason }, 401) : c.json({ accepted: true })
  })
  return app
}

type Refusal =
  | 'challenge-unknown'
  | 'certificate-revoked'
  | 'certificate-expired'
  | 'certificate-unknown'
  | 'signature-wrong'

async function refusal(
  { now, isOn, desk, challenges }: AuthenticationOptions,
  challenge: Uint8Array,
  certificate: Uint8Array,
  signature: Uint8Array,
): Promise<Refusal | undefined> {
  const isFresh = challenges.consume(challenge, now())
  if (!isFresh && !isOn('auth.replay-accepted')) return 'challenge-unknown'
  const standing = await desk.standingOf(certificate, now())
  if (standing === 'unknown') return 'certificate-unknown'
  if (standing === 'revoked' && !isOn('auth.revoked-accepted')) return 'certificate-revoked'
  if (standing === 'expired' && !isOn('auth.expired-accepted')) return 'certificate-expired'
  if (isOn('auth.valid-refused')) return 'certificate-unknown'
  if (isOn('auth.wrong-signature-accepted')) return undefined
  return (await desk.hasSigned(certificate, challenge, signature)) ? undefined : 'signature-wrong'
}
