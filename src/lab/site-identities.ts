// What each site shows: the chain in force, and for every TLS fault the chain that has it. Made when first asked for.

import { generateKey, openSigner } from '#adapters/keys/signer.ts'
import { writePem } from '#core/bytes/pem.ts'
import type { Instant } from '#core/verdict.ts'
import { type Family, KEY_OF_FAMILY } from './family.ts'
import type { FaultId } from './faults.ts'
import {
  DAY_MS,
  type Hierarchy,
  type KeySource,
  labName,
  type Order,
  ordinaryValidity,
  type Validity,
} from './hierarchy.ts'
import type { IdentityFor, TlsIdentity } from './tls-site.ts'

export interface Site {
  /** Name of the service, and of the site's key. */
  name: string
  family: Family
  serverName: string
  /** What the certificate names. */
  names: readonly string[]
}

/** What a fault changes in the ordinary identity. */
interface Variant {
  order?: (at: Instant) => Partial<Order>
  /** DER PKCS#8 of another key. */
  key?: () => Uint8Array
  /** What is sent behind the leaf: the issuing CA when absent. */
  behind?: (at: Instant) => Promise<readonly Uint8Array[]>
  isSelfSigned?: boolean
  /** Issued below another authority than the site's own. */
  below?: Hierarchy
}

const until = (notBefore: Instant, notAfter: Instant): { validity: Validity } => ({ validity: { notBefore, notAfter } })

function variants({ hierarchy, rsa, stranger }: SiteOptions): Partial<Record<FaultId, Variant>> {
  return {
    'tls.leaf-expiring': { order: (at) => until(at - 362 * DAY_MS, at + 3 * DAY_MS) },
    'tls.leaf-expired': { order: (at) => until(at - 367 * DAY_MS, at - 2 * DAY_MS) },
    'tls.leaf-not-yet-valid': { order: (at) => until(at + 2 * DAY_MS, at + 300 * DAY_MS) },
    'tls.chain-certificate-expired': {
      behind: async (at) => [await hierarchy.reissued({ notBefore: at - 3650 * DAY_MS, notAfter: at - 2 * DAY_MS })],
    },
    'tls.chain-expiring': {
      behind: async (at) => [await hierarchy.reissued({ notBefore: at - 3650 * DAY_MS, notAfter: at + 5 * DAY_MS })],
    },
    'tls.chain-incomplete': { behind: async () => [] },
    'tls.name-mismatch': { order: () => ({ names: ['another.example'], subject: labName('another.example') }) },
    'tls.nodes-differ': { order: (at) => until(at - 10 * DAY_MS, at + 355 * DAY_MS) },
    'tls.self-signed': { behind: async () => [], isSelfSigned: true },
    // With its root: without, it would look like a chain that lacks a certificate.
    'tls.untrusted': { below: stranger, behind: async () => [stranger.issuing, stranger.root] },
    'tls.weak-key': { key: () => generateKey('rsa1024') },
    // Our signers make SHA-1 with RSA only, so every site shows this one below the RSA authority.
    'tls.weak-signature': {
      order: () => ({ signer: openSigner(rsa.issuingKey, { algorithm: 'rsa-sha1' }) }),
      below: rsa,
    },
  }
}

export interface SiteOptions {
  site: Site
  hierarchy: Hierarchy
  /** The RSA authority. */
  rsa: Hierarchy
  /** An authority nobody trusts. */
  stranger: Hierarchy
  keys: KeySource
  now: () => Instant
}

/** Identities of one site, shared by its nodes. A fault of the chain alone leaves the leaf as it is. */
export function siteIdentities(options: SiteOptions): IdentityFor {
  const made = new Map<FaultId | undefined, Promise<TlsIdentity>>()
  const faulty = variants(options)
  const identityFor: IdentityFor = (fault) => {
    const variant = fault && faulty[fault]
    if (fault && !variant) return identityFor(undefined)
    const identity = made.get(fault) ?? makeIdentity(options, variant ?? {}, fault, () => identityFor(undefined))
    made.set(fault, identity)
    return identity
  }
  return identityFor
}

async function makeIdentity(
  options: SiteOptions,
  variant: Variant,
  fault: FaultId | undefined,
  healthy: () => Promise<TlsIdentity>,
): Promise<TlsIdentity> {
  const { order, key, below, isSelfSigned, behind } = variant
  const keepsLeaf = fault !== undefined && !order && !key && !below && !isSelfSigned
  const { leaf, pem } = keepsLeaf ? await leafOf(healthy()) : await makeLeaf(options, variant, fault)
  const sent = (await behind?.(options.now())) ?? [(below ?? options.hierarchy).issuing]
  return { chain: [leaf, ...sent], key: pem }
}

interface Leaf {
  leaf: Uint8Array
  /** PKCS#8 PEM. */
  pem: string
}

async function leafOf(identity: Promise<TlsIdentity>): Promise<Leaf> {
  const { chain, key } = await identity
  return { leaf: chain[0] ?? new Uint8Array(), pem: key }
}

async function makeLeaf(
  { site, hierarchy, keys, now }: SiteOptions,
  variant: Variant,
  fault: FaultId | undefined,
): Promise<Leaf> {
  const pkcs8 = variant.key?.() ?? keys(`${site.family}/${site.name}`, KEY_OF_FAMILY[site.family])
  const signer = openSigner(pkcs8)
  const order: Order = {
    label: [site.name, fault].filter(Boolean).join(' '),
    subject: labName(site.serverName),
    publicKey: signer.spki,
    validity: ordinaryValidity(now()),
    usages: ['digitalSignature'],
    purposes: ['serverAuth', 'clientAuth'],
    names: site.names,
    ...variant.order?.(now()),
  }
  const issuer = variant.below ?? hierarchy
  const leaf = variant.isSelfSigned ? await issuer.selfSigned(order, signer) : await issuer.issue(order)
  return { leaf, pem: writePem('PRIVATE KEY', pkcs8) }
}
