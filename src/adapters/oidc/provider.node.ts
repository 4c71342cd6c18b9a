// One provider of identities by openid-client: discovery, PKCE, state, nonce, issuer, and the signature of the ID token. All through our own door.

import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  type CustomFetch,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  randomNonce,
  randomPKCECodeVerifier,
} from 'openid-client'
import { AppError } from '#src/context.ts'
import type { IdentityProvider } from '#src/sign-in-ports.ts'
import type { Egress } from '../egress/egress.ts'
import { EgressError } from '../egress/error.ts'

export interface ProviderSettings {
  issuer: URL
  clientId: string
  clientSecret: string
  name: string
}

/** What a provider says is small; more is no answer of one. */
const MAX_BYTES = 1024 * 1024
const TIMEOUT_MS = 10_000
/** Keys and addresses of a provider change seldom, but they do. */
const KNOWN_MS = 3_600_000

export function identityProvider(egress: Egress, settings: ProviderSettings, now: () => number): IdentityProvider {
  let known: { configuration: Promise<Configuration>; until: number } | undefined
  const configuration = () => {
    if (!known || now() >= known.until) known = { configuration: discover(egress, settings), until: now() + KNOWN_MS }
    const { configuration: found } = known
    // A provider that was away is asked again the next time.
    found.catch(() => {
      known = undefined
    })
    return found.catch(away)
  }
  return {
    name: settings.name,
    issuer: settings.issuer.href.replace(/\/$/, ''),
    async begin({ redirectUri, state }) {
      const [nonce, codeVerifier] = [randomNonce(), randomPKCECodeVerifier()]
      const url = buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: 'openid',
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
      })
      return { url: url.href, nonce, codeVerifier }
    },
    async finish({ returnedTo, state, nonce, codeVerifier }) {
      const checks = {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
      }
      const found = await configuration()
      const tokens = await authorizationCodeGrant(found, new URL(returnedTo), checks).catch(refused)
      const claims = tokens?.claims()
      return claims && { issuer: claims.iss, subject: claims.sub }
    },
  }
}

async function discover(egress: Egress, { issuer, clientId, clientSecret }: ProviderSettings): Promise<Configuration> {
  const found = await discovery(issuer, clientId, clientSecret, undefined, {
    [customFetch]: fetchThrough(egress),
    timeout: TIMEOUT_MS / 1000,
    execute: isLoopback(issuer) ? [allowInsecureRequests] : [],
  })
  // The signature too, though the token comes straight from the provider.
  enableNonRepudiationChecks(found)
  return found
}

/** Without TLS only on this machine: for a provider that runs beside us. */
function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
}

function fetchThrough(egress: Egress): CustomFetch {
  return async (url, { method, headers, body }) => {
    const sent =
      body === undefined || body === null ? {} : { body: new Uint8Array(await new Response(body).arrayBuffer()) }
    const answer = await egress.fetch({
      url,
      method: method === 'POST' ? 'POST' : 'GET',
      headers,
      ...sent,
      maxBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
    })
    return new Response(new Uint8Array(answer.body), { status: answer.status, headers: answer.headers })
  }
}

/** An answer that does not hold is no identity; a provider that is away is another matter. */
function refused(error: unknown): undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) if (at instanceof EgressError) return away(error)
  return undefined
}

function away(_: unknown): never {
  throw new AppError('unavailable', 'accounts.provider-away')
}

/** Where none is configured. */
export const noIdentityProvider: IdentityProvider = {
  name: undefined,
  issuer: undefined,
  begin: () => Promise.reject(new AppError('unavailable', 'accounts.provider-absent')),
  finish: () => Promise.reject(new AppError('unavailable', 'accounts.provider-absent')),
}
