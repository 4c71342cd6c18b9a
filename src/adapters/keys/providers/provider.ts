// Who guards the key-encryption keys while the service is down. A device behind GM/T 0018 (SDF) has its place here: `protect` is
// SDF_GenerateKeyWithKEK with an exportable key (or SDF_Encrypt under an internal KEK), `open` is SDF_ImportKeyWithKEK; none is built in.

export const PROVIDER_KINDS = ['file', 'passphrase', 'pkcs11'] as const
export type ProviderKind = (typeof PROVIDER_KINDS)[number]

export interface KekProvider {
  readonly kind: ProviderKind
  /** One line of text that only `open` of the same guard turns back into the key. */
  protect(kek: Uint8Array): Promise<string>
  /** @throws KekError when it is not for this guard, was changed, or the guard is away */
  open(text: string): Promise<Uint8Array>
}

/** Nothing sealed can be opened. The words are for the operator, and never hold a secret. */
export class KekError extends Error {
  constructor(words: string) {
    super(words)
    this.name = 'KekError'
  }
}
