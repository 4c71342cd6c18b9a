// Is this certificate to be believed: a chain to a trust anchor is built and every rule of RFC 5280 §6 is applied to it.
// Nothing stops at the first finding, the default is never valid, and no input can cost more than the work budget.

import { type AlgorithmPolicy, DATED_POLICY } from '../algorithm-policy.ts'
import { OID } from '../asn1/oids.ts'
import { equalBytes } from '../bytes/bytes.ts'
import type { Primitives } from '../primitives.ts'
import type { Crl } from '../revocation/crl.ts'
import type { OcspResponse } from '../revocation/ocsp.ts'
import { crlOf, ocspResponseOf } from '../revocation/parsed.ts'
import { type RevocationAnswer, type RevocationStatus, revocationStatus } from '../revocation/status.ts'
import {
  conclude,
  type Finding,
  type Instant,
  isWorse,
  type Judgement,
  type Step,
  step,
  worstEffect,
} from '../verdict.ts'
import type { Certificate } from './certificate.ts'
import { type ChainMoment, type ChainQuestion, judgeIncomplete, judgeLocally } from './chain-rules.ts'
import { extensionOf, findExtension, type KeyUsage } from './extensions.ts'
import { isOversized } from './key.ts'
import { nameKey, nameText, sameName } from './names.ts'
import { type Chain, MAX_NAMESAKES, PathFinder, Workload } from './path-building.ts'
import { anchorEvidence, revocationEvidence } from './path-evidence.ts'
import { isSelfIssued, oversizedFinding, pathFinding } from './path-rules.ts'
import type { PolicyInputs } from './policies.ts'
import type { Profile } from './profile.ts'
import type { Purpose } from './purposes.ts'
import { sm2DeviationOf } from './signatures.ts'
import { type TrustSettings, trustFor } from './trust-settings.ts'
import { workingKey } from './working-key.ts'

export interface PathRequest extends PolicyInputs {
  target: Certificate
  anchors: readonly Certificate[]
  intermediates: readonly Certificate[]
  /** DER of revocation lists and OCSP responses; unreadable ones are reported and left out. */
  crls: readonly Uint8Array[]
  ocsps: readonly Uint8Array[]
  at: Instant
  /** Revocation evidence issued up to here counts; default `at`. */
  evidenceUntil?: Instant
  /** Every certificate below the anchor needs an answer; without one the verdict is INDETERMINATE. */
  requireRevocation: boolean
  purpose?: Purpose
  /** Usages the target must allow, where it has a key usage at all. */
  keyUsage?: readonly KeyUsage[]
  /** DNS names (A-labels) and IP addresses; the target must name every one. */
  hostNames?: readonly string[]
  mailboxes?: readonly string[]
  /** CA certificates between target and anchor, self-issued ones not counted. */
  maxDepth?: number
  sm2Id?: Uint8Array
  /** Default: the dated policy. */
  algorithmPolicy?: AlgorithmPolicy
  /** How much of the certificate profiles is enforced; default `web` when a host name is asked for, else `path`. */
  profile?: Profile
  /** Whether a chain may end at an anchor that is not self-signed; default true, as in RFC 5280. */
  partialChain?: boolean
  /** What single anchors are trusted for. */
  trustSettings?: ReadonlyMap<Certificate, TrustSettings>
}

export interface PathReport {
  steps: Step[]
  judgement: Judgement
  /** The best chain found, target first; it ends at an anchor unless building failed. */
  chain: Certificate[]
  /** Whether the last certificate of the chain is an anchor. */
  isAnchored: boolean
  /** One for each certificate of the chain below the anchor, in the same order. */
  revocation: { certificate: Certificate; status: RevocationStatus; answer?: RevocationAnswer }[]
  /** Certificate policies the chain is valid for. */
  policies: string[]
}

/** CRL signers outside the chain need chains of their own, whose CRLs may need others: no deeper than this. */
const MAX_RECURSION = 3

interface Context {
  request: PathRequest
  profile: Profile
  policy: AlgorithmPolicy
  primitives: Primitives
  work: Workload
  crls: readonly Crl[]
  ocsps: readonly OcspResponse[]
  unreadable: Finding[]
  recursion: number
  /** CRL signers being judged further up: a list cannot vouch for its own signer. */
  pending: readonly Certificate[]
}

export async function judgePath(request: PathRequest, primitives: Primitives): Promise<PathReport> {
  const crls = request.crls.map(crlOf)
  const ocsps = request.ocsps.map(ocspResponseOf)
  const unreadable = [...crls, ...ocsps].flatMap((parsed) => (parsed.ok ? [] : [unreadableFinding(parsed.error.code)]))
  return judgeIn({
    request,
    profile: request.profile ?? (request.hostNames?.length ? 'web' : 'path'),
    policy: request.algorithmPolicy ?? DATED_POLICY,
    primitives,
    work: new Workload(primitives, request.sm2Id),
    crls: crls.flatMap((parsed) => (parsed.ok ? [parsed.value] : [])),
    ocsps: ocsps.flatMap((parsed) => (parsed.ok ? [parsed.value] : [])),
    unreadable,
    recursion: 0,
    pending: [],
  })
}

function unreadableFinding(code: string): Finding {
  return {
    code: 'revocation.unreadable',
    effect: 'unknown',
    subIndication: 'TRY_LATER',
    clause: 'RFC 5280 §5.1',
    params: { error: code },
  }
}

async function judgeIn(context: Context): Promise<PathReport> {
  const { request, work } = context
  const finder = new PathFinder(
    { anchors: request.anchors, isTerminal: (anchor) => isTerminal(anchor, context) },
    request.intermediates,
    work,
  )
  let best: PathReport | undefined
  let deadEnd: Chain | undefined
  await finder.visit(request.target, async (chain) => {
    if (!chain.isComplete) {
      deadEnd = moreTelling(deadEnd, chain)
      return false
    }
    const report = await judgeChain(chain.certificates, context)
    if (!best || isWorse(best.judgement, report.judgement)) best = report
    return best.judgement.verdict === 'VALID'
  })
  return best ?? notFound(deadEnd ?? incomplete(request.target), context)
}

function incomplete(target: Certificate): Chain {
  return { certificates: [target], isComplete: false, endsInBadSignature: false, endsInUnsupported: false }
}

/** A forged link explains more than a missing one, a long chain more than a short one. */
function moreTelling(a: Chain | undefined, b: Chain): Chain {
  if (!a) return b
  if (a.endsInBadSignature !== b.endsInBadSignature) return a.endsInBadSignature ? a : b
  return b.certificates.length > a.certificates.length ? b : a
}

async function isTerminal(anchor: Certificate, { request, work }: Context): Promise<boolean> {
  if (request.partialChain ?? true) return true
  if (trustFor(request.trustSettings?.get(anchor), request.purpose) === 'explicit') return true
  return isSelfIssued(anchor) && (await work.link(anchor, anchor)) === 'good'
}

const BUILDING = 'RFC 4158 §2'

async function notFound(chain: Chain, context: Context): Promise<PathReport> {
  const last = chain.certificates.at(-1) ?? context.request.target
  const params = { issuer: nameText(last.issuer) || '(empty)' }
  const sub = 'NO_CERTIFICATE_CHAIN_FOUND' as const
  const findings: Finding[] = []
  if (chain.endsInBadSignature) findings.push(await badSignature(last, context))
  if (chain.endsInUnsupported) findings.push(unsupportedLink(last, context))
  if (context.work.isExhausted) findings.push(pathFinding('path.work-budget-spent', 'unknown', BUILDING, sub, last))
  const code = isSelfIssued(last) ? 'path.anchor-unknown' : 'path.issuer-not-found'
  findings.push(pathFinding(code, 'unknown', BUILDING, sub, last, params))
  const certificates = chain.certificates
  const steps = [
    step('path.building', BUILDING, findings),
    ...judgeIncomplete(certificates, questionOf(context), momentOf(context)),
  ]
  return { steps, judgement: conclude(steps), chain: certificates, isAnchored: false, revocation: [], policies: [] }
}

/** Only what it is about: it is remembered, and the request holds lists of any size. */
function questionOf({ request, profile }: Context): ChainQuestion {
  const { purpose, keyUsage, hostNames, mailboxes, maxDepth, trustSettings } = request
  const { initialPolicies, requireExplicitPolicy, inhibitPolicyMapping, inhibitAnyPolicy } = request
  const policies = { initialPolicies, requireExplicitPolicy, inhibitPolicyMapping, inhibitAnyPolicy }
  return { profile, purpose, keyUsage, hostNames, mailboxes, maxDepth, trustSettings, ...policies }
}

function momentOf({ request, policy }: Context): ChainMoment {
  return { at: request.at, policy }
}

/** The algorithm is unknown, or every key that might have signed is too large to try. */
function unsupportedLink(certificate: Certificate, context: Context): Finding {
  const issuer = namedIssuer(certificate, context)
  if (issuer && isOversized(issuer)) return { ...oversizedFinding(issuer), effect: 'unknown' }
  const clause = 'RFC 5280 §4.1.1.2'
  const algorithm = { algorithm: certificate.signatureAlgorithm.oid }
  const sub = 'NO_CERTIFICATE_CHAIN_FOUND'
  return pathFinding('path.algorithm-unsupported', 'unknown', clause, sub, certificate, algorithm)
}

function namedIssuer(certificate: Certificate, { request }: Context): Certificate | undefined {
  return [...request.anchors, ...request.intermediates].find((one) => sameName(one.subject, certificate.issuer))
}

async function badSignature(certificate: Certificate, context: Context): Promise<Finding> {
  const issuer = namedIssuer(certificate, context)
  const deviation = issuer && (await sm2DeviationOf(context.primitives, certificate, issuer.publicKeyInfo))
  const params = deviation ? { sm2: deviation } : {}
  const clause = 'RFC 5280 §6.1.3 (a)(1)'
  return pathFinding('path.signature-invalid', 'fatal', clause, 'SIG_CRYPTO_FAILURE', certificate, params)
}

async function judgeChain(chain: Certificate[], context: Context): Promise<PathReport> {
  const { policies, steps: local } = judgeLocally(chain, questionOf(context), momentOf(context))
  const found = context.recursion === 0 ? await anchorEvidence(chain, context.primitives) : undefined
  const steps = [step('path.building', BUILDING, [], found), ...local]
  const isAsked = context.recursion === 0 || steps.every((one) => one.status !== 'failed')
  const revocation = isAsked ? await judgeRevocation(chain, context) : []
  steps.push(revocationStep(revocation, context))
  return { steps, judgement: conclude(steps), chain, isAnchored: true, revocation, policies }
}

async function judgeRevocation(chain: Certificate[], context: Context): Promise<PathReport['revocation']> {
  const judged: PathReport['revocation'] = []
  if (context.crls.length === 0 && context.ocsps.length === 0) {
    for (const certificate of chain.slice(0, -1)) judged.push({ certificate, status: 'not-checked' })
    return judged
  }
  for (const [index, certificate] of chain.slice(0, -1).entries()) {
    const issuer = chain[index + 1] as Certificate
    const answer = await askRevocation(certificate, issuer, chain, context)
    judged.push({ certificate, status: answer.status, answer })
  }
  return judged
}

function askRevocation(
  certificate: Certificate,
  issuer: Certificate,
  chain: Certificate[],
  context: Context,
): Promise<RevocationAnswer> {
  const { request, crls, ocsps, profile, policy, work } = context
  const { at, evidenceUntil = at, sm2Id } = request
  return revocationStatus(
    {
      certificate,
      issuer,
      isCa: extensionOf(certificate, 'basicConstraints')?.isCa === true,
      signers: [...new Set([issuer, ...chain, ...signersAtHand(context)])],
      crls,
      ocsps,
      at,
      evidenceUntil,
      isStrict: profile !== 'path',
      isResponderAsked: request.requireRevocation,
      policy,
      isTrusted: (signer) => isTrustedSigner(signer, chain, context),
      publicKeyOf: (signer) => workingKey([signer, ...above(signer, chain)]),
      ...(sm2Id && { sm2Id }),
    },
    work.counted,
  )
}

/** What stands over a certificate of the chain; nothing for one outside it. */
function above(certificate: Certificate, chain: readonly Certificate[]): readonly Certificate[] {
  const index = chain.findIndex((one) => equalBytes(one.raw, certificate.raw))
  return index < 0 ? [] : chain.slice(index + 1)
}

/** Certificates that share the name of a list, each once: looked for by name, because there may be thousands. */
function signersAtHand({ request, crls }: Context): Certificate[] {
  const issuers = new Set(crls.map((crl) => nameKey(crl.issuer)))
  const named = [...request.anchors, ...request.intermediates].filter((one) => issuers.has(nameKey(one.subject)))
  return named
    .slice(0, MAX_NAMESAKES)
    .filter((one, index) => named.findIndex((other) => equalBytes(other.raw, one.raw)) === index)
}

/** RFC 5280 §6.3.3 (f): the signer of a list leads to the anchor of the chain, by the same rules, revocation included. */
async function isTrustedSigner(signer: Certificate, chain: Certificate[], context: Context): Promise<boolean> {
  if (chain.some((one) => equalBytes(one.raw, signer.raw))) return true
  if (context.recursion >= MAX_RECURSION || context.pending.includes(signer)) return false
  const { anchors: _, hostNames: __, mailboxes: ___, purpose: ____, ...kept } = context.request
  const anchor = chain.at(-1)
  const report = await judgeIn({
    ...context,
    profile: 'path',
    request: { ...kept, target: signer, anchors: anchor ? [anchor] : [], requireRevocation: false, partialChain: true },
    unreadable: [],
    recursion: context.recursion + 1,
    pending: [...context.pending, signer],
  })
  const isRevoked = report.revocation.some(({ status }) => status === 'revoked')
  const isSound = report.steps.every(({ id, findings }) => id === 'path.revocation' || worstEffect(findings) === 'note')
  return isSound && !isRevoked
}

function revocationStep(revocation: PathReport['revocation'], context: Context): Step {
  const { request } = context
  const clause = 'RFC 5280 §6.3'
  const findings = revocation.flatMap(({ certificate, status, answer }) => {
    const own = answer?.findings ?? []
    if (status === 'good' || status === 'revoked') return own
    const isExempt = findExtension(certificate, OID.ocspNoCheck) !== undefined
    const effect = status === 'unknown' || (request.requireRevocation && !isExempt) ? 'unknown' : 'note'
    const code = status === 'unknown' ? 'revocation.unknown' : 'revocation.not-checked'
    return [pathFinding(code, effect, clause, effect === 'unknown' ? 'TRY_LATER' : undefined, certificate), ...own]
  })
  const all = [...findings, ...context.unreadable]
  const isSkipped = all.every(({ code }) => code === 'revocation.not-checked') && !request.requireRevocation
  const made = step('path.revocation', clause, all, revocationEvidence(revocation))
  return isSkipped ? { ...made, status: 'skipped' } : made
}
