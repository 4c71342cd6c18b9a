// How verbs see those who issue certificates: one port, whatever is spoken behind it (ACME, CMP, or paper and a courier).

import type { Instant } from '#core/verdict.ts'
import type { Db, Tx } from '#db/database.ts'
import type { ServiceKey } from './service-keys.ts'

export const ISSUER_KINDS = ['acme', 'cmp', 'manual'] as const
export type IssuerKind = (typeof ISSUER_KINDS)[number]

/** A key of the vault in hand: it may be asked to sign for its one purpose, and is never seen. */
export interface HeldKey {
  algorithm: ServiceKey
  /** DER SubjectPublicKeyInfo. */
  publicKey: Uint8Array
  /** DER for ECDSA and SM2, octets for RSA; with the digest of the algorithm. */
  sign(message: Uint8Array): Promise<Uint8Array>
}

export type MacDigest = 'sha1' | 'sha256' | 'sha384' | 'sha512'

/** What a shared secret may be used for: never more than a code over a message. */
export type MacMethod =
  | { kind: 'hmac'; digest: MacDigest }
  /** PBM: the secret hashed with a salt so many times, then HMAC (RFC 9810 §5.1.3.1). */
  | { kind: 'password-based'; salt: Uint8Array; iterations: number; ownWay: MacDigest; digest: MacDigest }
  /** PBMAC1: the key from PBKDF2, then HMAC (RFC 8018 §7.1). */
  | { kind: 'pbmac1'; salt: Uint8Array; iterations: number; prf: MacDigest; keyBytes: number; digest: MacDigest }

export const SECRET_PURPOSES = ['acme-external-account', 'dns-update', 'cmp-reference', 'backup-manifest'] as const
/** Handed over as they are, for the time of one piece of work: a passphrase must be typed, a key file shown, a robot's key put into its URL. */
export const OPENED_PURPOSES = [
  'backup-passphrase',
  'backup-access',
  'notice-channel',
  'totp-seed',
  'first-password',
  'identity-number',
  'identity-digest',
  'mobile-number',
  'credential-identity',
  'permission-mac',
  'request-material',
] as const
export type OpenedPurpose = (typeof OPENED_PURPOSES)[number]
export type SecretPurpose = (typeof SECRET_PURPOSES)[number] | OpenedPurpose

/** The secrets the service shares with others. What was put in comes out only as codes, but for purposes that need it whole. */
export interface SecretVault {
  /** Seals a secret, in `tx`. Its id. */
  keep(tx: Tx, order: { secret: Uint8Array; purpose: SecretPurpose; now: Instant }): Promise<string>
  /** Forgets it, in `tx`; nothing happens where it is gone already. */
  discard(tx: Tx, id: string, purpose: SecretPurpose): Promise<void>
  /** @throws AppError `not-found` for an unknown one or another purpose, `unavailable` when it cannot be unsealed */
  mac(db: Db | Tx, id: string, purpose: SecretPurpose, method: MacMethod, message: Uint8Array): Promise<Uint8Array>
  /** Opens it for `work` and wipes it afterwards. @throws AppError as `mac` */
  use<T>(db: Db | Tx, id: string, purpose: OpenedPurpose, work: (secret: Uint8Array) => Promise<T>): Promise<T>
}

/** A shared secret of the vault in hand. */
export interface HeldSecret {
  mac(method: MacMethod, message: Uint8Array): Promise<Uint8Array>
}

/** What proves to an ACME server that a name is ours, until it has looked. */
export interface DomainProof {
  kind: 'dns-01' | 'http-01'
  /** The name proven, without the wildcard's asterisk. */
  domain: string
  /** dns-01: owner name of the TXT record. http-01: the token in the path. */
  name: string
  /** dns-01: text of the record. http-01: what the file holds. */
  value: string
}

/** `waiting`: a person has to do something first; asked again later. */
export type ProofState = 'published' | 'waiting'

/** Where proofs are put. Both methods may be called again with the same proof. */
export interface ProofPlace {
  kind: DomainProof['kind']
  /** @throws AppError when it cannot be put there */
  publish(proof: DomainProof): Promise<ProofState>
  withdraw(proof: DomainProof): Promise<void>
}

export interface NameServerSettings {
  host: string
  port: number
  /** Without trailing dot. */
  zone: string
  /** Seconds a resolver may keep the record. */
  ttl: number
  /** Absent: updates are not signed, which only a server that trusts our address takes. */
  tsig?: { name: string; digest: 'sha256' | 'sha512'; secret: HeldSecret }
}

interface ServerSettings {
  /** PEM anchors for the https of a CA that no public root knows. */
  anchors?: readonly string[]
}

export interface AcmeSettings extends ServerSettings {
  kind: 'acme'
  directoryUrl: string
  contacts: readonly string[]
  account: HeldKey
  externalAccount?: { keyId: string; secret: HeldSecret }
  proofs: ProofPlace
  /** Common name in the topmost certificate of the chain wanted, where the CA offers several. */
  preferredChain?: string
}

export type CmpProtection =
  | { kind: 'mac'; reference: Uint8Array; secret: HeldSecret; method: 'password-based' | 'pbmac1' }
  | { kind: 'signature'; key: HeldKey; certificate: Uint8Array; chain: readonly Uint8Array[] }

export interface CmpSettings extends ServerSettings {
  kind: 'cmp'
  url: string
  /** Name of the CA as messages are addressed to it; absent: empty. */
  recipient?: Uint8Array
  protection: CmpProtection
  /** DER of the certificates whose key may protect answers, besides a shared secret. */
  responders: readonly Uint8Array[]
  /** What an order sends; `p10cr` needs no key of ours, and is never a key update. */
  request: 'ir' | 'cr' | 'p10cr'
}

export type IssuerSettings = AcmeSettings | CmpSettings

/** What the other side said when it was only asked whether it is there. */
export interface IssuerStanding {
  /** Names of what it offers, e.g. `renewalInfo`. */
  offers: readonly string[]
  termsOfService?: string
}

export interface IssuerOrder {
  /** DER of the PKCS#10 request. */
  request: Uint8Array
  /** Of the request, where the vault holds it. */
  key?: HeldKey
  /** The key is somebody else's, who proved to us by the PKCS#10 request that they have it: we speak as their registration authority. */
  isVerified?: true
  /** The certificate this one takes the place of, and its key where the vault holds it. */
  replaces?: { certificate: Uint8Array; key?: HeldKey }
}

/** Plain JSON an adapter wants back at the next step; never a secret. */
export type OrderMemory = Readonly<Record<string, string | number | boolean | null>>

export type OrderProgress =
  /** Not before `notBefore`; `code` with `params` says for people what is waited for. */
  | { state: 'working' | 'waiting'; memory: OrderMemory; notBefore: Instant; code: string; params: Params }
  /** Chains as they were handed out, the preferred one first, each with the leaf first. Not judged. */
  | { state: 'issued'; memory: OrderMemory; chains: Uint8Array[][] }
  | { state: 'failed'; memory: OrderMemory; code: string; params: Params }

type Params = Readonly<Record<string, string | number>>

/** RFC 5280 §5.3.1, as far as a subscriber may ask for them. */
export const REVOCATION_REASONS = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
} as const
export type RevocationReason = keyof typeof REVOCATION_REASONS

export interface RevocationOrder {
  certificate: Uint8Array
  reason: RevocationReason
  /** Of the certificate: signs where the account is not the one that ordered it. */
  key?: HeldKey
}

export interface SuggestedRenewal {
  start: Instant
  end: Instant
  explanationUrl?: string
  /** When to ask again. */
  askAgainAt: Instant
}

/** One way to a CA. Every method takes seconds at most and throws AppError: `unavailable` and `limit` are worth another try, the rest are not. */
export interface IssuerConnection {
  test(): Promise<IssuerStanding>
  /** One step of an order. Give back the memory of the step before; without one the order begins. Safe to ask again after a crash. */
  advance(order: IssuerOrder, memory: OrderMemory | undefined): Promise<OrderProgress>
  /** Takes back what an order left behind: proofs. Never throws. */
  tidy(order: IssuerOrder, memory: OrderMemory): Promise<void>
  revoke(order: RevocationOrder): Promise<void>
  /** Puts the account under another key, where there are accounts. Safe to ask again with the same key after a crash. */
  changeKey?(next: HeldKey): Promise<void>
  /** `undefined`: this CA makes no suggestion. */
  renewalInfo(certificate: Uint8Array): Promise<SuggestedRenewal | undefined>
}

export interface Issuers {
  open(settings: IssuerSettings): Promise<IssuerConnection>
  /** A place for dns-01 at a name server that takes updates (RFC 2136). */
  nameServer(settings: NameServerSettings): Promise<ProofPlace>
}
