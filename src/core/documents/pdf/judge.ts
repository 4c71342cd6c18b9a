// A PDF judged: every signature field by itself – what it covers, what was changed later, the message inside, trust – and the
// document by its worst signature (ISO 32000-1 §12.8; EN 319 142-1; EN 319 102-1 §5).

import { judgeDigest } from '../../algorithm-policy.ts'
import type { ParseError } from '../../asn1/der.ts'
import { must, parsing } from '../../asn1/fields.ts'
import type { Octets } from '../../bytes/octets.ts'
import { judgeCms } from '../../cms/judge.ts'
import { readSignedData } from '../../cms/signed-data.ts'
import { defect, fatal, note, unknown } from '../../finding.ts'
import type { Primitives } from '../../primitives.ts'
import { judgeSealSignature } from '../../seals/judge.ts'
import { algorithmTimes, type TrustInputs } from '../../trust.ts'
import { judgeToken } from '../../tsp/judge.ts'
import { conclude, type Finding, type Instant, type Step, step, type Technical, worstOf } from '../../verdict.ts'
import type { ReportBody } from '../../verification-report.ts'
import { isGm } from './conventions.ts'
import { damageOf, namedStructure } from './damage.ts'
import { marksOf, revisionsOf } from './display.ts'
import { type Opening, openPdf, type PdfDocument } from './document.ts'
import { securityStoreOf } from './material.ts'
import { judgePageContent } from './page-content.ts'
import { judgeRawRsa } from './raw-rsa.ts'
import { hasSignatureShape, type SignatureField, signatureFieldsOf } from './signature-fields.ts'
import { type PreparedSignature, prepareSignature } from './signatures.ts'
import { asName, type PdfDictionary } from './values.ts'

const CLAUSE = 'ISO 32000-1 §12.8'

export interface PdfRequest {
  file: Uint8Array
  /** Only this signature field; absent: all of them. */
  field?: string
  trust: TrustInputs
  sm2Id?: Uint8Array
  /** Of an encrypted file; the empty one is always tried. Never part of the report. */
  password?: string
}

function openingOf({ password }: PdfRequest, { inflate, ciphers }: Primitives): Opening {
  return { inflate, ciphers, ...(password !== undefined && { password }) }
}

/** More signatures than this is an attack on the judge. */
const MAX_SIGNATURES = 100

/** Never throws for bad input. Not judged: what a page shows, passwords, scripts, attachments. */
export async function judgePdf(request: PdfRequest, primitives: Primitives): Promise<ReportBody> {
  const read = parsing(() => readSigned(request, openingOf(request, primitives)))
  if (!read.ok) return unreadable(request, read.error)
  const { whole, trust, prepared, marks } = read.value
  const judged = await judgeAll(prepared, { ...request, trust }, primitives)
  const { verdict, indication, subIndication } = worstOf([conclude([whole]), ...judged])
  return {
    kind: 'pdf',
    verdict,
    indication,
    ...(subIndication && { subIndication }),
    technical: technicalOf(judged),
    times: judged[0]?.times ?? { validation: request.trust.at },
    signers: judged.flatMap((one) => one.signers),
    steps: [whole, ...judged.flatMap((one) => one.steps)],
    marks,
  }
}

/** Everything that is read of the file, before anything is verified. @throws Malformed */
function readSigned(request: PdfRequest, opening: Opening) {
  const { inflate } = opening
  const document = must(openPdf(request.file, opening))
  const fields = signatureFieldsOf(document)
  const asked = fields.filter(({ name }) => request.field === undefined || name === request.field)
  const signed = asked.flatMap((one) => (one.signature ? [{ ...one, signature: one.signature }] : []))
  const prepared = signed.slice(0, MAX_SIGNATURES).map((one) => prepareSignature(document, one, opening))
  return {
    whole: step('pdf.document', CLAUSE, [
      ...judgeDocument(document, fields, signed, request, opening),
      ...(isSignedBothWays(prepared) ? [note('pdf.convention-dual', CLAUSE)] : []),
    ]),
    trust: withStore(request.trust, securityStoreOf(document, inflate)),
    prepared,
    marks: marksOf(document, prepared),
  }
}

function judgeDocument(
  document: PdfDocument,
  fields: readonly SignatureField[],
  signed: readonly { signature: PdfDictionary }[],
  { field }: PdfRequest,
  { inflate }: Opening,
): Finding[] {
  const content = parsing(() => judgePageContent(document, inflate))
  const findings: Finding[] = content.ok
    ? content.value
    : [fatal('pdf.unreadable', CLAUSE, 'FORMAT_FAILURE', { ...content.error }), ...namedStructure(content.error.code)]
  findings.push(...judgeEncryption(document))
  if (signed.length === 0) {
    const code = field === undefined ? 'pdf.no-signature' : 'pdf.field-not-signed'
    findings.push(unknown(code, CLAUSE, 'SIGNED_DATA_NOT_FOUND', { field: field ?? '' }))
  }
  if (signed.length > MAX_SIGNATURES) findings.push(unknown('pdf.too-many-signatures', CLAUSE, 'TRY_LATER'))
  const shown = new Set(fields.flatMap(({ signature }) => (signature ? [signature] : [])))
  const hidden = document.numbers().filter((number) => {
    const read = parsing(() =>
      document.entryOf(number)?.kind === 'offset' ? document.plainObject(number).value : null,
    )
    if (!read.ok || !hasSignatureShape(read.value)) return false
    return ![...shown].includes(read.value as PdfDictionary)
  })
  if (hidden.length > 0) {
    findings.push(unknown('pdf.signature-outside-form', CLAUSE, 'FORMAT_FAILURE', { objects: hidden.join(', ') }))
  }
  return findings
}

/** The same document signed by national and by international algorithms, for readers of either kind. */
function isSignedBothWays(prepared: readonly PreparedSignature[]): boolean {
  const signatures = prepared.filter(({ kind }) => kind !== 'timestamp').map(({ convention }) => isGm(convention))
  return signatures.includes(true) && signatures.includes(false)
}

function judgeEncryption({ cipher }: PdfDocument): Finding[] {
  if (!cipher) return []
  const clause = 'ISO 32000-2 §7.6'
  const kept = cipher.arePermissionsKept ? [] : [defect('pdf.encryption-permissions', clause)]
  return [note('pdf.encrypted', clause, { method: cipher.name }), ...kept]
}

function withStore(trust: TrustInputs, store: ReturnType<typeof securityStoreOf>): TrustInputs {
  return {
    ...trust,
    intermediates: [...trust.intermediates, ...store.certificates],
    crls: [...trust.crls, ...store.crls],
    ocsps: [...trust.ocsps, ...store.ocsps],
  }
}

/** The newest first: a valid document timestamp proves when everything it covers existed (EN 319 142-1 §5.4.3). */
async function judgeAll(
  prepared: readonly PreparedSignature[],
  request: PdfRequest,
  primitives: Primitives,
): Promise<ReportBody[]> {
  const judged = new Map<PreparedSignature, ReportBody>()
  const proofs: { end: number; proven: Instant }[] = []
  const newestFirst = [...prepared].sort((a, b) => (b.signed?.end ?? 0) - (a.signed?.end ?? 0))
  for (const one of newestFirst) {
    const end = one.signed?.end ?? 0
    const covering = proofs.filter((proof) => proof.end > end).map(({ proven }) => proven)
    const existedAt = covering.length > 0 ? Math.min(...covering) : undefined
    const report = await judgeOne(one, existedAt, request, primitives)
    judged.set(one, report)
    const { proven } = report.times
    if (one.kind === 'timestamp' && proven !== undefined && report.indication === 'TOTAL_PASSED')
      proofs.push({ end, proven })
  }
  return prepared.flatMap((one) => judged.get(one) ?? [])
}

async function judgeOne(
  prepared: PreparedSignature,
  existedAt: Instant | undefined,
  request: PdfRequest,
  primitives: Primitives,
): Promise<ReportBody> {
  const inner = await judgeMessage(prepared, existedAt, request, primitives)
  const steps = [...prepared.steps, ...inner.steps]
  const isBroken = prepared.signed === undefined
  return {
    ...inner,
    ...worstOf([conclude(steps), inner]),
    technical: isBroken ? 'broken' : inner.technical,
    steps,
  }
}

function judgeMessage(
  { kind, signed, field, certificates }: PreparedSignature,
  existedAt: Instant | undefined,
  { trust, sm2Id }: PdfRequest,
  primitives: Primitives,
): Promise<ReportBody> | ReportBody {
  const options = { trust, ...(sm2Id && { sm2Id }), ...(existedAt !== undefined && { existedAt }) }
  if (!signed) return bodyOf(trust, [], 'broken')
  switch (kind) {
    case 'timestamp':
      return judgeToken(signed.message, { data: signed.octets, ...options }, primitives)
    case 'seal-signature':
      return judgeSealSignature({ file: signed.message, content: signed.octets, ...options }, primitives)
    case 'raw-rsa':
      return judgeRawRsa({ ...signed, certificates, trust, ...(existedAt !== undefined && { existedAt }) }, primitives)
    case 'cms':
      return judgeSigned(signed, field, options, primitives)
    default: {
      const finding = unknown('pdf.message-unknown', CLAUSE, 'FORMAT_FAILURE', { field: field.name })
      return bodyOf(trust, [step('pdf.message', CLAUSE, [finding])], 'unreadable')
    }
  }
}

async function judgeSigned(
  { message, octets }: NonNullable<PreparedSignature['signed']>,
  field: SignatureField,
  options: { trust: TrustInputs; sm2Id?: Uint8Array; existedAt?: Instant },
  primitives: Primitives,
): Promise<ReportBody> {
  const content = await signedContent(message, octets, field, primitives)
  const report = await judgeCms({ file: message, content, ...options }, primitives)
  const profile = step('pdf.profile', 'EN 319 142-1 §5.2', judgeProfile(message, field, options))
  return { ...report, ...worstOf([report, conclude([profile])]), steps: [...report.steps, profile] }
}

/** In `adbe.pkcs7.sha1` the message holds the SHA-1 digest of the octets, whatever digest it uses itself (ISO 32000-1 §12.8.3.3). */
async function signedContent(
  message: Uint8Array,
  octets: Octets,
  { signature }: SignatureField,
  primitives: Primitives,
): Promise<Octets> {
  if (asName(signature?.entries.get('SubFilter')) !== 'adbe.pkcs7.sha1') return octets
  const data = readSignedData(message)
  return data.ok && data.value.content ? primitives.digest('sha1', octets) : octets
}

/** A message without signed attributes may be a replayed one; one whose content is a SHA-1 digest signs no more than SHA-1 does. */
function judgeProfile(
  message: Uint8Array,
  { signature }: SignatureField,
  { trust, existedAt }: { trust: TrustInputs; existedAt?: Instant },
): Finding[] {
  const data = readSignedData(message)
  const clause = 'EN 319 142-1 §5.2'
  const findings: Finding[] = []
  if (data.ok && data.value.signerInfos.some((one) => !one.signedAttributes)) {
    findings.push(fatal('pdf.signed-attributes-missing', clause, 'SIG_CONSTRAINTS_FAILURE'))
  }
  const isSha1 = asName(signature?.entries.get('SubFilter')) === 'adbe.pkcs7.sha1'
  return isSha1 ? [...findings, ...judgeDigest('sha1', algorithmTimes(trust, existedAt), 'content')] : findings
}

/** Of the signatures; a document timestamp that does not hold leaves them as they are. */
function technicalOf(judged: readonly ReportBody[]): Technical {
  const signatures = judged.filter(({ kind }) => kind !== 'timestamp')
  const counted = (signatures.length > 0 ? signatures : judged).map(({ technical }) => technical)
  return counted.reduce<Technical>(worseOf, counted[0] ?? 'no-signature')
}

const TECHNICALS: readonly Technical[] = ['intact', 'digest-only', 'no-signature', 'unreadable', 'broken']

function worseOf(a: Technical, b: Technical): Technical {
  return TECHNICALS.indexOf(a) >= TECHNICALS.indexOf(b) ? a : b
}

function bodyOf(trust: TrustInputs, steps: Step[], technical: Technical): ReportBody {
  return { kind: 'pdf', ...conclude(steps), technical, times: { validation: trust.at }, signers: [], steps }
}

function unreadable({ file, trust }: PdfRequest, error: ParseError): ReportBody {
  const clause = 'ISO 32000-1 §7.5'
  if (isLocked(error)) {
    const locked = unknown(error.code, 'ISO 32000-2 §7.6', 'SIGNED_DATA_NOT_FOUND')
    return bodyOf(trust, [step('pdf.document', clause, [locked])], 'unreadable')
  }
  const refused = fatal('pdf.unreadable', clause, 'FORMAT_FAILURE', { ...error })
  const { findings, ends } = damageOf(file)
  const steps = [step('pdf.document', clause, [refused, ...namedStructure(error.code), ...findings])]
  const revisions = revisionsOf(
    file.length,
    ends.map((end) => ({ field: '?', end })),
  )
  return { ...bodyOf(trust, steps, 'unreadable'), marks: { pages: 0, revisions, signatures: [] } }
}

/** Nothing is wrong with a file that is closed to us: nothing can be said of it. */
function isLocked({ code }: ParseError): boolean {
  return LOCKED.includes(code)
}

const LOCKED = ['pdf.password-needed', 'pdf.password-wrong', 'pdf.encryption-public-key', 'pdf.encryption-unsupported']
