// What an ACME server answers, read strictly: directory, order, authorisation (RFC 8555 §7.1), problem document (RFC 7807), the
// window of ARI (RFC 9773 §4.1). Unknown members are ignored, as §7.1 wants; a member of another type is refused by name.

import type { ParseError } from '../asn1/der.ts'
import { malformed, must, parsing } from '../asn1/fields.ts'
import { arrayMember, isJsonObject, type Json, memberOf, readJson, textMember } from '../bytes/strict-json.ts'
import type { Instant, Result } from '../verdict.ts'

export interface AcmeDirectory {
  newNonce: string
  newAccount: string
  newOrder: string
  revokeCert: string
  keyChange: string
  /** Absent: the server has no ARI. */
  renewalInfo?: string
  termsOfService?: string
  isExternalAccountRequired: boolean
}

export interface AcmeIdentifier {
  type: 'dns' | 'ip'
  value: string
}

export const ORDER_STATES = ['pending', 'ready', 'processing', 'valid', 'invalid'] as const

export interface AcmeOrder {
  status: (typeof ORDER_STATES)[number]
  authorizations: string[]
  finalize: string
  certificate?: string
  error?: AcmeProblem
}

export const AUTHORIZATION_STATES = ['pending', 'valid', 'invalid', 'deactivated', 'expired', 'revoked'] as const

export interface AcmeAuthorization {
  identifier: AcmeIdentifier
  status: (typeof AUTHORIZATION_STATES)[number]
  isWildcard: boolean
  challenges: AcmeChallenge[]
}

export interface AcmeChallenge {
  type: string
  url: string
  status: string
  /** Absent for kinds that have none. */
  token?: string
  error?: AcmeProblem
}

export interface AcmeProblem {
  /** Behind `urn:ietf:params:acme:error:`; empty for a problem of another kind. */
  type: string
  detail: string
  /** What was wrong with single names. */
  subproblems: { type: string; detail: string; name: string }[]
}

export interface RenewalWindow {
  start: Instant
  end: Instant
  /** Why, for people. */
  explanationUrl?: string
}

/** Answers above this are refused: an order of a hundred names is a few kB. */
export const MAX_ACME_ANSWER_BYTES = 1 << 20
const MAX_ITEMS = 500

type Read<T> = Result<T, ParseError>

function reading<T>(bytes: Uint8Array, read: (value: Json) => T): Read<T> {
  return parsing(() => {
    const value = must(readJson(bytes))
    if (!isJsonObject(value)) malformed('acme.not-an-object', 0)
    return read(value)
  })
}

function text(value: Json, name: string): string {
  return textMember(value, name) ?? malformed(`acme.${name}`, 0)
}

function oneOf<const T extends readonly string[]>(value: Json, name: string, all: T): T[number] {
  const found = text(value, name)
  return all.includes(found) ? found : malformed(`acme.${name}`, 0)
}

function optional<N extends string>(value: Json, name: N, as: string): Record<string, string> {
  if (memberOf(value, name) === undefined) return {}
  return { [as]: text(value, name) }
}

export function readDirectory(bytes: Uint8Array): Read<AcmeDirectory> {
  return reading(bytes, (value) => {
    const meta = memberOf(value, 'meta') ?? null
    return {
      newNonce: text(value, 'newNonce'),
      newAccount: text(value, 'newAccount'),
      newOrder: text(value, 'newOrder'),
      revokeCert: text(value, 'revokeCert'),
      keyChange: text(value, 'keyChange'),
      ...optional(value, 'renewalInfo', 'renewalInfo'),
      ...optional(meta, 'termsOfService', 'termsOfService'),
      isExternalAccountRequired: memberOf(meta, 'externalAccountRequired') === true,
    }
  })
}

export function readOrder(bytes: Uint8Array): Read<AcmeOrder> {
  return reading(bytes, (value) => {
    const authorizations = arrayMember(value, 'authorizations')
    if (authorizations.length > MAX_ITEMS) malformed('acme.authorizations', 0)
    return {
      status: oneOf(value, 'status', ORDER_STATES),
      authorizations: authorizations.map((one) =>
        typeof one === 'string' ? one : malformed('acme.authorizations', 0),
      ),
      finalize: text(value, 'finalize'),
      ...optional(value, 'certificate', 'certificate'),
      ...errorOf(value),
    }
  })
}

export function readAuthorization(bytes: Uint8Array): Read<AcmeAuthorization> {
  return reading(bytes, (value) => {
    const identifier = memberOf(value, 'identifier') ?? null
    return {
      identifier: { type: oneOf(identifier, 'type', ['dns', 'ip'] as const), value: text(identifier, 'value') },
      status: oneOf(value, 'status', AUTHORIZATION_STATES),
      isWildcard: memberOf(value, 'wildcard') === true,
      challenges: arrayMember(value, 'challenges').slice(0, MAX_ITEMS).map(challengeOf),
    }
  })
}

function challengeOf(value: Json): AcmeChallenge {
  const token = optional(value, 'token', 'token')
  // What is not base64url has no business in a file name or a DNS record (RFC 8555 §8.3).
  if (token.token !== undefined && !/^[\w-]{1,256}$/.test(token.token)) malformed('acme.token', 0)
  return {
    type: text(value, 'type'),
    url: text(value, 'url'),
    status: text(value, 'status'),
    ...token,
    ...errorOf(value),
  }
}

function errorOf(value: Json): { error?: AcmeProblem } {
  const error = memberOf(value, 'error')
  return isJsonObject(error) ? { error: problemOf(error) } : {}
}

const ACME_ERROR = 'urn:ietf:params:acme:error:'

function problemOf(value: Json): AcmeProblem {
  const subproblems = arrayMember(value, 'subproblems').slice(0, MAX_ITEMS)
  return {
    ...typeAndDetail(value),
    subproblems: subproblems.map((one) => ({
      ...typeAndDetail(one),
      name: textMember(memberOf(one, 'identifier'), 'value') ?? '',
    })),
  }
}

/** A text of somebody else's that ends up before people: short, and without line breaks. */
const MAX_DETAIL = 500

function typeAndDetail(value: Json): { type: string; detail: string } {
  const type = textMember(value, 'type') ?? ''
  const detail = (textMember(value, 'detail') ?? '').replace(/\s+/g, ' ').slice(0, MAX_DETAIL)
  return { type: type.startsWith(ACME_ERROR) ? type.slice(ACME_ERROR.length) : '', detail }
}

/** Never an error: a server that fails without a problem document has failed all the same. */
export function readProblem(bytes: Uint8Array): AcmeProblem {
  const read = reading(bytes, problemOf)
  return read.ok ? read.value : { type: '', detail: '', subproblems: [] }
}

/** Errors: `acme.start`, `acme.end`, `acme.window-reversed` (RFC 9773 §4.2: a window that ends before it begins is no window). */
export function readRenewalWindow(bytes: Uint8Array): Read<RenewalWindow> {
  return reading(bytes, (value) => {
    const window = memberOf(value, 'suggestedWindow') ?? null
    const [start, end] = [rfc3339(window, 'start'), rfc3339(window, 'end')]
    if (end <= start) malformed('acme.window-reversed', 0)
    return { start, end, ...optional(value, 'explanationURL', 'explanationUrl') }
  })
}

const RFC3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/

function rfc3339(value: Json, name: string): Instant {
  const written = text(value, name)
  const at = RFC3339.test(written) ? Date.parse(written) : Number.NaN
  return Number.isNaN(at) ? malformed(`acme.${name}`, 0) : at
}
