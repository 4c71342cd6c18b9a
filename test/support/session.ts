// What a program sends after it has signed in: the cookie, and the token that every change under a session must carry.

import { forgeryToken } from '#http/forgery.ts'

interface Served {
  request(url: string, init: RequestInit): Response | Promise<Response>
}

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

/** A browser at an app: it keeps the cookies it was given, and carries the token of its session. */
export function browserAt(app: Served, home = 'http://127.0.0.1:8460') {
  const jar = new Map<string, string>()
  return async (method: string, path: string, body?: object, origin = home) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...(await carrying(cookie)), ...(body && { 'content-type': 'application/json' }) }
    const sent = body && { body: JSON.stringify(body) }
    const answer = await app.request(`${origin}/api/v1${path}`, { method, headers, ...sent })
    for (const one of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(one) ?? []
      jar.set(name, value)
    }
    const text = await answer.text()
    return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: text ? JSON.parse(text) : {} }
  }
}
