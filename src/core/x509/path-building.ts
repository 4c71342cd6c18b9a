// Finding chains from a certificate to a trust anchor among certificates anybody may have supplied (RFC 4158 §2, §5). Depth first,
// the likeliest issuer first, every link verified before it is followed; loops and hostile sets meet a work budget.

import { equalBytes } from '../bytes/bytes.ts'
import type { Eventual, Primitives, SignatureCheck } from '../primitives.ts'
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
  isTerminal: (anchor: Certificate) => Eventual<boolean>
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
  private readonly states = new Map<Certificate, Map<Uint8Array, Eventual<SignatureState>>>()
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
      ciphers: this.primitives.ciphers,
      xml: this.primitives.xml,
      digest: (algorithm, ...parts) => this.primitives.digest(algorithm, ...parts),
      verify: (check: SignatureCheck) => this.spend() && this.primitives.verify(check),
    }
  }

  /** Did `issuer` sign `certificate`? `above` are the certificates over the issuer, for DSA keys that inherit parameters. */
  link(certificate: Certificate, issuer: Certificate, above: readonly Certificate[] = []): Eventual<SignatureState> {
    const key = needsParameters(issuer) ? workingKey([issuer, ...above]) : issuer.publicKeyInfo
    const states = this.states.get(certificate) ?? new Map<Uint8Array, Eventual<SignatureState>>()
    const known = states.get(key)
    if (known) return known
    const state = this.check(certificate, issuer, key)
    this.states.set(certificate, states.set(key, state))
    return state
  }

  private check(certificate: Certificate, issuer: Certificate, key: Uint8Array): Eventual<SignatureState> {
    if (isOversized(issuer)) return 'unsupported'
    if (this.sm2Id) return checkSignature(this.counted, certificate, key, this.sm2Id)
    const known = rememberedLink(this.primitives, certificate, key)
    if (known) return this.spend() ? known : 'bad'
    if (this.isExhausted) return 'bad'
    const state = checkSignature(this.counted, certificate, key)
    const remember = (checked: SignatureState) => {
      rememberLink(this.primitives, certificate, key, checked)
      return checked
    }
    return typeof state === 'string' ? remember(state) : state.then(remember)
  }

  /** A remembered answer costs what a new one does, so that a judgement made again comes out as the first time. */
  private spend(): boolean {
    if (this.isExhausted) return false
    this.spent++
    return true
  }
}

/** Told of every chain, complete ones and dead ends, in the order they are found; answers whether that is enough. */
export type ChainVisitor = (chain: Chain) => Eventual<boolean>

export class PathFinder {
  private readonly bySubject = new Map<string, Certificate[]>()
  private readonly store: TrustStore
  private readonly anchors: ReadonlySet<Certificate>
  private readonly work: Workload
  private found = 0

  constructor(store: TrustStore, intermediates: readonly Certificate[], work: Workload) {
    this.store = store
    this.anchors = new Set(store.anchors)
    this.work = work
    for (const anchor of store.anchors) this.add(anchor)
    // What the trust store says about a CA is not undone by copies of that CA from elsewhere.
    for (const one of intermediates) {
      const namesakes = this.bySubject.get(nameKey(one.subject)) ?? []
      const isCopy = namesakes.some(
        (known) => this.anchors.has(known) && equalBytes(known.publicKeyInfo, one.publicKeyInfo),
      )
      if (!isCopy) this.add(one)
    }
  }

  private add(certificate: Certificate): void {
    const key = nameKey(certificate.subject)
    const list = this.bySubject.get(key)
    if (!list) this.bySubject.set(key, [certificate])
    else if (list.length < MAX_NAMESAKES && !list.some((known) => equalBytes(known.raw, certificate.raw))) {
      list.push(certificate)
    }
  }

  async visit(target: Certificate, isEnough: ChainVisitor): Promise<void> {
    await this.climb([target], isEnough)
  }

  /** @returns whether the visitor has seen enough */
  private async climb(certificates: Certificate[], isEnough: ChainVisitor): Promise<boolean> {
    this.work.step()
    const current = certificates.at(-1) as Certificate
    const anchor = this.store.anchors.find((one) => equalBytes(one.raw, current.raw))
    if (anchor && (await this.store.isTerminal(anchor))) {
      this.found++
      // The anchor itself closes the chain, not a copy of it: trust settings hang on it.
      return isEnough({
        certificates: [...certificates.slice(0, -1), anchor],
        isComplete: true,
        endsInBadSignature: false,
        endsInUnsupported: false,
      })
    }
    const states: SignatureState[] = []
    let isClimbing = false
    for (const issuer of this.issuersOf(certificates)) {
      if (this.work.isExhausted || this.found >= MAX_CHAINS || certificates.length >= MAX_CHAIN_LENGTH) break
      const state = await this.linkState(current, issuer)
      if (state !== 'good' && isLikelyIssuer(current, issuer)) states.push(state)
      if (state !== 'good') continue
      isClimbing = true
      if (await this.climb([...certificates, issuer], isEnough)) return true
    }
    if (isClimbing) return false
    return isEnough({
      certificates,
      isComplete: false,
      endsInBadSignature: states.includes('bad') && !this.work.isExhausted,
      endsInUnsupported: states.length > 0 && states.every((state) => state === 'unsupported'),
    })
  }

  private linkState(certificate: Certificate, issuer: Certificate): Eventual<SignatureState> {
    const state = this.work.link(certificate, issuer)
    return needsParameters(issuer) ? this.linkBelowParents(certificate, issuer, state) : state
  }

  /** A DSA key may lack its parameters until the certificate above it is known; such a link is verified with the whole chain. */
  private async linkBelowParents(
    certificate: Certificate,
    issuer: Certificate,
    alone: Eventual<SignatureState>,
  ): Promise<SignatureState> {
    const state = await alone
    if (state === 'good') return state
    const above = this.bySubject.get(nameKey(issuer.issuer)) ?? []
    for (const parent of above) if ((await this.work.link(certificate, issuer, [parent])) === 'good') return 'good'
    return state
  }

  /** Certificates whose subject is the wanted issuer and that are not yet in the chain, trusted and likely ones first. */
  private issuersOf(certificates: readonly Certificate[]): Certificate[] {
    const current = certificates.at(-1) as Certificate
    const candidates = this.bySubject.get(nameKey(current.issuer)) ?? []
    const unused = candidates.filter((issuer) => !certificates.some((used) => isSameAuthority(used, issuer)))
    if (unused.length < 2) return unused
    return unused
      .map((issuer) => ({ issuer, rank: this.rank(current, issuer) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ issuer }) => issuer)
  }

  private rank(certificate: Certificate, issuer: Certificate): number {
    const isAnchor = this.anchors.has(issuer)
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
