// WebAuthn level 3 answers, judged by @simplewebauthn/server. No attestation is asked for, so none is trusted.

import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import type { Passkeys } from '#src/sign-in-ports.ts'

type Registration = Parameters<typeof verifyRegistrationResponse>[0]['response']
type Assertion = Parameters<typeof verifyAuthenticationResponse>[0]['response']

export const webauthn: Passkeys = {
  async registration({ response, challenge, origin }) {
    const judged = await verifyRegistrationResponse({
      response: response as Registration,
      ...expected(challenge, origin),
    }).catch(() => undefined)
    if (!judged?.verified || !judged.registrationInfo.userVerified) return undefined
    const { credential, credentialBackedUp: isBackedUp } = judged.registrationInfo
    const { id, publicKey, counter, transports = [] } = credential
    return { id, publicKey: new Uint8Array(publicKey), counter, transports: transports.slice(0, 8), isBackedUp }
  },

  async assertion({ response, challenge, origin, passkey }) {
    const { id, counter } = passkey
    const judged = await verifyAuthenticationResponse({
      response: response as Assertion,
      credential: { id, counter, publicKey: new Uint8Array(passkey.publicKey) },
      ...expected(challenge, origin),
    }).catch(() => undefined)
    if (!judged?.verified || !judged.authenticationInfo.userVerified) return undefined
    return { counter: judged.authenticationInfo.newCounter }
  },
}

function expected(expectedChallenge: string, expectedOrigin: string) {
  const expectedRPID = new URL(expectedOrigin).hostname
  return { expectedChallenge, expectedOrigin, expectedRPID, requireUserVerification: true }
}
