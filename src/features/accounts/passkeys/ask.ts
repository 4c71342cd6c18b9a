// What a browser is asked for: to make a passkey, or to sign with one (WebAuthn level 3, the JSON forms of §5.1.8 and §5.1.9; clause unverified).

import { eq } from 'drizzle-orm'
import { passkeys } from '#db/schema/factors.ts'
import type { Ctx } from '#src/context.ts'
import { CHALLENGE_MS, type Holder, issueChallenge } from '../challenges.ts'
import { signedInAccount } from '../factors/signed-in.ts'

/** ES256, RS256, EdDSA (RFC 9053 §2). */
const ALGORITHMS = [-7, -257, -8]
/** Touching a key takes people longer than a program. */
const ASK_MS = 5 * 60_000

export interface Asked {
  challengeId: string
  /** For `navigator.credentials`. */
  options: Record<string, unknown>
}

export async function askForNewPasskey(ctx: Ctx, origin: string, username: string): Promise<Asked> {
  const { accountId, sessionId, name } = signedInAccount(ctx)
  const holder = { sessionId, browserHash: null }
  const challenge = await issueChallenge(ctx, { kind: 'passkey-registration', holder, origin }, ASK_MS)
  const options = {
    challenge: challenge.value,
    rp: { id: new URL(origin).hostname, name: '证巡 Zhengxun' },
    user: { id: Buffer.from(accountId).toString('base64url'), name: username, displayName: name },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    timeout: ASK_MS,
    attestation: 'none',
    excludeCredentials: await descriptors(ctx, accountId),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
  }
  return { challengeId: challenge.id, options }
}

/** Of one session: any passkey of its account. Of a browser: whichever it has for us. */
export async function askForPasskey(ctx: Ctx, origin: string, holder: Holder): Promise<Asked> {
  const { actor } = ctx
  const challenge = await issueChallenge(ctx, { kind: 'passkey', holder, origin }, CHALLENGE_MS)
  const options = {
    challenge: challenge.value,
    rpId: new URL(origin).hostname,
    timeout: CHALLENGE_MS,
    userVerification: 'required',
    allowCredentials: actor.type === 'account' ? await descriptors(ctx, actor.accountId) : [],
  }
  return { challengeId: challenge.id, options }
}

async function descriptors({ db }: Ctx, accountId: string) {
  const rows = await db
    .select({ id: passkeys.id, transports: passkeys.transports })
    .from(passkeys)
    .where(eq(passkeys.accountId, accountId))
  return rows.map(({ id, transports }) => ({ type: 'public-key', id, transports }))
}
