// Showing an ACME server that names are ours (RFC 8555 §7.5, §8): a proof put where the server will look, then the server told to look.

import { dnsRecordValue, keyAuthorization, thumbprintOf } from '#core/acme/jws.ts'
import {
  type AcmeAuthorization,
  type AcmeChallenge,
  type AcmeOrder,
  readAuthorization,
  readOrder,
} from '#core/acme/objects.ts'
import type { Instant } from '#core/verdict.ts'
import { AppError } from '#src/context.ts'
import type { DomainProof, OrderMemory, OrderProgress } from '#src/issuing-ports.ts'
import { demand, failed } from './problems.ts'
import type { AcmeSession } from './session.ts'

interface Asked {
  url: string
  authorization: AcmeAuthorization
  challenge: AcmeChallenge
  proof: DomainProof
}

/** All proofs are put up before the server is told of the first: names of one order may share a record name. */
export async function proveNames(
  session: AcmeSession,
  order: AcmeOrder,
  memory: OrderMemory,
  later: Instant,
): Promise<OrderProgress> {
  const account = String(memory.account)
  const open: Asked[] = []
  for (const url of order.authorizations) {
    const authorization = demand('authorization', readAuthorization((await session.post(url, account, undefined)).body))
    if (authorization.status === 'valid') continue
    const refused = authorization.challenges.find(({ error }) => error !== undefined)
    if (authorization.status !== 'pending') return failed(memory, refused?.error)
    open.push({ url, ...(await askedOf(session, authorization)) })
  }
  const waiting: Asked[] = []
  for (const one of open.filter(({ challenge }) => challenge.status === 'pending'))
    if ((await session.settings.proofs.publish(one.proof)) === 'waiting') waiting.push(one)
  const [first] = waiting
  if (first) {
    const { domain, name, value } = first.proof
    const params = { domain, name, value, open: waiting.length }
    return { state: 'waiting', memory, notBefore: later, code: 'issuer.proof-wanted', params }
  }
  for (const one of open) if (one.challenge.status === 'pending') await tellToLook(session, one, account)
  const params = { names: open.map(({ proof }) => proof.domain).join(', ') }
  return { state: 'working', memory, notBefore: later, code: 'issuer.acme-validating', params }
}

/** A server that looked of its own accord, or was told before, refuses to be told again: then what it says of the challenge counts. */
async function tellToLook(session: AcmeSession, { url, challenge }: Asked, account: string): Promise<void> {
  try {
    await session.post(challenge.url, account, {})
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { challenges } = demand(
      'authorization',
      readAuthorization((await session.post(url, account, undefined)).body),
    )
    if (challenges.find((one) => one.url === challenge.url)?.status === 'pending') throw error
  }
}

async function askedOf(session: AcmeSession, authorization: AcmeAuthorization): Promise<Omit<Asked, 'url'>> {
  const { kind } = session.settings.proofs
  const { identifier, challenges, isWildcard } = authorization
  const challenge = challenges.find(({ type }) => type === kind)
  if (!challenge?.token) {
    const code = isWildcard && kind === 'http-01' ? 'issuer.acme-wildcard-needs-dns' : 'issuer.acme-no-challenge'
    throw new AppError('precondition', code, { domain: identifier.value, kind })
  }
  return { authorization, challenge, proof: await proofOf(session, identifier.value, challenge.token) }
}

async function proofOf(session: AcmeSession, domain: string, token: string): Promise<DomainProof> {
  const { primitives } = session.deps
  const { kind } = session.settings.proofs
  const { jwk } = session.jwsKey(session.settings.account)
  const authorization = keyAuthorization(token, await thumbprintOf(jwk, primitives))
  if (kind === 'http-01') return { kind, domain, name: token, value: authorization }
  return { kind, domain, name: `_acme-challenge.${domain}`, value: await dnsRecordValue(authorization, primitives) }
}

/** Takes down every proof of the order. Best effort: what stays behind proves nothing to anybody. */
export async function withdrawProofs(session: AcmeSession, memory: OrderMemory): Promise<void> {
  try {
    const account = String(memory.account)
    const order = demand('order', readOrder((await session.post(String(memory.order), account, undefined)).body))
    for (const url of order.authorizations) {
      const answer = await session.post(url, account, undefined)
      const authorization = demand('authorization', readAuthorization(answer.body))
      const { proof } = await askedOf(session, authorization)
      await session.settings.proofs.withdraw(proof)
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
  }
}
