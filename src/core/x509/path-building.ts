// Finding chains from a certificate to a trust anchor among certificates anybody may have supplied (RFC 4158 §2, §5). Depth first,
// the likeliest issuer first, every link verified before it is followed; loops and hostile sets meet a work budget.

import { equalBytes } from '../bytes/bytes.ts'
import type { Primitives, SignatureCheck } from '../primitives.ts'
import type { Certificate } from './certificate.ts'
import { extensionOf } from './extensions.ts'
import { isOversized } from './key.ts'
import { rememberedLink, rememberLink } from './link-memory.ts'
import { nameKey, sameName } from './names.ts'
import { checkSignature, type SignatureState } from './signatures.ts'
import { needsParameters, workingKey } from './working-key.ts'

/** Signature checks one judgement may cost, all chains together: about a tenth of a second. */
export const MAX_SIGNATURE_CHECKS = 400
/** Steps of the search: a clique of CAs that certify each other has more paths than can ever be walked. */
export const MAX_STEPS = 2000
/** Certificates in a chain, target and anchor included. */
export const MAX_CHAIN_LENGTH = 24
/** Complete chains that are looked at before the best so far is taken. */
export const MAX_CHAINS = 24
/** CAs of one name, trusted ones first: more could not be tried within the budget of signature checks. */
export const MAX_NAMESAKES = MAX_SIGNATURE_CHECKS

export interface TrustStore {
  anchors: readonly Certificate[]
  /** Whether a chain may end at this anchor; the others are only trusted as links. */
  isTerminal: (anchor: Certificate) => Promise<boolean>
}

/** One attempt to climb: `anchor` reached, or where and why it ended. */
export interface Chain {
  /** Target first. */
  certificates: Certificate[]
  isComplete: boolean
  /** For incomplete chains: issuers by name were there, and none had signed. */
  endsInBadSignature: boolean
  /** For incomplete chains: the algorithm of the last signature is not supported. */
  endsInUnsupported: boolean
}

/** Remembers what was verified and refuses more than the budget. */
export class Workload {
  /** By certificate, then by the very bytes of the key. */
  private readonly states = new Map<Certificate, Map<Uint8Array, Promise<SignatureState>>>()
  private readonly primitives: Primitives
  private readonly sm2Id: Uint8Array | undefined
  private spent = 0
  private steps = 0

  constructor(primitives: Primitives, sm2Id: Uint8Array | undefined) {
    this.primitives = primitives
    this.sm2Id = sm2Id
  }

  get isExhausted(): boolean {
    return this.spent >= MAX_SIGNATURE_CHECKS || this.steps >= MAX_STEPS
  }

  /** One more certificate looked at by the search. */
  step(): void {
    this.steps++
  }

  /** The same primitives, counted: beyond the budget nothing verifies. */
  get counted(): Primitives {
    return {
      inflate: this.primitives.inflate,
      digest: (algorithm, ...parts) => this.primitives.digest(algorithm, ...parts),
      verify: async (check: SignatureCheck) => {
        return this.spend() && this.primitives.verify(check)
      },
    }
  }

  /** Did `issuer` sign `certificate`? `above` are the certificates over the issuer, for DSA keys that inherit parameters. */
  link(certificate: Certificate, issuer: Certificate, above: readonly Certificate[] = []): Promise<SignatureState> {
    const key = workingKey([issuer, ...above])
    const states = this.states.get(certificate) ?? new Map<Uint8Array, Promise<SignatureState>>()
    const state = states.get(key) ?? this.check(certificate, issuer, key)
    this.states.set(certificate, states.set(key, state))
    return state
  }

  private async check(certificate: Certificate, issuer: Certificate, key: Uint8Array): Promise<SignatureState> {
    if (isOversized(issuer)) return 'unsupported'
    if (this.sm2Id) return checkSignature(this.counted, certificate, key, this.sm2Id)
    const known = rememberedLink(this.primitives, certificate, key)
    if (known) return this.spend() ? known : 'bad'
    if (this.isExhausted) return 'bad'
    const state = await checkSignature(this.counted, certificate, key)
    rememberLink(this.primitives, certificate, key, state)
    return state
  }

  /** A remembered answer costs what a new one does, so that a judgement made again comes out as the first time. */
  private spend(): boolean {
    if (this.isExhausted) return false
    this.spent++
    return true
  }
}

/** Chains in the order they are found, complete ones and dead ends. */
export class PathFinder {
  private readonly bySubject = new Map<string, Certificate[]>()
  private readonly store: TrustStore
  private readonly work: Workload
  private found = 0

  constructor(store: TrustStore, intermediates: readonly Certificate[], work: Workload) {
    this.store = store
    this.work = work
    for (const anchor of store.anchors) this.add(anchor)
    const anchors = new Map([...this.bySubject].map(([key, list]) => [key, [...list]]))
    // What the trust store says about a CA is not undone by copies of that CA from elsewhere.
    for (const one of intermediates) {
      const namesakes = anchors.get(nameKey(one.subject)) ?? []
      if (!namesakes.some((anchor) => equalBytes(anchor.publicKeyInfo, one.publicKeyInfo))) this.add(one)
    }
  }

  private add(certificate: Certificate): void {
    const key = nameKey(certificate.subject)
    const list = this.bySubject.get(key) ?? []
    if (list.length < MAX_NAMESAKES && !list.some((known) => equalBytes(known.raw, certificate.raw))) {
      list.push(certificate)
    }
    this.bySubject.set(key, list)
  }

  async *chains(target: Certificate): AsyncGenerator<Chain> {
    yield* this.climb([target])
  }

  private async *climb(certificates: Certificate[]): AsyncGenerator<Chain> {
    this.work.step()
    const current = certificates.at(-1) as Certificate
    const anchor = this.store.anchors.find((one) => equalBytes(one.raw, current.raw))
    if (anchor && (await this.store.isTerminal(anchor))) {
      this.found++
      // The anchor itself closes the chain, not a copy of it: trust settings hang on it.
      yield {
        certificates: [...certificates.slice(0, -1), anchor],
        isComplete: true,
        endsInBadSignature: false,
        endsInUnsupported: false,
      }
      return
    }
    const states: SignatureState[] = []
    let isClimbing = false
    for (const issuer of this.issuersOf(certificates)) {
      if (this.work.isExhausted || this.found >= MAX_CHAINS || certificates.length >= MAX_CHAIN_LENGTH) break
      const state = await this.linkState(current, issuer)
      if (state !== 'good' && isLikelyIssuer(current, issuer)) states.push(state)
      if (state !== 'good') continue
      isClimbing = true
      yield* this.climb([...certificates, issuer])
    }
    if (isClimbing) return
    yield {
      certificates,
      isComplete: false,
      endsInBadSignature: states.includes('bad') && !this.work.isExhausted,
      endsInUnsupported: states.length > 0 && states.every((state) => state === 'unsupported'),
    }
  }

  /** A DSA key may lack its parameters until the certificate above it is known; such a link is verified with the whole chain. */
  private async linkState(certificate: Certificate, issuer: Certificate): Promise<SignatureState> {
    const above = this.bySubject.get(nameKey(issuer.issuer)) ?? []
    const state = await this.work.link(certificate, issuer)
    if (state === 'good' || !needsParameters(issuer)) return state
    for (const parent of above) if ((await this.work.link(certificate, issuer, [parent])) === 'good') return 'good'
    return state
  }

  /** Certificates whose subject is the wanted issuer and that are not yet in the chain, trusted and likely ones first. */
  private issuersOf(certificates: readonly Certificate[]): Certificate[] {
    const current = certificates.at(-1) as Certificate
    const candidates = this.bySubject.get(nameKey(current.issuer)) ?? []
    return candidates
      .filter((issuer) => !certificates.some((used) => isSameAuthority(used, issuer)))
      .map((issuer) => ({ issuer, rank: this.rank(current, issuer) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ issuer }) => issuer)
  }

  private rank(certificate: Certificate, issuer: Certificate): number {
    const isAnchor = this.store.anchors.includes(issuer)
    return (keyIdentifiersMatch(certificate, issuer) === false ? 2 : 0) + (isAnchor ? 0 : 1)
  }
}

/** Same name and same key: one more certificate of the same authority adds nothing to a chain (RFC 4158 §2.4.2). */
export function isSameAuthority(a: Certificate, b: Certificate): boolean {
  return equalBytes(a.publicKeyInfo, b.publicKeyInfo) && sameName(a.subject, b.subject)
}

/** `undefined` when one side does not say. */
function keyIdentifiersMatch(certificate: Certificate, issuer: Certificate): boolean | undefined {
  const wanted = extensionOf(certificate, 'authorityKeyIdentifier')?.keyIdentifier
  const own = extensionOf(issuer, 'subjectKeyIdentifier')
  return wanted && own ? equalBytes(wanted, own) : undefined
}

/** A namesake with another key identifier is another authority, not a forged signature. */
function isLikelyIssuer(certificate: Certificate, issuer: Certificate): boolean {
  return keyIdentifiersMatch(certificate, issuer) !== false
}
