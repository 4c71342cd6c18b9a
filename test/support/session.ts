// What a program sends after it has signed in: the cookie, and the token that every change under a session must carry.

import { forgeryToken } from '#http/forgery.ts'

export async function sessionHeaders(signedIn: Response): Promise<{ cookie: string; 'x-csrf-token': string }> {
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
  return { cookie, 'x-csrf-token': await forgeryToken(cookie.slice(cookie.indexOf('=') + 1)) }
}
