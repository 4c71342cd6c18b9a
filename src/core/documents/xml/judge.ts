// An XML document judged: every signature by itself, what they cover together, and the document by its worst (XMLDSig 1.1;
// EN 319 132-1; EN 319 102-1 §5). One tree is read, and nothing outside it or the supplied files is ever looked at.

import type { Octets } from '../../bytes/octets.ts'
import { fatal, unknown } from '../../finding.ts'
import type { Primitives } from '../../primitives.ts'
import type { TrustInputs } from '../../trust.ts'
import { conclude, type Finding, type Instant, type Step, step, type Technical, worstOf } from '../../verdict.ts'
import type { ReportBody } from '../../verification-report.ts'
import { judgeCoverage } from './coverage.ts'
import { isXmlEvidenceRecord, judgeXmlEvidenceRecord } from './evidence-record.ts'
import { isDs, isXades } from './names.ts'
import { judgeXmlSignature } from './signer.ts'
import type { SuppliedFile } from './transforms.ts'
import { isElement, type XmlDocument, type XmlElement, type XmlError } from './tree.ts'
import type { JudgedXmlSignature } from './xades/countersignatures.ts'

export interface XmlRequest {
  file: Uint8Array
  /** Files that references name; of a container, under their full names. */
  detached?: readonly SuppliedFile[]
  /** `detached` are the files of the container the document lies in. */
  isContainer?: boolean
  /** What the one reference outside the document means, where no files are given. */
  content?: Octets
  trust: TrustInputs
  sm2Id?: Uint8Array
  /** When something around the document proves that it existed. */
  existedAt?: Instant
}

/** `coveredFiles`: names of the supplied files that signatures without any harm to their integrity cover whole. */
export interface XmlReport extends ReportBody {
  coveredFiles: readonly string[]
}

/** More signatures than this is an attack on the judge. */
const MAX_SIGNATURES = 64
const CLAUSE = 'XMLDSig 1.1 §4'

/**
 * Never throws for bad input. Not judged: schemas, stylesheets, key names and retrieval methods, properties kept in another file
 * (QualifyingPropertiesReference), evidence records inside the signature (they are named, and count for nothing).
 */
export async function judgeXml(request: XmlRequest, primitives: Primitives): Promise<XmlReport> {
  const { trust } = request
  const read = await primitives.xml.read(request.file)
  if (!read.ok) return unreadable(trust, read.error)
  const document = read.value
  if (isXmlEvidenceRecord(document)) return judgeRecord(document, request, primitives)
  const found = signaturesOf(document)
  const judged = await judgeAll(found.slice(0, MAX_SIGNATURES), document, request, primitives)
  const references = judged.flatMap((one) => one.references)
  const whole = step('xml.document', CLAUSE, judgeCount(found.length))
  const coverage = references.length > 0 ? [judgeCoverage(document, references)] : []
  const steps = [whole, ...coverage]
  return {
    kind: 'xml',
    ...worstOf([conclude(steps), ...judged.map((one) => one.judgement)]),
    technical: worstTechnical(judged.map((one) => one.report.technical)),
    dialect: found.some(hasProperties) ? 'xades' : 'xmldsig',
    times: judged[0]?.report.times ?? { validation: trust.at },
    signers: judged.flatMap((one) => [one.report, ...one.attached]),
    steps,
    coveredFiles: references.flatMap(({ state, dereferenced }) => {
      const covered = dereferenced?.covered
      return state === 'good' && covered?.kind === 'file' && !covered.isPartial ? [covered.name] : []
    }),
  }
}

/** Over the supplied files, all of them: a record does not name its objects. */
async function judgeRecord(
  document: XmlDocument,
  { trust, sm2Id, detached = [], content }: XmlRequest,
  primitives: Primitives,
): Promise<XmlReport> {
  const data = detached.length > 0 ? detached.map(({ bytes }) => bytes) : content ? [content] : []
  const report = await judgeXmlEvidenceRecord(document, { trust, data, ...(sm2Id && { sm2Id }) }, primitives)
  return { ...report, coveredFiles: [] }
}

async function judgeAll(
  elements: readonly XmlElement[],
  document: XmlDocument,
  { trust, sm2Id, existedAt, detached = [], isContainer = false, content }: XmlRequest,
  primitives: Primitives,
): Promise<JudgedXmlSignature[]> {
  const sources = { document, files: detached, isContainer, ...(content && { content }) }
  const options = { ...(sm2Id && { sm2Id }), ...(existedAt !== undefined && { existedAt }), depth: 0 }
  const judged: JudgedXmlSignature[] = []
  for (const element of elements) {
    judged.push(await judgeXmlSignature({ element, sources, trust, ...options }, primitives))
  }
  return judged
}

/** Every ds:Signature but countersignatures, which are judged with the signature they stand under. */
function signaturesOf({ nodes }: XmlDocument): XmlElement[] {
  return nodes.filter((one): one is XmlElement => isDs(one, 'Signature') && !isXades(one.parent, 'CounterSignature'))
}

function hasProperties(signature: XmlElement): boolean {
  return signature.children.some(
    (object) => isElement(object) && object.children.some((one) => isXades(one, 'QualifyingProperties')),
  )
}

function judgeCount(found: number): Finding[] {
  if (found === 0) return [unknown('xml.no-signature', CLAUSE, 'SIGNED_DATA_NOT_FOUND')]
  return found > MAX_SIGNATURES ? [unknown('xml.too-many-signatures', CLAUSE, 'TRY_LATER', { found })] : []
}

const TECHNICALS: readonly Technical[] = ['intact', 'digest-only', 'no-signature', 'unreadable', 'broken']

function worstTechnical(technicals: readonly Technical[]): Technical {
  return technicals.reduce<Technical>(
    (worst, next) => (TECHNICALS.indexOf(next) > TECHNICALS.indexOf(worst) ? next : worst),
    technicals[0] ?? 'no-signature',
  )
}

/** What was not read for its size, or on a runtime without a reader, may be good: nothing is concluded. The rest is no XML we accept. */
const OPEN: readonly string[] = ['xml.not-available', 'xml.too-large', 'xml.too-many-nodes']

function unreadable(trust: TrustInputs, { code, offset, line }: XmlError): XmlReport {
  const clause = 'XML 1.0'
  const params = { offset, line }
  const finding = OPEN.includes(code)
    ? unknown(code, clause, 'TRY_LATER', params)
    : fatal(code, clause, 'FORMAT_FAILURE', params)
  const steps: Step[] = [step('xml.document', clause, [finding])]
  const times = { validation: trust.at }
  return { kind: 'xml', ...conclude(steps), technical: 'unreadable', times, signers: [], steps, coveredFiles: [] }
}
