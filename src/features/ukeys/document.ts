// The text a UKey signs: which challenge, for what, where, for whom and until when. It signs nothing else by accident.

import { canonicalJson } from '#core/bytes/canonical-json.ts'
import type { Challenge } from '#features/accounts/index.ts'

const FORMAT = 'zhengxun-sign-in-challenge'

/** From the row that was kept, never from what comes back. */
export function challengeDocument(challenge: Challenge): string {
  const { id, value, origin, sessionId, browserHash, createdAt, expiresAt } = challenge
  return canonicalJson({
    format: FORMAT,
    version: 1,
    id,
    challenge: value,
    origin,
    for: sessionId === null ? { browser: browserHash } : { session: sessionId },
    issuedAt: new Date(createdAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
  })
}
