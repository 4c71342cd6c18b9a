// What a request asks for beside its names, by what the certificate is for: key usages and purposes (RFC 5280 §4.2.1.3, §4.2.1.12;
// CA/B BR §7.1.2.7 for public sites; GM/T 0015 for the SM2 signature certificate, clause unverified).

export const REQUEST_PROFILES = ['plain', 'site-tls', 'wildcard', 'internal', 'sm2-dual-sign'] as const
/** `plain` asks for names only and leaves the rest to the CA. */
export type RequestProfile = (typeof REQUEST_PROFILES)[number]

/** In the words of RFC 5280. */
export type RequestedUsage = 'digitalSignature' | 'nonRepudiation' | 'keyEncipherment'
export type RequestedPurpose = 'serverAuth' | 'clientAuth'

export interface Wishes {
  usages: readonly RequestedUsage[]
  purposes: readonly RequestedPurpose[]
}

type KeyFamilyAsked = 'rsa' | 'other'

interface ProfileRule {
  purposes: readonly RequestedPurpose[]
  usages(family: KeyFamilyAsked): readonly RequestedUsage[]
}

/** RSA key transport of TLS 1.2 needs keyEncipherment; other keys only ever sign. */
const tlsUsages = (family: KeyFamilyAsked): readonly RequestedUsage[] =>
  family === 'rsa' ? ['digitalSignature', 'keyEncipherment'] : ['digitalSignature']

const RULES: Readonly<Record<RequestProfile, ProfileRule>> = {
  plain: { purposes: [], usages: () => [] },
  'site-tls': { purposes: ['serverAuth'], usages: tlsUsages },
  wildcard: { purposes: ['serverAuth'], usages: tlsUsages },
  // Services that call each other show the same certificate as a client.
  internal: { purposes: ['serverAuth', 'clientAuth'], usages: tlsUsages },
  'sm2-dual-sign': { purposes: ['serverAuth', 'clientAuth'], usages: () => ['digitalSignature', 'nonRepudiation'] },
}

/** @param algorithm of the key, e.g. `rsa2048`, `p256`, `sm2` */
export function wishesOf(profile: RequestProfile, algorithm: string): Wishes {
  const { purposes, usages } = RULES[profile]
  return { purposes, usages: usages(algorithm.startsWith('rsa') ? 'rsa' : 'other') }
}

/**
 * Why names and key do not suit a profile, as the code of a text; `undefined` when they do.
 * @param sans names as the request will hold them
 */
export function profileProblem(
  profile: RequestProfile,
  algorithm: string,
  sans: readonly string[],
): string | undefined {
  const wildcards = sans.filter((name) => name.startsWith('*.')).length
  if (profile === 'wildcard' && wildcards === 0) return 'request.profile-needs-wildcard'
  if (profile === 'site-tls' && wildcards > 0) return 'request.profile-is-not-for-wildcards'
  if (profile === 'sm2-dual-sign' && algorithm !== 'sm2') return 'request.profile-needs-sm2'
  if (profile !== 'plain' && sans.length === 0) return 'request.profile-needs-names'
  return undefined
}
