// Key algorithms the service makes keys of. Weaker ones are read and judged, never made.

export const SERVICE_KEYS = ['rsa2048', 'rsa3072', 'rsa4096', 'p256', 'p384', 'ed25519', 'sm2'] as const
export type ServiceKey = (typeof SERVICE_KEYS)[number]
