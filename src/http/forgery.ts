// Against forged requests: beside SameSite=Strict and the Origin, every change under a session carries a token that only our own pages
// can know. It is an HMAC under the session's own secret, so nothing is stored, another session's token is worth nothing, and the secret
// cannot be reckoned from it. It comes on every answer under a session; pages of other origins cannot read our answers.

import type { MiddlewareHandler } from 'hono'
import { sessionToken } from '#features/accounts/index.ts'
import { AppError } from '#src/context.ts'
import type { AppEnv } from '#src/route.ts'

export const TOKEN_HEADER = 'X-CSRF-Token'

export const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** What a change under this session must carry: 43 characters of base64url. */
export async function forgeryToken(session: string): Promise<string> {
  const text = new TextEncoder()
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', text.encode(session), hmac, false, ['sign'])
  const mac = await crypto.subtle.sign('HMAC', key, text.encode('zhengxun request token'))
  return btoa(String.fromCharCode(...new Uint8Array(mac)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

/** After `context`. Only a cookie can be made to come along by somebody else: whoever sends none, or a key beside it, needs no token. */
export const ownToken: MiddlewareHandler<AppEnv> = async (c, next) => {
  const session = sessionToken(c)
  const { actor } = c.get('ctx')
  if (session === undefined || actor.type !== 'account' || actor.apiKey) return next()
  const expected = await forgeryToken(session)
  // On refusals too: a page that has slept through a new session takes it from there.
  c.header(TOKEN_HEADER, expected)
  if (!SAFE_METHODS.has(c.req.method) && !isSame(c.req.header(TOKEN_HEADER), expected))
    throw new AppError('forbidden', 'app.csrf-token')
  return next()
}

/** In the same time wherever they differ. */
function isSame(given: string | undefined, expected: string): boolean {
  if (given?.length !== expected.length) return false
  let difference = 0
  for (let at = 0; at < expected.length; at++) difference |= given.charCodeAt(at) ^ expected.charCodeAt(at)
  return difference === 0
}
