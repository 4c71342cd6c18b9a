// A CA that speaks CMP (RFC 4210, profile RFC 9483): ir, cr, p10cr and kur with polling and explicit confirmation, rr, genm.
// The number of the transaction is drawn and kept before anything is sent, so that a request sent twice is seen to be one.

import { randomBytes } from 'node:crypto'
import { equalBytes } from '#core/bytes/bytes.ts'
import { fromHex, toHex } from '#core/bytes/hex.ts'
import type { CertificateResponse, CmpAnswer, CmpStatus } from '#core/cmp/read.ts'
import {
  type CmpBodyName,
  certificateConfirmation,
  certificateRequest,
  certificateRequests,
  generalMessage,
  pollRequest,
  revocationRequest,
  verifiedRequests,
} from '#core/cmp/write.ts'
import { digestOfSignature } from '#core/x509/algorithms.ts'
import { parseRequest } from '#core/x509/request.ts'
import { AppError } from '#src/context.ts'
import {
  type CmpSettings,
  type HeldKey,
  type IssuerConnection,
  type IssuerOrder,
  type OrderMemory,
  type OrderProgress,
  REVOCATION_REASONS,
  type RevocationOrder,
} from '#src/issuing-ports.ts'
import { ask, type CmpDeps, type CmpQuestion, demandCertificate, signatureAlgorithmOf, signedWith } from './exchange.ts'

/** id-it-caCerts (RFC 9480 §2.15): asked for to see whether anybody is there. */
const CA_CERTIFICATES = '1.3.6.1.5.5.7.4.17'
const POLL_LIMITS_MS = { min: 1_000, max: 24 * 3_600_000 }

export function openCmp(deps: CmpDeps, settings: CmpSettings): IssuerConnection {
  return {
    test: async () => {
      const answer = await ask(deps, settings, {
        kind: 'genm',
        content: generalMessage(CA_CERTIFICATES),
        transactionId: newTransaction(),
      })
      if (answer.body.kind === 'general') return { offers: answer.body.infoTypes }
      throw refusal(answer)
    },
    advance: (order, memory) => (memory ? proceed(deps, settings, order, memory) : begin(deps, settings, order)),
    tidy: async () => undefined,
    revoke: (order) => revoke(deps, settings, order),
    renewalInfo: async () => undefined,
  }
}

const newTransaction = () => new Uint8Array(randomBytes(16))

/** Nothing is sent yet: what happens next has to find its transaction again after a crash. */
async function begin(deps: CmpDeps, settings: CmpSettings, order: IssuerOrder): Promise<OrderProgress> {
  const kind = requestKind(settings, order)
  readRequest(order)
  const memory = { phase: 'prepared', transaction: toHex(newTransaction()), kind }
  return { state: 'working', memory, notBefore: deps.now(), code: 'issuer.cmp-prepared', params: { kind } }
}

/** Without the key in hand there is no proof of possession but the one inside the PKCS#10 request, and our word for it where we are asked to give it. */
function requestKind({ request }: CmpSettings, { key, replaces, isVerified }: IssuerOrder): CmpBodyName {
  if (!key && (!isVerified || request === 'p10cr')) return 'p10cr'
  return replaces ? 'kur' : request
}

function readRequest({ request }: IssuerOrder) {
  const read = parseRequest(request)
  if (!read.ok) throw new AppError('precondition', 'issuer.request-unreadable', { code: read.error.code })
  return read.value
}

async function proceed(
  deps: CmpDeps,
  settings: CmpSettings,
  order: IssuerOrder,
  memory: OrderMemory,
): Promise<OrderProgress> {
  const transactionId = hexOf(memory.transaction)
  const protection = protectionFor(order, memory)
  if (memory.phase === 'prepared') {
    const { kind, content } = await firstQuestion(order, memory)
    const answer = await ask(deps, settings, { kind, content, transactionId, ...protection })
    return answered(deps, settings, order, memory, answer)
  }
  const answer = await ask(deps, settings, {
    kind: 'pollReq',
    content: pollRequest(Number(memory.requestId)),
    transactionId,
    recipientNonce: hexOf(memory.nonce),
    ...protection,
  })
  return answered(deps, settings, order, memory, answer)
}

function hexOf(value: unknown): Uint8Array {
  const bytes = typeof value === 'string' ? fromHex(value) : undefined
  if (!bytes) throw new Error('not the memory of a CMP order')
  return bytes
}

/** A key update is signed with the key that is replaced, where it is in hand (RFC 9483 §4.1.3). */
function protectionFor({ replaces }: IssuerOrder, { kind }: OrderMemory): Pick<CmpQuestion, 'protection'> {
  return kind === 'kur' && replaces?.key ? { protection: signedWith(replaces.key, replaces.certificate) } : {}
}

async function firstQuestion(
  order: IssuerOrder,
  { kind }: OrderMemory,
): Promise<{ kind: CmpBodyName; content: Uint8Array }> {
  const { key, replaces, request, isVerified } = order
  if (kind === 'p10cr' || !(key || isVerified)) return { kind: 'p10cr', content: request }
  const { subject, publicKeyInfo, extensions } = readRequest(order)
  const template = { subject: subject.raw, publicKey: publicKeyInfo, extensions }
  const asked = certificateRequest(template, replaces && demandCertificate(replaces.certificate))
  const content = key ? await signedRequests(key, publicKeyInfo, asked) : verifiedRequests(asked)
  return { kind: kind === 'kur' ? 'kur' : kind === 'cr' ? 'cr' : 'ir', content }
}

async function signedRequests(key: HeldKey, publicKeyInfo: Uint8Array, asked: Uint8Array): Promise<Uint8Array> {
  if (!equalBytes(publicKeyInfo, key.publicKey)) throw new AppError('precondition', 'issuer.cmp-key-not-of-request')
  return certificateRequests(asked, signatureAlgorithmOf(key.algorithm), await key.sign(asked))
}

async function answered(
  deps: CmpDeps,
  settings: CmpSettings,
  order: IssuerOrder,
  memory: OrderMemory,
  answer: CmpAnswer,
): Promise<OrderProgress> {
  const { body } = answer
  if (body.kind === 'error') return { state: 'failed', memory, ...refusedBy(body.status, body.details) }
  if (body.kind === 'poll') return waiting(deps, memory, answer, body.responses[0]?.afterSeconds)
  const response = body.kind === 'certificates' ? onlyResponse(body.responses, memory) : undefined
  if (body.kind !== 'certificates' || !response)
    throw new AppError('unavailable', 'issuer.cmp-answer-other', { kind: body.kind })
  const { status, certificate } = response
  if (status.status === 3) return waiting(deps, { ...memory, requestId: response.requestId }, answer, undefined)
  if (status.status > 1 || !certificate) return { state: 'failed', memory, ...refusedBy(status, '') }
  return confirm(deps, settings, order, memory, answer, { ...response, certificate })
}

/** One was asked for. A PKCS#10 request has no number: the answer says −1 (RFC 9483 §4.1.4), older CAs 0. */
function onlyResponse(responses: readonly CertificateResponse[], { kind }: OrderMemory) {
  const [response] = responses
  const isOurs = response?.requestId === 0 || (kind === 'p10cr' && response?.requestId === -1)
  return responses.length === 1 && isOurs ? response : undefined
}

function waiting(
  deps: CmpDeps,
  memory: OrderMemory,
  { senderNonce = new Uint8Array() }: CmpAnswer,
  afterSeconds: number | undefined,
): OrderProgress {
  const waitMs = Math.min(POLL_LIMITS_MS.max, Math.max(POLL_LIMITS_MS.min, (afterSeconds ?? 0) * 1000))
  const next = { ...memory, phase: 'polling', nonce: toHex(senderNonce) }
  return {
    state: 'working',
    memory: next,
    notBefore: deps.now() + waitMs,
    code: 'issuer.cmp-waiting',
    params: { seconds: Math.round(waitMs / 1000) },
  }
}

/** A certificate for another key is refused to the CA's face, so that it does not stay in force. */
async function confirm(
  deps: CmpDeps,
  settings: CmpSettings,
  order: IssuerOrder,
  memory: OrderMemory,
  answer: CmpAnswer,
  { requestId, certificate: der }: CertificateResponse & { certificate: Uint8Array },
): Promise<OrderProgress> {
  const certificate = demandCertificate(der)
  const isAccepted = equalBytes(certificate.publicKeyInfo, readRequest(order).publicKeyInfo)
  const digest = digestOfSignature(certificate.signatureAlgorithm) ?? 'sha512'
  const certificateHash = await deps.primitives.digest(digest, der)
  const reply = await ask(deps, settings, {
    kind: 'certConf',
    content: certificateConfirmation({ certificateHash, requestId, isAccepted }),
    transactionId: hexOf(memory.transaction),
    ...(answer.senderNonce && { recipientNonce: answer.senderNonce }),
    ...protectionFor(order, memory),
  })
  if (!isAccepted) return { state: 'failed', memory, code: 'issuer.cmp-other-key', params: {} }
  if (reply.body.kind !== 'confirmed') throw refusal(reply)
  const published = answer.body.kind === 'certificates' ? answer.body.caCertificates : []
  const others = [...answer.extraCertificates, ...published].filter((one) => !equalBytes(one, der))
  return { state: 'issued', memory, chains: [[der, ...others]] }
}

function refusedBy({ text, failures }: CmpStatus, details: string) {
  const code = failures.includes('transactionIdInUse') ? 'issuer.cmp-in-doubt' : 'issuer.cmp-refused'
  const detail = [text, details].filter((one) => one !== '').join(' · ')
  return { code, params: { failures: failures.join(', ') || '-', detail: detail || '-' } }
}

function refusal({ body }: CmpAnswer): AppError {
  if (body.kind !== 'error') return new AppError('unavailable', 'issuer.cmp-answer-other', { kind: body.kind })
  const { code, params } = refusedBy(body.status, body.details)
  return new AppError('precondition', code, params)
}

async function revoke(
  deps: CmpDeps,
  settings: CmpSettings,
  { certificate, reason, key }: RevocationOrder,
): Promise<void> {
  const answer = await ask(deps, settings, {
    kind: 'rr',
    content: revocationRequest(demandCertificate(certificate), REVOCATION_REASONS[reason]),
    transactionId: newTransaction(),
    ...(key && { protection: signedWith(key, certificate) }),
  })
  if (answer.body.kind !== 'revocations') throw refusal(answer)
  const [status, ...more] = answer.body.statuses
  if (!status || more.length > 0) throw new AppError('unavailable', 'issuer.cmp-answer-other', { kind: 'revocations' })
  // 4 and 5 warn that it will be, or say that it has been revoked (RFC 4210 §5.2.3).
  if (status.status > 1 && status.status !== 4 && status.status !== 5) {
    const { code, params } = refusedBy(status, '')
    throw new AppError('precondition', code, params)
  }
}
