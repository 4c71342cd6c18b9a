// The cookie that holds a session's token.

import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { AppEnv } from '#src/route.ts'
import { newBrowserNonce } from './challenges.ts'

/** The session token of a request; none when it has no cookie of ours. */
export function sessionToken(c: Context<AppEnv>): string | undefined {
  return getCookie(c, cookieName(c))
}

export function setSessionToken(c: Context<AppEnv>, token: string): void {
  setCookie(c, cookieName(c), token, { path: '/', httpOnly: true, sameSite: 'Strict', secure: c.get('isSecure') })
}

export function dropSessionToken(c: Context<AppEnv>): void {
  deleteCookie(c, cookieName(c), { path: '/', secure: c.get('isSecure') })
}

/** What ties a challenge to the browser it was given to, before anybody is signed in. */
export function giveBrowserNonce(c: Context<AppEnv>): string {
  const nonce = newBrowserNonce()
  setCookie(c, nonceName(c), nonce, { path: '/', httpOnly: true, sameSite: 'Strict', secure: c.get('isSecure') })
  return nonce
}

/** Empty when the browser brings none. */
export function browserNonce(c: Context<AppEnv>): string {
  return getCookie(c, nonceName(c)) ?? ''
}

function nonceName(c: Context<AppEnv>): string {
  return `${cookieName(c)}-entry`
}

/** `__Host-` binds the cookie to this host and to TLS; on plain http (the loopback default) browsers differ in accepting it. */
function cookieName(c: Context<AppEnv>): string {
  return c.get('isSecure') ? '__Host-zhengxun' : 'zhengxun'
}
