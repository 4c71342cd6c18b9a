// What a look at a TLS site brings back, node by node, and the limits it is judged by: the shapes shared by the checks of TLS.
// No clause: house rule.

import type { Instant } from '../verdict.ts'
import type { ChainOrder } from './chain-order.ts'
import type { Check, Reason } from './check.ts'
import type { ServedCertificate } from './served-certificate.ts'
import type { ChainShape } from './served-chain.ts'

export interface TlsRevocation {
  source: 'staple' | 'responder' | 'crl' | 'none'
  status: 'good' | 'revoked' | 'unknown'
  /** Why an answer could not be had or not be believed; empty otherwise. */
  problem: string
  /** The responder says good and the list says revoked: one of them is wrong. */
  contradicts?: boolean
}

/** Of a CA certificate between the leaf and its anchor: a browser refuses the leaf with it. */
export interface IssuerRevocation extends TlsRevocation {
  fingerprint: string
  subject: string
  /** It says where to ask: of any other nobody can ever tell, and its CA is to blame, not the site. */
  namesSource: boolean
}

export interface TlsNode {
  /** Name for people: the node's, or `host:port`. */
  node: string
  /** What was resolved to get there: the addresses of one name share it. */
  name: string
  /** As sent, leaf first. */
  chain: readonly ServedCertificate[]
  shape: ChainShape
  /** Codes of what the path check refuses, dates and algorithm strength left out: those have rules of their own here. */
  pathProblems: readonly string[]
  isNamed: boolean
  /** `TLSv1`, … as the server chose when offered the newest. */
  protocol: string
  hasForwardSecrecy: boolean
  /** Protocols below TLS 1.2 it still accepts. */
  oldProtocols: readonly string[]
  /** What is out of place in the chain as sent. */
  order: ChainOrder
  /** Names stand in subjectAltName, where clients look. */
  hasAltNames: boolean
  isCa: boolean
  /** The certificate asks that an OCSP answer be stapled (RFC 7633). */
  mustStaple: boolean
  /** Broken suites it agrees to: anonymous, export, NULL, RC4, DES, 3DES. */
  weakSuites: readonly string[]
  /** Of the ephemeral key where it is finite-field Diffie-Hellman. */
  dhBits?: number
  /** Another leaf of the same key algorithm that it showed a moment later. */
  otherLeaf?: string
  revocation: TlsRevocation
  /** Of every certificate of the path between leaf and anchor, from the leaf upwards. */
  issuerRevocations: readonly IssuerRevocation[]
}

export interface TlsEvidence {
  at: Instant
  serverName: string
  nodes: readonly TlsNode[]
  /** SHA-256 of the leaf the register expects, lower-case hex. */
  expectedFingerprint?: string
}

export interface TlsThresholds {
  warnLeafDays: number
  failLeafDays: number
  warnChainDays: number
  minRsaBits: number
  minEcBits: number
  /** A node without a stapled OCSP answer is a warning. */
  expectStaple: boolean
  /** Not learning whether the leaf is revoked is a warning. */
  requireRevocation: boolean
  /** The certificate stands below a browser root, so that the CA/Browser limits hold. */
  isPublic: boolean
}

export type TlsCheck = Check<TlsEvidence, TlsThresholds>

export function perNode(evidence: TlsEvidence, rule: (node: TlsNode) => Reason[]): Reason[] {
  return evidence.nodes.flatMap(rule)
}
