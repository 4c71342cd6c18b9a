// Key algorithms the service makes keys of (weaker ones are read and judged, never made), and what a sealed key is for.

export const SERVICE_KEYS = ['rsa2048', 'rsa3072', 'rsa4096', 'p256', 'p384', 'ed25519', 'sm2'] as const
export type ServiceKey = (typeof SERVICE_KEYS)[number]

/** What a sealed key may sign, besides the request for its own certificate. A key of one purpose signs nothing else. */
export const KEY_PURPOSES = ['site-certificate', 'document-signature', 'cmp-protection', 'seal-making'] as const
/** The key of an account at a CA, and the one that signs the audit trail, have no certificate: nobody asks for one. */
export type KeyPurpose =
  | (typeof KEY_PURPOSES)[number]
  | 'acme-account'
  | 'audit-checkpoint'
  /** Of an authority of our own: certificates and lists. And of who answers for it whether they still count. */
  | 'certificate-authority'
  | 'ocsp-responder'

/** Also what only deciphers: the key of the encryption certificate of an SM2 pair, of a site or in escrow for a person. It signs nothing. */
export const SEALED_PURPOSES = [
  ...KEY_PURPOSES,
  ...(['acme-account', 'audit-checkpoint', 'site-encryption'] as const),
  ...(['certificate-authority', 'ocsp-responder', 'encryption-escrow'] as const),
] as const
export type SealedPurpose = (typeof SEALED_PURPOSES)[number]
