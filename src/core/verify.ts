// Any supported object to one report: what it is, who judges it, with which material (design: one report shape for everything).

import { bytesOf } from './asn1/der.ts'
import type { Octets } from './bytes/octets.ts'
import { chainLinks } from './chain-links.ts'
import { judgeCms } from './cms/judge.ts'
import { readSmime } from './cms/mime.ts'
import { judgeAsic } from './documents/asic/judge.ts'
import { judgeJws } from './documents/jws/judge.ts'
import { judgeOfd } from './documents/ofd/judge.ts'
import { judgePdf } from './documents/pdf/judge.ts'
import { judgeXml } from './documents/xml/judge.ts'
import { digestingOnce, type Limit, type LimitedJudgement, limitsOfPath, withEnds } from './ends.ts'
import { judgeEvidenceRecord } from './evidence-records/judge.ts'
import { note, unknown } from './finding.ts'
import { type Format, formatOf, judgedObjects, unarmoured } from './formats.ts'
import { withNationalRoot } from './gm/national-roots.ts'
import type { Primitives } from './primitives.ts'
import { judgeOcspAnswer } from './revocation/answer.ts'
import { judgeSeal, judgeSealSignature } from './seals/judge.ts'
import type { TrustInputs } from './trust.ts'
import { judgeTimestamp } from './tsp/judge.ts'
import type { TimeWindow } from './tsp/rules.ts'
import { conclude, type Instant, type Step, step } from './verdict.ts'
import { acceptUnder, algorithmRulesOf, type VerificationPolicy } from './verification-policy.ts'
import type { ReportBody } from './verification-report.ts'
import { metered } from './work-budget.ts'
import type { Certificate } from './x509/certificate.ts'
import { parseCertificate } from './x509/parse.ts'
import { judgePath, type PathRequest } from './x509/path.ts'
import { parseTrustedCertificate, type TrustSettings } from './x509/trust-settings.ts'

export interface NamedBytes {
  name: string
  bytes: Uint8Array
}

/** Detached content may be too large to hold. */
export interface NamedOctets {
  name: string
  bytes: Octets
}

export interface VerificationRequest {
  /** The object to judge. */
  object: NamedBytes
  format: 'auto' | Format
  content?: NamedOctets
  /** Files that signatures name: references of an XML signature, `sigD` of a JWS. Matched by name, never by position. */
  detached?: readonly NamedBytes[]
  /** The PDF signature field to judge; absent: the whole document. */
  field?: string
  /** Opens an encrypted document. Never in the report. */
  password?: string
  /** The timestamp query the object must answer. */
  query?: NamedBytes
  /** Files of certificates, PEM or DER, any number in each. */
  anchors: readonly NamedBytes[]
  /** Absent: the same as `anchors`. */
  tsaAnchors?: readonly NamedBytes[]
  intermediates: readonly NamedBytes[]
  crls: readonly NamedBytes[]
  ocsps: readonly NamedBytes[]
  at: Instant
  requireRevocation: boolean
  /** Periods a timestamp must lie in. */
  windows?: readonly TimeWindow[]
  sm2Id?: Uint8Array
  /** Anchors for certificates judged for themselves, and for OCSP answers; absent: the same as `anchors`. */
  certificateAnchors?: readonly NamedBytes[]
  /** What is asked beyond the product's own rules; `requireRevocation` and `sm2Id` above hold whatever it says of them. */
  policy?: VerificationPolicy
  /** Path inputs that only a certificate path has: policies, names, purpose. */
  path?: Partial<PathRequest>
  /** Find out when a VALID verdict stops holding too, by judging again at later moments. */
  wantsEnd?: boolean
  /** Told of what the object brought and of the chains found; the same may come several times. */
  collect?: TrustInputs['collect']
}

/** Never throws for bad input. Formats without a judge are INDETERMINATE and say so. */
export async function verifyObject(request: VerificationRequest, primitives: Primitives): Promise<ReportBody> {
  if (!request.wantsEnd) return (await judgeObject(request, primitives)).body
  const once = request.content ? digestingOnce(primitives, request.content.bytes) : primitives
  const budget = metered(once)
  return withEnds(await judgeObject(request, once), {
    at: request.at,
    judgeAt: async (at) => {
      const judged = await judgeObject({ ...request, at }, budget.primitives)
      return budget.isExhausted() ? undefined : judged
    },
    ...(request.policy && { algorithms: algorithmRulesOf(request.policy) }),
  })
}

async function judgeObject(request: VerificationRequest, primitives: Primitives): Promise<LimitedJudgement> {
  const objects = judgedObjects(request.object.bytes)
  const file = objects[0] ?? request.object.bytes
  const format = request.format === 'auto' ? formatOf(file) : request.format
  const limits: Limit[] = []
  const observe = request.wantsEnd && { observe: (seen: readonly Limit[]) => void limits.push(...seen) }
  const collect = request.collect && { collect: request.collect }
  const trust = { ...trustOf(request), ...observe, ...collect }
  const meter = metered(primitives)
  const concluded = await judgeAs(format, file, objects, request, trust, meter.primitives)
  const judged = meter.isExhausted() ? withoutConclusion(concluded) : concluded
  const body = request.policy ? acceptUnder(judged, request.policy) : judged
  const findings = unreadableInputs(request).map((name) =>
    note('verification.input-unreadable', 'EN 319 102-1 §5.1', { name }),
  )
  if (findings.length === 0) return { body, limits }
  return {
    body: { ...body, steps: [step('verification.inputs', 'EN 319 102-1 §5.1', findings), ...body.steps] },
    limits,
  }
}

/** Beyond the budget nothing verifies, so nothing that was refused need be wrong. */
function withoutConclusion(body: ReportBody): ReportBody {
  const clause = 'EN 319 102-1 §5.1.3'
  const spent = step('verification.budget', clause, [unknown('verification.work-budget-spent', clause, 'TRY_LATER')])
  const { subIndication: _, ...rest } = body
  return { ...rest, ...conclude([spent]), technical: 'unreadable', steps: [spent, ...body.steps] }
}

function judgeAs(
  format: Format,
  file: Uint8Array,
  objects: readonly Uint8Array[],
  request: VerificationRequest,
  trust: TrustInputs,
  primitives: Primitives,
): ReportBody | Promise<ReportBody> {
  const content = request.content?.bytes
  const sm2Id = request.sm2Id && { sm2Id: request.sm2Id }
  switch (format) {
    case 'certificate-path':
      return judgeCertificates(objects, request, forCertificates(trust, request), primitives)
    case 'smime':
      return judgeMessage(file, request, trust, primitives)
    case 'cms':
      return judgeCms({ file, trust, ...(content && { content }), ...sm2Id }, primitives)
    case 'timestamp': {
      const query = request.query && unarmoured(request.query.bytes)[0]
      const windows = request.windows && { windows: request.windows }
      const given = { ...(content && { data: content }), ...(query && { query }), ...windows, ...sm2Id }
      return judgeTimestamp({ file, trust, ...given }, primitives)
    }
    case 'evidence-record':
      return judgeEvidenceRecord({ file, trust, data: content ? [content] : [], ...sm2Id }, primitives)
    case 'seal':
      return judgeSeal({ file, trust, ...sm2Id }, primitives)
    case 'seal-signature':
      return judgeSealSignature({ file, trust, ...(content && { content }), ...sm2Id }, primitives)
    case 'pdf': {
      const field = request.field !== undefined && { field: request.field }
      const password = request.password !== undefined && { password: request.password }
      return judgePdf({ file, trust, ...field, ...password, ...sm2Id }, primitives)
    }
    case 'ofd':
      return judgeOfd({ file, trust, ...sm2Id }, primitives)
    case 'asic':
      return judgeAsic({ file, trust, ...sm2Id }, primitives)
    case 'jws':
      return judgeJws({ file, trust, ...(content && { content }), detached: request.detached ?? [] }, primitives)
    case 'xml': {
      const supplied = { detached: request.detached ?? [], ...(content && { content }) }
      return judgeXml({ file, trust, ...supplied, ...sm2Id }, primitives)
    }
    case 'ocsp':
      return judgeOcspAnswer(file, forCertificates(trust, request), primitives)
    default:
      return notSupported(format, trust)
  }
}

function judgeMessage(
  file: Uint8Array,
  request: VerificationRequest,
  trust: TrustInputs,
  primitives: Primitives,
): ReportBody | Promise<ReportBody> {
  const message = readSmime(file)
  if (!message) return notSupported('unknown', trust)
  const content = message.content ?? request.content?.bytes
  const sm2Id = request.sm2Id && { sm2Id: request.sm2Id }
  return judgeCms({ file: message.signature, trust, ...(content && { content }), ...sm2Id }, primitives)
}

/** A chain file is leaf first; what follows the leaf is material, not trusted. */
async function judgeCertificates(
  objects: readonly Uint8Array[],
  request: VerificationRequest,
  trust: TrustInputs,
  primitives: Primitives,
): Promise<ReportBody> {
  const [first, ...others] = objects
  const target = parseCertificate(first ?? new Uint8Array())
  if (!target.ok) return unreadableCertificate({ ...target.error }, trust)
  const judged = await judgePath(
    {
      ...trust,
      ...trust.rules,
      intermediates: [...others.flatMap(certificatesIn), ...trust.intermediates],
      ...request.path,
      target: target.value,
    },
    primitives,
  )
  trust.observe?.(limitsOfPath(judged, false))
  for (const { der } of judged.chain) trust.collect?.({ kind: 'certificate', bytes: bytesOf(der) })
  const path = await withNationalRoot(judged, trust.anchors, primitives)
  const times = { validation: trust.at }
  const technical = isBroken(path.steps) ? 'broken' : 'intact'
  const { verdict } = path.judgement
  return {
    kind: 'certificate-path',
    ...path.judgement,
    technical,
    times,
    steps: [],
    signers: [
      {
        role: 'signer',
        certificate: target.value,
        steps: path.steps,
        verdict,
        technical,
        times,
        chain: chainLinks(path),
      },
    ],
  }
}

/** A certificate whose signature does not verify is broken, as a document is. */
function isBroken(steps: readonly Step[]): boolean {
  const findings = steps.flatMap((one) => one.findings)
  return findings.some(({ effect, subIndication }) => effect === 'fatal' && subIndication === 'SIG_CRYPTO_FAILURE')
}

function unreadableCertificate(params: Record<string, string | number>, trust: TrustInputs): ReportBody {
  const clause = 'RFC 5280 §4.1'
  const finding = { ...unknown('path.unreadable', clause, 'FORMAT_FAILURE', params), effect: 'fatal' as const }
  const steps = [step('path.target', clause, [finding])]
  const times = { validation: trust.at }
  return { kind: 'certificate-path', ...conclude(steps), technical: 'unreadable', times, signers: [], steps }
}

function notSupported(format: Format, trust: TrustInputs): ReportBody {
  const clause = 'EN 319 102-1 §5.2.2'
  const code = format === 'unknown' ? 'verification.format-unknown' : 'verification.format-not-supported'
  const steps = [step('verification.format', clause, [unknown(code, clause, 'FORMAT_FAILURE', { format })])]
  const times = { validation: trust.at }
  return { kind: 'not-supported', ...conclude(steps), technical: 'unreadable', times, signers: [], steps }
}

function trustOf(request: VerificationRequest): TrustInputs {
  const { at, requireRevocation, tsaAnchors } = request
  const anchors = request.anchors.flatMap((file) => unarmoured(file.bytes)).flatMap(anchorIn)
  const settings = anchors.flatMap(({ certificate, settings }) => (settings ? [[certificate, settings] as const] : []))
  const certificates = (files: readonly NamedBytes[]) =>
    files.flatMap((file) => unarmoured(file.bytes)).flatMap(certificatesIn)
  const ders = (files: readonly NamedBytes[]) => files.flatMap((file) => unarmoured(file.bytes))
  return {
    anchors: anchors.map((one) => one.certificate),
    ...(request.policy && { rules: pathRulesOf(request.policy) }),
    ...(settings.length > 0 && { trustSettings: new Map<Certificate, TrustSettings>(settings) }),
    ...(tsaAnchors && { tsaAnchors: certificates(tsaAnchors) }),
    intermediates: certificates(request.intermediates),
    crls: ders(request.crls),
    ocsps: ders(request.ocsps),
    at,
    requireRevocation,
  }
}

function pathRulesOf(policy: VerificationPolicy): NonNullable<TrustInputs['rules']> {
  const { maxDepth, profile } = policy
  return {
    algorithmPolicy: algorithmRulesOf(policy),
    ...(maxDepth !== undefined && { maxDepth }),
    ...(profile && { profile }),
  }
}

function forCertificates(trust: TrustInputs, { certificateAnchors }: VerificationRequest): TrustInputs {
  if (!certificateAnchors) return trust
  return { ...trust, anchors: certificateAnchors.flatMap((file) => unarmoured(file.bytes)).flatMap(certificatesIn) }
}

function certificatesIn(der: Uint8Array): Certificate[] {
  const certificate = parseCertificate(der)
  return certificate.ok ? [certificate.value] : []
}

/** An anchor may carry OpenSSL's trust settings behind it. */
function anchorIn(der: Uint8Array): { certificate: Certificate; settings?: TrustSettings }[] {
  const anchor = parseTrustedCertificate(der)
  return anchor.ok ? [anchor.value] : []
}

/** Names of certificate files nothing could be read from: silence there would look like distrust. */
function unreadableInputs(request: VerificationRequest): string[] {
  const { anchors, tsaAnchors = [], certificateAnchors = [], intermediates } = request
  const files = [...anchors, ...tsaAnchors, ...certificateAnchors, ...intermediates]
  return files
    .filter((file) => unarmoured(file.bytes).every((der) => anchorIn(der).length === 0))
    .map((file) => file.name)
}
