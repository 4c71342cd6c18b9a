// How one value is written into a command or a file so that it stays one value: POSIX shell (IEEE 1003.1 §2.2), Windows prompt,
// INF, OpenSSL configuration, and so on. What cannot be written safely is refused, never repaired. Clauses of vendors unverified.

import type { Dialect } from './target.ts'

/** Characters that mean nothing special in any of the dialects. */
const PLAIN = /^[\w.:/@,+-]+$/
/** On a Windows prompt a comma separates words, a slash begins an option, and the backslash is the separator of paths. */
const BACKSLASH_PATH = /^[\w.:\\-]+$/
// Control characters, line and paragraph separators, and the marks that turn the reading direction round: none is in an honest name.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u
const ASCII = /^[ -~]*$/

type Quote = (value: string) => string | undefined

const inDoubleQuotes =
  (refused: RegExp): Quote =>
  (value) =>
    refused.test(value) ? undefined : `"${value}"`

const QUOTES: Readonly<Record<Dialect, Quote>> = {
  sh: (value) => `'${value.replaceAll("'", "'\\''")}'`,
  // Inside quotes `&|<>^` are literal, but `%` and `!` are still expanded, and a final backslash would escape the quote.
  cmd: inDoubleQuotes(/["%!]|\\$/),
  // `%` starts a token of the [Strings] section.
  inf: (value) => (value.includes('%') ? undefined : `"${value.replaceAll('"', '""')}"`),
  'openssl-config': (value) => value.replace(/[\\$#"'`;]/g, '\\$&'),
  // nginx and Apache expand `$`; a backslash escapes in both, differently.
  config: inDoubleQuotes(/["\\$]/),
  properties: () => undefined,
  // A question mark asks network devices for help in the middle of a line, quoted or not.
  device: (value) => (ASCII.test(value) ? inDoubleQuotes(/["\\?$`]/)(value) : undefined),
  words: (value) => value,
}

/** Dialects that know no wildcard of their own: `*.example.cn` may stand bare. */
const STAR_IS_PLAIN: ReadonlySet<Dialect> = new Set(['config', 'openssl-config', 'device', 'words'])

/** The value as one word of the dialect; `undefined` when the dialect cannot hold it. A word like an option is refused unless wanted. */
export function quoted(dialect: Dialect, value: string, mayBeOption = false): string | undefined {
  if (value === '' || INVISIBLE.test(value) || (value.startsWith('-') && !mayBeOption)) return undefined
  if (dialect === 'inf') return QUOTES.inf(value)
  const bare = STAR_IS_PLAIN.has(dialect) ? value.replaceAll('*', '') : value
  if (dialect === 'cmd' ? BACKSLASH_PATH.test(value) : PLAIN.test(bare)) return value
  return QUOTES[dialect](value)
}

export type SubjectPart = readonly [type: string, value: string]

/** `-subj` of OpenSSL: parts in order behind slashes. */
export function slashSubject(parts: readonly SubjectPart[]): string {
  return parts.map(([type, value]) => `/${type}=${value.replace(/[\\/+]/g, '\\$&')}`).join('')
}

/** `-dname` of keytool (RFC 4514 §2.4), the last part first. */
export function commaSubject(parts: readonly SubjectPart[]): string {
  return parts
    .map(([type, value]) => `${type}=${value.replace(/[\\,+"<>;=#]/g, '\\$&')}`)
    .reverse()
    .join(',')
}

/** Subject of a certreq INF: parts with special characters in quotes, which the INF doubles. */
export function windowsSubject(parts: readonly SubjectPart[]): string {
  const text = (value: string) => (/[,+="<>#;]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
  return parts
    .map(([type, value]) => `${type}=${text(value)}`)
    .reverse()
    .join(',')
}
