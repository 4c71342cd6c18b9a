// The account at an ACME server (RFC 8555 §7.3): found or made by its key, bound to one outside (§7.3.4), its key changed (§7.3.5).

import { layOutJws } from '#core/acme/jws.ts'
import { AppError } from '#src/context.ts'
import type { HeldKey } from '#src/issuing-ports.ts'
import type { AcmeSession } from './session.ts'

/** URL of the account of this key; made where there is none, which agrees to the terms of service the connection was set up with. */
export async function findAccount(session: AcmeSession): Promise<string> {
  const { settings } = session
  const directory = await session.directory()
  if (directory.isExternalAccountRequired && !settings.externalAccount)
    throw new AppError('precondition', 'issuer.acme-external-account', { type: '-', detail: '-', names: '' })
  const binding = await externalBinding(session, directory.newAccount)
  const payload = {
    termsOfServiceAgreed: true,
    ...(settings.contacts.length > 0 && { contact: settings.contacts.map((address) => `mailto:${address}`) }),
    ...(binding && { externalAccountBinding: binding }),
  }
  const { jwk } = session.jwsKey(settings.account)
  const answer = await session.postAs(settings.account, directory.newAccount, { jwk }, payload)
  const url = answer.headers.location
  if (!url)
    throw new AppError('unavailable', 'issuer.acme-answer-malformed', { what: 'account', code: 'acme.location' })
  return url
}

/** A JWS of the account's public key under the secret the CA gave out (HS256). */
async function externalBinding(session: AcmeSession, url: string) {
  const { externalAccount, account } = session.settings
  if (!externalAccount) return undefined
  const header = { alg: 'HS256', kid: externalAccount.keyId, url }
  const { signingInput, seal } = layOutJws(header, session.jwsKey(account).jwk)
  return seal(await externalAccount.secret.mac({ kind: 'hmac', digest: 'sha256' }, signingInput))
}

/** Whether the CA has an account of this key already (RFC 8555 §7.3.1); none is made. */
async function hasAccount(session: AcmeSession, key: HeldKey): Promise<boolean> {
  const { newAccount } = await session.directory()
  try {
    await session.postAs(key, newAccount, { jwk: session.jwsKey(key).jwk }, { onlyReturnExisting: true })
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'issuer.acme-account-unknown') return false
    throw error
  }
}

/** As `rollOver`; nothing is done where an earlier try, whose end nobody saw, went through. */
export async function changeKey(session: AcmeSession, next: HeldKey): Promise<void> {
  if (!(await hasAccount(session, next))) await rollOver(session, next)
}

/** Puts the account under `next`; the old key is worth nothing afterwards. The caller stores the change before and after. */
export async function rollOver(session: AcmeSession, next: HeldKey): Promise<void> {
  const { keyChange } = await session.directory()
  const account = await findAccount(session)
  const { algorithm, jwk } = session.jwsKey(next)
  const { jwk: oldKey } = session.jwsKey(session.settings.account)
  const inner = await session.sign(next, { alg: algorithm, jwk, url: keyChange }, { account, oldKey })
  await session.post(keyChange, account, JSON.parse(inner))
}
