// Key algorithms the service makes keys of (weaker ones are read and judged, never made), and what a sealed key is for.

export const SERVICE_KEYS = ['rsa2048', 'rsa3072', 'rsa4096', 'p256', 'p384', 'ed25519', 'sm2'] as const
export type ServiceKey = (typeof SERVICE_KEYS)[number]

/** What a sealed key may sign, besides the request for its own certificate. A key of one purpose signs nothing else. */
export const KEY_PURPOSES = ['site-certificate', 'document-signature', 'cmp-protection'] as const
/** The key of an account at a CA, and the one that signs the audit trail, have no certificate: nobody asks for one. */
export type KeyPurpose = (typeof KEY_PURPOSES)[number] | 'acme-account' | 'audit-checkpoint'

/** Also what only deciphers: the key a CA made for the encryption certificate of an SM2 pair. It signs nothing. */
export const SEALED_PURPOSES = [...KEY_PURPOSES, 'acme-account', 'audit-checkpoint', 'site-encryption'] as const
export type SealedPurpose = (typeof SEALED_PURPOSES)[number]
