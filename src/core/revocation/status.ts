// Is one certificate revoked, by all the lists and answers at hand (RFC 5280 §6.3.3, RFC 6960 §3.2)? A proof of revocation outweighs
// any number of good answers; evidence that cannot be used never counts as good.

import { type AlgorithmPolicy, digestProblem } from '../algorithm-policy.ts'
import { TAG } from '../asn1/der.ts'
import { onlyTlv, parsing } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readTime } from '../asn1/values.ts'
import { equalBytes } from '../bytes/bytes.ts'
import type { Primitives } from '../primitives.ts'
import type { Finding, Instant } from '../verdict.ts'
import type { AlgorithmIdentifier, Certificate, Extension } from '../x509/certificate.ts'
import { extensionOf } from '../x509/extensions.ts'
import { nameText, sameName } from '../x509/names.ts'
import { CRL_REASONS, type Crl, type CrlEntry, crlNumberOf, crlNumberText, deltaBaseOf } from './crl.ts'
import { type CrlJudgement, type CrlRequest, isoText, judgeCrl } from './judge-crl.ts'
import { freshUntil, judgeOcsp, type OcspJudgement } from './judge-ocsp.ts'
import type { OcspResponse } from './ocsp.ts'
import { ALL_REASONS, deltasFor, distributionPointsOf, namesIssuer, reasonsCovered, type Subject } from './scope.ts'

/** `not-checked`: there is no evidence for this certificate and none was demanded. */
export type RevocationStatus = 'good' | 'revoked' | 'unknown' | 'not-checked'

export interface RevocationAnswer {
  status: RevocationStatus
  /** What gave the answer. */
  source?: 'crl' | 'ocsp'
  /** Who signed the list or the answer, by name. */
  saidBy?: string
  /** Of the list, in hexadecimal, where it has one. */
  number?: string
  thisUpdate?: Instant
  nextUpdate?: Instant
  /** The last moment at which a good answer is fresh enough to be one. */
  usableUntil?: Instant
  revokedAt?: Instant
  /** Number of CRLReason. */
  reason?: number
  /** Why evidence was refused, and what was found. Effects are those on the certificate. */
  findings: Finding[]
}

export interface RevocationRequest
  extends Pick<CrlRequest, 'at' | 'evidenceUntil' | 'isStrict' | 'isTrusted' | 'publicKeyOf' | 'sm2Id'> {
  certificate: Certificate
  /** The certificate above it in the path. */
  issuer: Certificate
  isCa: boolean
  /** Every certificate at hand that may have signed a list. */
  signers: readonly Certificate[]
  crls: readonly Crl[]
  ocsps: readonly OcspResponse[]
  /** An answer of a delegated responder whose own revocation is open is no answer; absent: it is remarked. */
  isResponderAsked?: boolean
  /** What signatures of lists and answers must be good for; absent: anything. */
  policy?: AlgorithmPolicy
}

export async function revocationStatus(request: RevocationRequest, primitives: Primitives): Promise<RevocationAnswer> {
  const answers = [await ocspStatus(request, primitives), await crlStatus(request, primitives)]
  const decisive = answers.find(({ status }) => status === 'revoked') ?? answers.find(({ status }) => status === 'good')
  if (decisive) return decisive
  const findings = answers.flatMap((answer) => answer.findings)
  return answers.some(({ status }) => status === 'unknown')
    ? { status: 'unknown', findings }
    : { status: 'not-checked', findings }
}

/** Every answer is heard before one counts: the order in which they were supplied is the supplier's. */
async function ocspStatus(request: RevocationRequest, primitives: Primitives): Promise<RevocationAnswer> {
  const { certificate, issuer, at, evidenceUntil = at, sm2Id } = request
  const question = { issuer, serial: certificate.serial, at, evidenceUntil, ...(sm2Id && { sm2Id }) }
  const findings: Finding[] = []
  const good: RevocationAnswer[] = []
  const revoked: OcspJudgement[] = []
  let isKnown = false
  for (const response of request.ocsps) {
    const judged = await judgeOcsp(response, question, primitives)
    if (!judged.single) continue
    if (judged.status === 'revoked') revoked.push(judged)
    const doubts = judged.status === 'good' ? await doubtsAbout(judged, response, request, primitives) : []
    if (judged.status === 'good' && !doubts.some(({ effect }) => effect === 'unknown')) {
      good.push({ status: 'good', source: 'ocsp', ...datesOf(judged), findings: doubts })
      continue
    }
    findings.push(...asUnknown(judged.findings, certificate), ...doubts)
    if (judged.status === 'unknown') findings.push(unknownFinding('ocsp.status-unknown', certificate))
    isKnown = true
  }
  const newest = good.toSorted((a, b) => (b.thisUpdate ?? 0) - (a.thisUpdate ?? 0))[0]
  const decisive = revoked.find((one) => !isOvertaken(one, newest))
  if (decisive) {
    const { usableUntil: _, ...told } = datesOf(decisive)
    return revokedAnswer(request, { source: 'ocsp', ...told }, { ...decisive, revokedAt: decisive.revokedAt ?? 0 })
  }
  return newest ?? { status: isKnown ? 'unknown' : 'not-checked', findings }
}

/** A certificate that was only held, and is good by a newer answer. */
function isOvertaken({ single, reason }: OcspJudgement, good: RevocationAnswer | undefined): boolean {
  return reason === ON_HOLD && single !== undefined && (good?.thisUpdate ?? 0) > single.thisUpdate
}

/** Why a genuine `good` may still not be believed. */
async function doubtsAbout(
  judged: OcspJudgement,
  response: OcspResponse,
  request: RevocationRequest,
  primitives: Primitives,
): Promise<Finding[]> {
  const { certificate, at, policy } = request
  const algorithm = response.basic?.signatureAlgorithm
  const weak = algorithm && policy && evidenceProblem(algorithm, policy, at)
  return [
    ...(hasForgotten(judged, certificate) ? [unknownFinding('ocsp.after-expiry', certificate)] : []),
    ...(weak ? [unknownFinding('ocsp.digest-weak', certificate, { algorithm: weak })] : []),
    ...(await responderDoubts(judged, request, primitives)),
  ]
}

/** A digest that is refused at the moment of the judgement lets anybody write evidence (EN 319 102-1 §5.2.8). */
function evidenceProblem(algorithm: AlgorithmIdentifier, policy: AlgorithmPolicy, at: Instant): string | undefined {
  const problem = 'authLevel' in policy ? undefined : digestProblem(algorithm, policy, at)
  return problem?.effect === 'fatal' ? problem.algorithm : undefined
}

/**
 * A responder may forget a certificate that has ended, unless its archive cutoff says that it reaches back that far
 * (RFC 6960 §4.4.4).
 */
function hasForgotten({ single }: OcspJudgement, { notAfter }: Certificate): boolean {
  if (!single || single.thisUpdate <= notAfter) return false
  const cutoff = instantIn(single.extensions, OID.ocspArchiveCutoff)
  return cutoff === undefined || cutoff > notAfter
}

/** RFC 6960 §4.2.2.2.1: the certificate of a delegated responder may say that it need not be asked about; otherwise lists are. */
async function responderDoubts(
  { signer, hasNoCheck }: OcspJudgement,
  request: RevocationRequest,
  primitives: Primitives,
): Promise<Finding[]> {
  const { issuer, isResponderAsked = false } = request
  if (!signer || hasNoCheck !== false || equalBytes(signer.publicKeyInfo, issuer.publicKeyInfo)) return []
  const { status } = await crlStatus({ ...request, certificate: signer, isCa: false }, primitives)
  if (status === 'good') return []
  if (status === 'revoked') return [unknownFinding('ocsp.responder-revoked', signer)]
  const open = unknownFinding('ocsp.responder-not-checked', signer)
  const { subIndication: _, ...remark } = open
  return isResponderAsked ? [open] : [{ ...remark, effect: 'note' }]
}

function instantIn(extensions: readonly Extension[], oid: string): Instant | undefined {
  const value = extensions.find((one) => one.oid === oid)?.value
  const time = value && parsing(() => readTime(onlyTlv(value, TAG.generalizedTime), true).instant)
  return time?.ok ? time.value : undefined
}

/** Of an OCSP answer, and of the certificate of a delegated responder. */
function datesOf({
  single,
  signer,
}: OcspJudgement): Pick<RevocationAnswer, 'thisUpdate' | 'nextUpdate' | 'usableUntil' | 'saidBy'> {
  if (!single) return {}
  const { thisUpdate, nextUpdate } = single
  const usableUntil = Math.min(freshUntil(single), signer?.notAfter ?? Number.POSITIVE_INFINITY)
  return {
    thisUpdate,
    ...(nextUpdate !== undefined && { nextUpdate }),
    usableUntil,
    ...(signer && { saidBy: nameText(signer.subject) }),
  }
}

/** A defect of the evidence leaves the certificate's status open; it does not make the certificate bad. */
function asUnknown(findings: readonly Finding[], certificate: Certificate): Finding[] {
  return findings
    .filter(({ effect }) => effect === 'fatal')
    .map((finding) => ({
      ...finding,
      effect: 'unknown' as const,
      subIndication: 'TRY_LATER' as const,
      params: { ...finding.params, certificate: nameText(certificate.subject) },
    }))
}

function unknownFinding(code: string, certificate: Certificate, more: Finding['params'] = {}): Finding {
  const params = { certificate: nameText(certificate.subject), ...more }
  return { code, effect: 'unknown', subIndication: 'TRY_LATER', clause: 'RFC 6960 §2.2', params }
}

/** What a list or an answer says of a revoked certificate. */
type Revoked = Pick<CrlEntry, 'revokedAt' | 'reason' | 'invalidSince'>

/** Who said it, and when. */
type Source = Pick<RevocationAnswer, 'source' | 'saidBy' | 'number' | 'thisUpdate' | 'nextUpdate'>

function revokedAnswer(
  { certificate, at }: RevocationRequest,
  told: Source,
  { revokedAt, reason, invalidSince }: Revoked,
): RevocationAnswer {
  const word = CRL_REASONS[reason ?? 0] ?? String(reason)
  const params = { certificate: nameText(certificate.subject), revokedAt: isoText(revokedAt), reason: word }
  const clause = 'RFC 5280 §6.1.3 (a)(3)'
  const found = { ...told, revokedAt, ...(reason !== undefined && { reason }) }
  if (revokedAt <= at) {
    const finding: Finding = { code: 'revocation.revoked', effect: 'fatal', subIndication: 'REVOKED', clause, params }
    return { status: 'revoked', ...found, findings: [finding] }
  }
  if (invalidSince !== undefined && invalidSince <= at) {
    const since = { ...params, since: isoText(invalidSince) }
    const finding: Finding = {
      code: 'revocation.invalid-since',
      effect: 'unknown',
      subIndication: 'REVOKED_NO_POE',
      clause: 'RFC 5280 §5.3.2',
      params: since,
    }
    return { status: 'revoked', ...found, findings: [finding] }
  }
  return { status: 'good', ...found, findings: [{ code: 'revocation.later', effect: 'note', clause, params }] }
}

async function crlStatus(request: RevocationRequest, primitives: Primitives): Promise<RevocationAnswer> {
  const search = new CrlSearch(request, primitives)
  const subject: Subject = { certificate: request.certificate, isCa: request.isCa }
  let covered = 0
  const used: Crl[] = []
  for (const point of distributionPointsOf(subject)) {
    for (const crl of request.crls) {
      if (deltaBaseOf(crl)) continue
      const reasons = reasonsCovered(crl, point, subject)
      // A list that covers nothing new is still heard when it speaks against the certificate: an older one must not silence it.
      if ((reasons & ~covered) === 0 && (reasons === 0 || !search.speaksAgainst(crl, used))) continue
      if (!(await search.isUsable(crl))) continue
      const entry = await search.find(crl)
      if (entry) return revokedAnswer(request, sourceOf(crl), entry)
      const weak = request.policy && evidenceProblem(crl.signatureAlgorithm, request.policy, request.at)
      if (weak) search.remark('crl.digest-weak')
      else if (mayHaveForgotten(crl, request.certificate)) search.remark('crl.after-expiry')
      else {
        covered |= reasons
        used.push(crl)
      }
    }
  }
  if (covered === ALL_REASONS) {
    const told = used[0] ? sourceOf(used[0]) : {}
    return { status: 'good', ...told, ...datesOfLists(used), findings: [] }
  }
  return { status: isConcerned(request) ? 'unknown' : 'not-checked', findings: search.findings(covered) }
}

function sourceOf(crl: Crl): Source {
  const { issuer, thisUpdate, nextUpdate } = crl
  const number = crlNumberOf(crl)
  return {
    source: 'crl',
    saidBy: nameText(issuer),
    ...(number && { number: crlNumberText(number) }),
    thisUpdate,
    ...(nextUpdate !== undefined && { nextUpdate }),
  }
}

/** Of several lists that answer together, the oldest and the one that ends first. */
function datesOfLists(crls: readonly Crl[]): Pick<RevocationAnswer, 'thisUpdate' | 'nextUpdate' | 'usableUntil'> {
  const ends = crls.flatMap(({ nextUpdate }) => nextUpdate ?? [])
  const nextUpdate = Math.min(...ends)
  return {
    thisUpdate: Math.min(...crls.map((crl) => crl.thisUpdate)),
    ...(ends.length > 0 && { nextUpdate, usableUntil: nextUpdate }),
  }
}

/** A list issued after a certificate ended may have dropped its entry, unless it keeps those that ended since a day before (ITU-T X.509, clause unverified). */
function mayHaveForgotten(crl: Crl, { notAfter }: Certificate): boolean {
  if (crl.thisUpdate <= notAfter) return false
  const keptSince = instantIn(crl.extensions, OID.expiredCertsOnCrl)
  return keptSince === undefined || keptSince > notAfter
}

/** Some list at hand comes from an issuer that answers for this certificate, whether or not it could be used. */
function isConcerned({ certificate, crls }: RevocationRequest): boolean {
  const issuers = (extensionOf(certificate, 'crlDistributionPoints') ?? []).flatMap(({ crlIssuer }) => crlIssuer ?? [])
  return crls.some((crl) => sameName(crl.issuer, certificate.issuer) || namesIssuer(issuers, crl.issuer))
}

/** The judgements and look-ups of one question, so that no list is verified twice. */
class CrlSearch {
  private readonly judged = new Map<Crl, CrlJudgement>()
  private readonly remarks = new Set<string>()
  private readonly request: RevocationRequest
  private readonly primitives: Primitives

  constructor(request: RevocationRequest, primitives: Primitives) {
    this.request = request
    this.primitives = primitives
  }

  async isUsable(crl: Crl): Promise<boolean> {
    const known = this.judged.get(crl) ?? (await judgeCrl(crl, this.request, this.primitives))
    this.judged.set(crl, known)
    return known.isUsable
  }

  /** What the list says, brought up to date by its deltas: the newest word wins. */
  async find(crl: Crl): Promise<CrlEntry | undefined> {
    let entry = this.lookUp(crl)
    for (const delta of deltasFor(crl, this.request.crls)) {
      if (!(await this.isUsable(delta))) continue
      const change = this.lookUp(delta)
      if (change) entry = change.reason === REMOVED ? undefined : change
    }
    return entry
  }

  /** It has an entry; one that only held the certificate is overtaken by newer lists without it. */
  speaksAgainst(crl: Crl, used: readonly Crl[]): boolean {
    const entry = this.lookUp(crl)
    if (!entry || entry.reason === REMOVED) return false
    return entry.reason !== ON_HOLD || used.every(({ thisUpdate }) => thisUpdate <= crl.thisUpdate)
  }

  private lookUp(crl: Crl): CrlEntry | undefined {
    const { serial, issuer } = this.request.certificate
    return crl.find(serial, (names) => namesIssuer(names, issuer))
  }

  /** Why a usable list is no answer. */
  remark(code: string): void {
    this.remarks.add(code)
  }

  findings(covered: number): Finding[] {
    const refused = [...this.judged.values()].flatMap(({ findings }) => findings)
    const { certificate } = this.request
    const partly = covered === 0 ? [] : [unknownFinding('crl.reasons-not-covered', certificate)]
    const remarks = [...this.remarks].map((code) => unknownFinding(code, certificate))
    return [...asUnknown(refused, certificate), ...remarks, ...partly]
  }
}

/** certificateHold. */
const ON_HOLD = 6
/** removeFromCRL. */
const REMOVED = 8
