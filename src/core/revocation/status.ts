// Is one certificate revoked, by all the lists and answers at hand (RFC 5280 §6.3.3, RFC 6960 §3.2)? A proof of revocation outweighs
// any number of good answers; evidence that cannot be used never counts as good.

import { OID } from '../asn1/oids.ts'
import type { Primitives } from '../primitives.ts'
import type { Finding, Instant } from '../verdict.ts'
import type { Certificate } from '../x509/certificate.ts'
import { extensionOf, findExtension } from '../x509/extensions.ts'
import { nameText, sameName } from '../x509/names.ts'
import { CRL_REASONS, type Crl, type CrlEntry, deltaBaseOf } from './crl.ts'
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

async function ocspStatus(request: RevocationRequest, primitives: Primitives): Promise<RevocationAnswer> {
  const findings: Finding[] = []
  let isKnown = false
  for (const response of request.ocsps) {
    const { certificate, issuer, at, evidenceUntil = at, sm2Id } = request
    const question = { issuer, serial: certificate.serial, at, evidenceUntil, ...(sm2Id && { sm2Id }) }
    const judged = await judgeOcsp(response, question, primitives)
    if (!judged.single) continue
    isKnown = true
    if (judged.status === 'revoked') return revokedAnswer(request, 'ocsp', judged.revokedAt ?? 0, judged.reason)
    if (judged.status === 'good') return { status: 'good', source: 'ocsp', ...datesOf(judged), findings: [] }
    findings.push(...asUnknown(judged.findings, certificate))
    if (judged.status === 'unknown') findings.push(unknownFinding('ocsp.status-unknown', certificate))
  }
  return { status: isKnown ? 'unknown' : 'not-checked', findings }
}

/** Of an OCSP answer, and of the certificate of a delegated responder. */
function datesOf({
  single,
  signer,
}: OcspJudgement): Pick<RevocationAnswer, 'thisUpdate' | 'nextUpdate' | 'usableUntil'> {
  if (!single) return {}
  const { thisUpdate, nextUpdate } = single
  const usableUntil = Math.min(freshUntil(single), signer?.notAfter ?? Number.POSITIVE_INFINITY)
  return { thisUpdate, ...(nextUpdate !== undefined && { nextUpdate }), usableUntil }
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

function unknownFinding(code: string, certificate: Certificate): Finding {
  const params = { certificate: nameText(certificate.subject) }
  return { code, effect: 'unknown', subIndication: 'TRY_LATER', clause: 'RFC 6960 §2.2', params }
}

function revokedAnswer(
  { certificate, at }: RevocationRequest,
  source: 'crl' | 'ocsp',
  revokedAt: Instant,
  reason: number | undefined,
): RevocationAnswer {
  const word = CRL_REASONS[reason ?? 0] ?? String(reason)
  const params = { certificate: nameText(certificate.subject), revokedAt: isoText(revokedAt), reason: word }
  const clause = 'RFC 5280 §6.1.3 (a)(3)'
  const found = { revokedAt, ...(reason !== undefined && { reason }) }
  if (revokedAt > at) {
    return {
      status: 'good',
      source,
      ...found,
      findings: [{ code: 'revocation.later', effect: 'note', clause, params }],
    }
  }
  const finding: Finding = { code: 'revocation.revoked', effect: 'fatal', subIndication: 'REVOKED', clause, params }
  return { status: 'revoked', source, ...found, findings: [finding] }
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
      if ((reasons & ~covered) === 0 || !(await search.isUsable(crl))) continue
      const entry = await search.find(crl)
      if (entry) return revokedAnswer(request, 'crl', entry.revokedAt, entry.reason)
      if (mayHaveForgotten(crl, request.certificate)) search.remark('crl.after-expiry')
      else {
        covered |= reasons
        used.push(crl)
      }
    }
  }
  if (covered === ALL_REASONS) return { status: 'good', source: 'crl', ...datesOfLists(used), findings: [] }
  return { status: isConcerned(request) ? 'unknown' : 'not-checked', findings: search.findings(covered) }
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

/** A list issued after a certificate ended may have dropped its entry, unless it says that it keeps them; ITU-T X.509, clause unverified. */
function mayHaveForgotten(crl: Crl, { notAfter }: Certificate): boolean {
  return crl.thisUpdate > notAfter && !findExtension(crl, OID.expiredCertsOnCrl)
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

/** removeFromCRL. */
const REMOVED = 8
