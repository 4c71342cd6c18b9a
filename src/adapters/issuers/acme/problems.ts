// What an ACME server refuses, as messages that name what to do (RFC 8555 §6.7).

import type { AcmeProblem } from '#core/acme/objects.ts'
import { waitMs } from '#core/acme/renewal.ts'
import type { ParseError } from '#core/asn1/der.ts'
import type { Instant, Result } from '#core/verdict.ts'
import { AppError, type AppErrorKind } from '#src/context.ts'
import type { OrderMemory, OrderProgress } from '#src/issuing-ports.ts'

/** Problem types of RFC 8555 §6.7 and RFC 9773 §7.4 by what can be done about them; the text of each is `issuer.acme-` and the key. */
const BY_TYPE: Readonly<Record<string, { kind: AppErrorKind; code: string }>> = {
  accountDoesNotExist: { kind: 'precondition', code: 'issuer.acme-account-unknown' },
  alreadyReplaced: { kind: 'conflict', code: 'issuer.acme-already-replaced' },
  alreadyRevoked: { kind: 'conflict', code: 'issuer.acme-already-revoked' },
  badCSR: { kind: 'precondition', code: 'issuer.acme-request-refused' },
  badNonce: { kind: 'unavailable', code: 'issuer.acme-nonce-refused' },
  badPublicKey: { kind: 'precondition', code: 'issuer.acme-key-refused' },
  badRevocationReason: { kind: 'bad-input', code: 'issuer.acme-reason-refused' },
  badSignatureAlgorithm: { kind: 'precondition', code: 'issuer.acme-key-refused' },
  caa: { kind: 'precondition', code: 'issuer.acme-caa' },
  compound: { kind: 'precondition', code: 'issuer.acme-names-refused' },
  connection: { kind: 'precondition', code: 'issuer.acme-validation-connection' },
  dns: { kind: 'precondition', code: 'issuer.acme-validation-dns' },
  externalAccountRequired: { kind: 'precondition', code: 'issuer.acme-external-account' },
  incorrectResponse: { kind: 'precondition', code: 'issuer.acme-validation-wrong' },
  invalidContact: { kind: 'bad-input', code: 'issuer.acme-contact' },
  malformed: { kind: 'precondition', code: 'issuer.acme-malformed' },
  orderNotReady: { kind: 'unavailable', code: 'issuer.acme-not-ready' },
  rateLimited: { kind: 'limit', code: 'issuer.acme-rate-limited' },
  rejectedIdentifier: { kind: 'precondition', code: 'issuer.acme-names-refused' },
  serverInternal: { kind: 'unavailable', code: 'issuer.acme-server' },
  tls: { kind: 'precondition', code: 'issuer.acme-validation-connection' },
  unauthorized: { kind: 'forbidden', code: 'issuer.acme-unauthorized' },
  unsupportedContact: { kind: 'bad-input', code: 'issuer.acme-contact' },
  unsupportedIdentifier: { kind: 'precondition', code: 'issuer.acme-names-refused' },
  userActionRequired: { kind: 'precondition', code: 'issuer.acme-terms' },
}

/** The codes above, for the test that holds every one has its text. */
export const ACME_PROBLEM_CODES: readonly string[] = [...new Set(Object.values(BY_TYPE).map(({ code }) => code))]

const WAITS = { defaultMs: 60_000, minMs: 1_000, maxMs: 24 * 3_600_000 }

/** A refusal as verbs understand it; `retryAfterMs` is in the params where the server named a time. */
export function problemError(problem: AcmeProblem, status: number, retryAfter: string | undefined, now: Instant) {
  const known = BY_TYPE[problem.type] ?? {
    kind: status === 429 ? ('limit' as const) : status >= 500 ? ('unavailable' as const) : ('precondition' as const),
    code: 'issuer.acme-refused',
  }
  const wait = retryAfter === undefined ? {} : { retryAfterMs: waitMs(retryAfter, now, WAITS) }
  return new AppError(known.kind, known.code, { ...problemParams(problem), status, ...wait })
}

/** The end of an order whose object, or one below it, carries its problem. */
export function failed(memory: OrderMemory, error: AcmeProblem | undefined): OrderProgress {
  const problem = error ?? { type: '', detail: '', subproblems: [] }
  const code = BY_TYPE[problem.type]?.code ?? 'issuer.acme-refused'
  return { state: 'failed', memory, code, params: problemParams(problem) }
}

function problemParams({ type, detail, subproblems }: AcmeProblem): Record<string, string> {
  const names = subproblems.map(({ name }) => name).filter((name) => name !== '')
  const details = [detail, ...subproblems.map(({ name, detail: of }) => `${name}: ${of}`)].filter((one) => one !== '')
  return { type: type || '-', detail: details.join(' · ').slice(0, 1000) || '-', names: names.join(', ').slice(0, 500) }
}

/** The value of an answer that could be read. @throws AppError `unavailable` naming what could not */
export function demand<T>(what: string, result: Result<T, ParseError>): T {
  if (result.ok) return result.value
  throw new AppError('unavailable', 'issuer.acme-answer-malformed', { what, code: result.error.code })
}
