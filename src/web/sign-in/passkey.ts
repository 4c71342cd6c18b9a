// Passkeys in this browser: what it is asked for, and its answer.

import { startAuthentication, startRegistration } from '@simplewebauthn/browser'
import { write } from '../api.ts'

interface Asked {
  challengeId: string
  options: object
}

export interface PasskeyAnswer {
  challengeId: string
  response: object
}

/** Browsers know passkeys under names only, and by https or on this machine. */
export function knowsPasskeys(): boolean {
  const isAddress = /^[\d.]+$|^\[/.test(window.location.hostname)
  return window.isSecureContext && 'PublicKeyCredential' in window && !isAddress
}

/** @throws Error when the person does not touch the key, or has none for us */
export async function askPasskey(): Promise<PasskeyAnswer> {
  const { challengeId, options } = await write<Asked>('POST', '/passkey-challenges')
  const optionsJSON = options as Parameters<typeof startAuthentication>[0]['optionsJSON']
  return { challengeId, response: await startAuthentication({ optionsJSON }) }
}

export async function makePasskey(label: string): Promise<void> {
  const { challengeId, options } = await write<Asked>('POST', '/me/passkey-challenges')
  const optionsJSON = options as Parameters<typeof startRegistration>[0]['optionsJSON']
  const response = await startRegistration({ optionsJSON })
  await write<void>('POST', '/me/passkeys', { challengeId, label, response })
}
