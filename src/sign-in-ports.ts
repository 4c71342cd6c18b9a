// How verbs see what judges proofs of identity that libraries know best: passkeys (WebAuthn), and providers of identities (OpenID Connect).

export interface NewPasskey {
  /** Credential id, base64url. */
  id: string
  /** COSE. */
  publicKey: Uint8Array
  counter: number
  transports: string[]
  isBackedUp: boolean
}

interface PasskeyAnswer {
  /** As the browser gave it. */
  response: unknown
  /** base64url, as it was asked. */
  challenge: string
  /** Of the page; its host is the relying party. */
  origin: string
}

/** Both demand that the device verified its owner, and never throw for what came from outside. */
export interface Passkeys {
  /** The credential that was made; nothing for an answer that does not hold. */
  registration(answer: PasskeyAnswer): Promise<NewPasskey | undefined>
  /** The count of signatures after this one; nothing for an answer that does not hold, or whose count has not gone up. */
  assertion(
    answer: PasskeyAnswer & { passkey: Pick<NewPasskey, 'id' | 'publicKey' | 'counter'> },
  ): Promise<{ counter: number } | undefined>
}

export interface BegunSignIn {
  /** Where the browser goes. */
  url: string
  /** To be kept until it comes back. */
  nonce: string
  codeVerifier: string
}

export interface Identity {
  issuer: string
  subject: string
}

/** A provider of identities (OpenID Connect Core 1.0, authorization code with PKCE). */
export interface IdentityProvider {
  /** What people call it; nothing when none is configured. */
  readonly name: string | undefined
  /** Its issuer identifier; nothing when none is configured. */
  readonly issuer: string | undefined
  /** @throws AppError `unavailable` when it does not answer, or none is configured */
  begin(order: { redirectUri: string; state: string }): Promise<BegunSignIn>
  /** Whom it says the person is; nothing for an answer that does not hold. @throws AppError `unavailable` when it does not answer */
  finish(answer: {
    /** The redirect URI with all that was appended. */
    returnedTo: string
    state: string
    nonce: string
    codeVerifier: string
  }): Promise<Identity | undefined>
}
