// Trust as the judges of signatures need it: one certificate, the material at hand, one moment (RFC 5280 §6).
// Nothing is fetched: what is not supplied or embedded does not exist.

import type { AlgorithmTimes } from './algorithm-policy.ts'
import { bytesOf } from './asn1/der.ts'
import { type Limit, limitsOfPath } from './ends.ts'
import { withNationalRoot } from './gm/national-roots.ts'
import type { Primitives } from './primitives.ts'
import type { Instant } from './verdict.ts'
import type { Certificate } from './x509/certificate.ts'
import { judgePath, type PathReport, type PathRequest } from './x509/path.ts'
import type { Purpose } from './x509/purposes.ts'
import type { TrustSettings } from './x509/trust-settings.ts'

export interface TrustInputs {
  anchors: readonly Certificate[]
  /** Anchors for timestamp authorities; absent: the same as `anchors`. */
  tsaAnchors?: readonly Certificate[]
  intermediates: readonly Certificate[]
  /** DER of each. */
  crls: readonly Uint8Array[]
  ocsps: readonly Uint8Array[]
  /** What single anchors are trusted for. */
  trustSettings?: ReadonlyMap<Certificate, TrustSettings>
  /** The moment the judgement is asked for. */
  at: Instant
  /** True: a certificate without a revocation answer is INDETERMINATE. False: revocation counts only where evidence is at hand. */
  requireRevocation: boolean
  /** What a verification policy asks of every path; absent: the product's own rules. */
  rules?: Pick<PathRequest, 'algorithmPolicy' | 'maxDepth' | 'profile'>
  /** Told of everything with an end that was looked at, for those who ask when a verdict stops holding. */
  observe?: (limits: readonly Limit[]) => void
  /** Told of what the object itself brought and the chains that were found, for those who keep the evidence beside the report. */
  collect?: (used: UsedMaterial) => void
}

/** Something a judgement rests on, as DER. */
export interface UsedMaterial {
  kind: 'certificate' | 'crl' | 'ocsp' | 'timestamp'
  bytes: Uint8Array
}

/** The moments and the rules a digest is judged by. */
export function algorithmTimes({ at, rules }: TrustInputs, proven?: Instant): AlgorithmTimes {
  const policy = rules?.algorithmPolicy
  const dated = policy !== undefined && !('authLevel' in policy) ? { rules: policy } : {}
  return { validation: at, ...(proven !== undefined && { proven }), ...dated }
}

/** Certificates and revocation evidence found inside the object that is judged. */
export interface EmbeddedMaterial {
  certificates: readonly Certificate[]
  crls: readonly Uint8Array[]
  ocsps: readonly Uint8Array[]
}

export const NOTHING_EMBEDDED: EmbeddedMaterial = { certificates: [], crls: [], ocsps: [] }

export interface TrustQuestion {
  role: 'signer' | 'timestamp'
  /** The moment the certificate must hold: now, or one a timestamp proves. Revocation evidence counts up to `trust.at`. */
  at: Instant
}

/** Signers of documents have no purpose of their own: their key usage is judged with the signature. */
const PURPOSES: Readonly<Record<TrustQuestion['role'], { purpose?: Purpose }>> = {
  signer: {},
  timestamp: { purpose: 'timeStamping' },
}

/** The path of one signer's certificate, with what was supplied and what was embedded. */
export async function judgeTrust(
  target: Certificate,
  embedded: EmbeddedMaterial,
  trust: TrustInputs,
  { role, at }: TrustQuestion,
  primitives: Primitives,
): Promise<PathReport> {
  const anchors = role === 'timestamp' ? (trust.tsaAnchors ?? trust.anchors) : trust.anchors
  const path = await judgePath(
    {
      target,
      anchors,
      intermediates: [...trust.intermediates, ...embedded.certificates],
      crls: [...trust.crls, ...embedded.crls],
      ocsps: [...trust.ocsps, ...embedded.ocsps],
      at,
      evidenceUntil: trust.at,
      requireRevocation: trust.requireRevocation,
      ...PURPOSES[role],
      ...trust.rules,
      ...(trust.trustSettings && { trustSettings: trust.trustSettings }),
    },
    primitives,
  )
  trust.observe?.(limitsOfPath(path, role === 'timestamp'))
  collectFrom(path, embedded, trust)
  return withNationalRoot(path, anchors, primitives)
}

function collectFrom({ chain }: PathReport, { crls, ocsps }: EmbeddedMaterial, { collect }: TrustInputs): void {
  if (!collect) return
  for (const { der } of chain) collect({ kind: 'certificate', bytes: bytesOf(der) })
  for (const bytes of crls) collect({ kind: 'crl', bytes })
  for (const bytes of ocsps) collect({ kind: 'ocsp', bytes })
}
