// Reading a URL somebody else wrote: what is not plainly http(s)://host[:port]/path is refused before it is resolved.

import { EgressError } from './error.ts'

export interface HttpTarget {
  isSecure: boolean
  host: string
  port: number
  /** Path and query, as they go into the request line. */
  path: string
  href: string
}

/** Characters of RFC 3986 only: no spaces, backslashes, controls, or letters a parser would fold into ASCII. */
const PLAIN = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/
const SCHEME = /^https?:\/\/[^/]/i
/** Encoded line breaks and NUL only serve to smuggle a second request. */
const SMUGGLED = /%0[ad0]/i

/** Throws `EgressError` with `url-malformed` or `scheme-refused`. */
export function readHttpUrl(text: string): HttpTarget {
  const refuse = (detail: string) => new EgressError('url-malformed', hostOf(text), 0, detail)
  if (/^[a-z][a-z0-9+.-]*:/i.test(text) && !/^https?:/i.test(text))
    throw new EgressError('scheme-refused', hostOf(text), 0)
  if (!SCHEME.test(text) || !PLAIN.test(text)) throw refuse('not a plain http URL')
  if (SMUGGLED.test(text)) throw refuse('encoded control character')
  if (!URL.canParse(text)) throw refuse('not a URL')
  const url = new URL(text)
  if (url.username || url.password) throw refuse('user information')
  const isSecure = url.protocol === 'https:'
  const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port)
  return { isSecure, host: url.hostname.replace(/^\[|\]$/g, ''), port, path: url.pathname + url.search, href: url.href }
}

function hostOf(text: string): string {
  return URL.canParse(text) ? new URL(text).hostname : text.slice(0, 80)
}
