// A CA that speaks ACME (RFC 8555, with ARI of RFC 9773). Each step asks the server how the order stands and does the next thing:
// nothing but the order's address has to survive a restart.

import { identifiersOf } from '#core/acme/identifiers.ts'
import { type AcmeOrder, readOrder, readRenewalWindow } from '#core/acme/objects.ts'
import { ariCertificateId, waitMs } from '#core/acme/renewal.ts'
import { toBase64Url } from '#core/bytes/base64.ts'
import type { Instant } from '#core/verdict.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { parseRequest } from '#core/x509/request.ts'
import { AppError } from '#src/context.ts'
import {
  type AcmeSettings,
  type IssuerConnection,
  type IssuerOrder,
  type OrderMemory,
  type OrderProgress,
  REVOCATION_REASONS,
  type RevocationOrder,
  type SuggestedRenewal,
} from '#src/issuing-ports.ts'
import { changeKey, findAccount } from './account.ts'
import { downloadChains } from './chains.ts'
import { demand, failed } from './problems.ts'
import { proveNames, withdrawProofs } from './proofs.ts'
import { type AcmeDeps, AcmeSession } from './session.ts'

/** Between two looks at an order, unless the server says otherwise. */
const POLLING = { defaultMs: 3_000, minMs: 1_000, maxMs: 3_600_000 }
/** Between two looks at a renewal window (RFC 9773 §4.3.2 recommends six hours and sane limits). */
const ARI_POLLING = { defaultMs: 6 * 3_600_000, minMs: 60_000, maxMs: 24 * 3_600_000 }

export function openAcme(deps: AcmeDeps, settings: AcmeSettings): IssuerConnection {
  const session = new AcmeSession(deps, settings)
  return {
    test: async () => {
      const { termsOfService, ...directory } = await session.directory()
      const offers = Object.entries(directory).flatMap(([name, value]) => (typeof value === 'string' ? [name] : []))
      return { offers, ...(termsOfService !== undefined && { termsOfService }) }
    },
    advance: (order, memory) => (memory ? proceed(session, order, memory) : begin(session, order)),
    tidy: async (_order, memory) => withdrawProofs(session, memory),
    revoke: (order) => revoke(session, order),
    changeKey: (next) => changeKey(session, next),
    renewalInfo: (certificate) => suggestedRenewal(session, certificate),
  }
}

async function begin(session: AcmeSession, order: IssuerOrder): Promise<OrderProgress> {
  const read = parseRequest(order.request)
  if (!read.ok) throw new AppError('precondition', 'issuer.request-unreadable', { code: read.error.code })
  const identifiers = identifiersOf(read.value)
  if (identifiers.length === 0) throw new AppError('precondition', 'issuer.acme-no-names')
  const directory = await session.directory()
  const account = await findAccount(session)
  const replaces = directory.renewalInfo ? replacedId(order) : undefined
  const answer = await placeOrder(session, directory.newOrder, account, identifiers, replaces)
  const url = answer.headers.location
  if (!url) throw new AppError('unavailable', 'issuer.acme-answer-malformed', { what: 'order', code: 'acme.location' })
  demand('order', readOrder(answer.body))
  return working({ account, order: url }, session.deps.now(), 'issuer.acme-order-placed')
}

/** A CA that has replaced the old certificate already takes the order without that remark (RFC 9773 §5). */
async function placeOrder(
  session: AcmeSession,
  url: string,
  account: string,
  identifiers: readonly unknown[],
  replaces: string | undefined,
) {
  if (replaces === undefined) return session.post(url, account, { identifiers })
  try {
    return await session.post(url, account, { identifiers, replaces })
  } catch (error) {
    if (error instanceof AppError && error.code === 'issuer.acme-already-replaced')
      return session.post(url, account, { identifiers })
    throw error
  }
}

function replacedId({ replaces }: IssuerOrder): string | undefined {
  const old = replaces && parseCertificate(replaces.certificate)
  return old?.ok ? ariCertificateId(old.value) : undefined
}

function working(memory: OrderMemory, notBefore: Instant, code: string, params = {}): OrderProgress {
  return { state: 'working', memory, notBefore, code, params }
}

async function proceed(session: AcmeSession, { request }: IssuerOrder, memory: OrderMemory): Promise<OrderProgress> {
  const { account, url } = orderOf(memory)
  const answer = await session.post(url, account, undefined)
  const order = demand('order', readOrder(answer.body))
  const now = session.deps.now()
  const later = now + waitMs(answer.headers['retry-after'], now, POLLING)
  switch (order.status) {
    case 'pending':
      return proveNames(session, order, memory, later)
    case 'ready':
      await session.post(order.finalize, account, { csr: toBase64Url(request) })
      return working(memory, later, 'issuer.acme-finalized')
    case 'processing':
      return working(memory, later, 'issuer.acme-processing')
    case 'valid':
      return issued(session, order, memory)
    case 'invalid':
      return failed(memory, order.error)
  }
}

function orderOf({ account, order }: OrderMemory): { account: string; url: string } {
  if (typeof account !== 'string' || typeof order !== 'string') throw new Error('not the memory of an ACME order')
  return { account, url: order }
}

async function issued(session: AcmeSession, order: AcmeOrder, memory: OrderMemory): Promise<OrderProgress> {
  const { account } = orderOf(memory)
  if (!order.certificate)
    throw new AppError('unavailable', 'issuer.acme-answer-malformed', { what: 'order', code: 'acme.certificate' })
  const chains = await downloadChains(session, order.certificate, account)
  return { state: 'issued', memory, chains }
}

/** By the account, or by the certificate's own key where that is in hand (RFC 8555 §7.6). */
async function revoke(session: AcmeSession, { certificate, reason, key }: RevocationOrder): Promise<void> {
  const { revokeCert } = await session.directory()
  const payload = { certificate: toBase64Url(certificate), reason: REVOCATION_REASONS[reason] }
  if (key) await session.postAs(key, revokeCert, { jwk: session.jwsKey(key).jwk }, payload)
  else await session.post(revokeCert, await findAccount(session), payload)
}

async function suggestedRenewal(session: AcmeSession, certificate: Uint8Array): Promise<SuggestedRenewal | undefined> {
  const { renewalInfo } = await session.directory()
  const read = parseCertificate(certificate)
  if (!read.ok) throw new AppError('precondition', 'issuer.certificate-unreadable', { code: read.error.code })
  const id = ariCertificateId(read.value)
  if (renewalInfo === undefined || id === undefined) return undefined
  const answer = await session.get(`${renewalInfo.replace(/\/$/, '')}/${id}`)
  const now = session.deps.now()
  const window = demand('renewalInfo', readRenewalWindow(answer.body))
  return { ...window, askAgainAt: now + waitMs(answer.headers['retry-after'], now, ARI_POLLING) }
}
