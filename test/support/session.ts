// What a program sends after it has signed in: the cookie, and the token that every change under a session must carry.

import { forgeryToken } from '#http/forgery.ts'

/** Of the answer to a sign-in; nothing to carry where nobody was let in. */
export async function sessionHeaders(signedIn: Response): Promise<{ cookie: string; 'x-csrf-token': string }> {
  const cookies = signedIn.headers.getSetCookie().map((one) => one.split(';')[0] ?? '')
  return carrying(cookies.join('; '))
}

/** The headers that go with these cookies. */
export async function carrying(cookie: string): Promise<{ cookie: string; 'x-csrf-token': string }> {
  const session = /(?:^|; )(?:__Host-)?zhengxun=([^;]+)/.exec(cookie)?.[1]
  return { cookie, 'x-csrf-token': session ? await forgeryToken(session) : '' }
}
