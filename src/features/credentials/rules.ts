// What may become of a credential. The same table stands in src/db/guards.sql, and a test holds the two together.

import type { CREDENTIAL_STATES } from '#db/schema/credentials.ts'

export type CredentialState = (typeof CREDENTIAL_STATES)[number]

/**
 * issued: the CA made it · written: it is on the carrier · active: its key has signed a challenge · suspended: 挂失, may come back ·
 * superseded: another took its place · revoked: for good.
 */
export const STEPS: Readonly<Record<CredentialState, readonly CredentialState[]>> = {
  issued: ['written', 'revoked'],
  written: ['active', 'revoked'],
  active: ['suspended', 'superseded', 'revoked'],
  suspended: ['active', 'superseded', 'revoked'],
  superseded: [],
  revoked: [],
}

export function mayBecome(from: CredentialState, to: CredentialState): boolean {
  return STEPS[from].includes(to)
}

/** Counts as somebody's credential: not ended. */
export function isHeld(state: CredentialState): boolean {
  return STEPS[state].length > 0
}
