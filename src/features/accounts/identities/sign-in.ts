// Signing in by a provider of identities: away to it, and back with its word for who somebody is. Nobody's account is made that way.

import { and, eq } from 'drizzle-orm'
import { accounts } from '#db/schema/accounts.ts'
import { loginIdentities } from '#db/schema/factors.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { Identity } from '#src/sign-in-ports.ts'
import { releaseAddress, reserveAddress } from '../attempts.ts'
import { type Holder, issueChallenge, takeChallenge } from '../challenges.ts'
import { openSession } from '../open-session.ts'
import { newToken } from '../secrets.ts'

/** The console's page that takes the answer: a cookie that is SameSite=Strict does not come along from the provider's. */
const RETURN_PATH = '/sign-in/oidc'
/** People have to sign in there first. */
const AWAY_MS = 10 * 60_000

/** Where the browser goes. @throws AppError `unavailable` */
export async function beginSignIn(ctx: Ctx, origin: string, holder: Holder): Promise<string> {
  const state = newToken()
  const { url, nonce, codeVerifier } = await ctx.ports.identityProvider.begin({
    redirectUri: origin + RETURN_PATH,
    state,
  })
  await issueChallenge(ctx, { kind: 'oidc', holder, origin, value: state, detail: { nonce, codeVerifier } }, AWAY_MS)
  return url
}

/**
 * @param search what the provider appended to the address, `?code=…&state=…`
 * @returns the token of a new session
 * @throws AppError `forbidden` for an answer that does not hold or a person who was not registered, `limit`, `unavailable`
 */
export async function finishSignIn(ctx: Ctx, search: string, origin: string, holder: Holder): Promise<string> {
  await reserveAddress(ctx)
  const state = new URLSearchParams(search).get('state') ?? ''
  const { detail } = await takeChallenge(ctx.db, ctx, { value: state, kind: 'oidc', holder, origin })
  const identity = await ctx.ports.identityProvider.finish({
    returnedTo: `${origin}${RETURN_PATH}?${search.replace(/^\?/, '')}`,
    ...{ state, nonce: detail.nonce ?? '', codeVerifier: detail.codeVerifier ?? '' },
  })
  if (!identity) throw new AppError('forbidden', 'accounts.identity-refused')
  const token = await openFor(ctx, identity)
  await releaseAddress(ctx)
  return token
}

async function openFor(ctx: Ctx, identity: Identity): Promise<string> {
  const isThem = and(eq(loginIdentities.issuer, identity.issuer), eq(loginIdentities.subject, identity.subject))
  const token = await ctx.db.transaction(async (tx) => {
    const [owner] = await tx
      .select({ accountId: accounts.id })
      .from(loginIdentities)
      .innerJoin(accounts, and(eq(accounts.id, loginIdentities.accountId), eq(accounts.isDisabled, false)))
      .where(isThem)
    if (!owner) {
      const object = { type: 'login-identity', id: identity.subject.slice(0, 200) }
      await recordAudit(tx, ctx, { action: 'identity.sign-in-refused', object, detail: { issuer: identity.issuer } })
      return undefined
    }
    await tx.update(loginIdentities).set({ lastUsedAt: ctx.now }).where(isThem)
    return (await openSession(tx, ctx, owner.accountId, 'oidc')).token
  })
  if (token === undefined) throw new AppError('forbidden', 'accounts.identity-unregistered')
  return token
}
