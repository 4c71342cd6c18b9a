// Whether a login by certificate lets in exactly those it should: a valid user once, nobody revoked, expired, replayed or forged
// (challenge and response as in GB/T 15843.3, clause unverified).

import type { Check, Reason } from './check.ts'

export interface LoginAttempt {
  isAccepted: boolean
  /** What the service said to a refusal, shortened. */
  said: string
}

export interface AuthenticationEvidence {
  /** Lower-case hex, in the order they came. */
  challenges: readonly string[]
  valid: LoginAttempt
  replayed: LoginAttempt
  wrongSignature: LoginAttempt
  /** Absent when the register names no such user. */
  revoked?: LoginAttempt
  expired?: LoginAttempt
}

export interface AuthenticationThresholds {
  minChallengeBytes: number
}

type AuthenticationCheck = Check<AuthenticationEvidence, AuthenticationThresholds>

const CITATION = 'GB/T 15843.3 (clause unverified)'

function fail(code: string, params: Record<string, string | number> = {}): Reason {
  return { code, verdict: 'fail', citation: CITATION, params }
}

function refuses(id: string, code: string, attempt: (evidence: AuthenticationEvidence) => LoginAttempt | undefined) {
  const check: AuthenticationCheck = {
    id,
    citation: CITATION,
    run: (evidence) => (attempt(evidence)?.isAccepted ? [fail(code)] : []),
  }
  return check
}

export const AUTHENTICATION_CHECKS: readonly AuthenticationCheck[] = [
  {
    id: 'auth.lets-a-valid-user-in',
    citation: CITATION,
    run: ({ valid }) => (valid.isAccepted ? [] : [fail('auth.valid-refused', { problem: valid.said })]),
  },
  refuses('auth.refuses-a-replay', 'auth.replay-accepted', ({ replayed }) => replayed),
  refuses('auth.refuses-a-revoked-user', 'auth.revoked-accepted', ({ revoked }) => revoked),
  refuses('auth.refuses-an-expired-user', 'auth.expired-accepted', ({ expired }) => expired),
  refuses('auth.refuses-a-wrong-signature', 'auth.wrong-signature-accepted', ({ wrongSignature }) => wrongSignature),
  {
    id: 'auth.challenges-are-fresh',
    citation: CITATION,
    run: ({ challenges }) =>
      new Set(challenges).size === challenges.length
        ? []
        : [fail('auth.challenge-repeats', { count: challenges.length })],
  },
  {
    id: 'auth.challenges-are-long-enough',
    citation: CITATION,
    run: ({ challenges }, { minChallengeBytes: minBytes }) => {
      const bytes = Math.min(...challenges.map((challenge) => challenge.length / 2))
      return bytes >= minBytes ? [] : [fail('auth.challenge-short', { bytes, minBytes })]
    },
  },
]
