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

function variants(hierarchy: Hierarchy, rsa: Hierarchy): Partial<Record<FaultId, Variant>> {
  return {
    'tls.leaf-expiring': { order: (at) => until(at - 362 * DAY_MS, at + 3 * DAY_MS) },
    'tls.leaf-expired': { order: (at) => until(at - 367 * DAY_MS, at - 2 * DAY_MS) },
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
  keys: KeySource
  now: () => Instant
}

/** Identities of one site, shared by its nodes. */
export function siteIdentities(options: SiteOptions): IdentityFor {
  const made = new Map<FaultId | undefined, Promise<TlsIdentity>>()
  const faulty = variants(options.hierarchy, options.rsa)
  return (fault) => {
    const identity = made.get(fault) ?? makeIdentity(options, (fault && faulty[fault]) ?? {}, fault)
    made.set(fault, identity)
    return identity
  }
}

async function makeIdentity(options: SiteOptions, variant: Variant, fault: FaultId | undefined): Promise<TlsIdentity> {
  const { site, keys, now } = options
  const hierarchy = variant.below ?? options.hierarchy
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
  const leaf = variant.isSelfSigned ? await hierarchy.selfSigned(order, signer) : await hierarchy.issue(order)
  const behind = (await variant.behind?.(now())) ?? [hierarchy.issuing]
  return { chain: [leaf, ...behind], key: writePem('PRIVATE KEY', pkcs8) }
}
