// An OFD package judged: the archive, the document in it, every signature by itself, what none of them covers, and the document by its
// worst (GB/T 33190-2016, GM/T 0099-2020, clauses unverified; GM/T 0031-2014 §6 and GB/T 38540-2020 for the seals).

import { fatal, unknown } from '../../finding.ts'
import type { Primitives } from '../../primitives.ts'
import type { TrustInputs } from '../../trust.ts'
import { conclude, type Finding, type Step, step, type Technical, worstOf } from '../../verdict.ts'
import type { ReportBody } from '../../verification-report.ts'
import type { ZipProblem } from '../zip.ts'
import { looksLikeSignature, type SignatureParts } from './coverage.ts'
import { marksOf } from './display.ts'
import { type IntegrityList, judgeEncryption, judgeIntegrity, readIntegrityList } from './entries.ts'
import { openPackage, PACKAGE_CLAUSE, type Package, printable, prologProblem } from './package.ts'
import { readSignatureFile, readSignatureList, SIGNATURE_CLAUSE, type SignatureList } from './signature-files.ts'
import { type JudgedSignature, judgeSignature } from './signatures.ts'
import { ROOT_FILE, type Structure, walkStructure } from './structure.ts'

export interface OfdRequest {
  file: Uint8Array
  trust: TrustInputs
  sm2Id?: Uint8Array
}

/** Never throws for bad input. Not judged: what a page draws, scripts, encrypted packages. */
export async function judgeOfd(request: OfdRequest, primitives: Primitives): Promise<ReportBody> {
  const opened = openPackage(request.file, primitives)
  if (!opened.ok) return unreadable(request.trust, opened.error)
  const files = opened.value
  const signed = await readSigned(files)
  const judged = await judgeAll(signed, files, request, primitives)
  const integrity = signed.integrity && (await judgeIntegrity(signed.integrity, files, request, primitives))
  const bodies = [...judged, ...(integrity ? [integrity] : [])]
  const whole = await wholeSteps(signed, files, judged)
  const { verdict, indication, subIndication } = worstOf([conclude(whole), ...bodies])
  const [first] = bodies
  return {
    kind: 'ofd',
    verdict,
    indication,
    ...(subIndication && { subIndication }),
    technical: technicalOf(signed, judged),
    ...(first?.dialect !== undefined && { dialect: first.dialect }),
    times: first?.times ?? { validation: request.trust.at },
    signers: bodies.flatMap((one) => one.signers),
    steps: [...whole, ...bodies.flatMap((one) => one.steps)],
    marks: marksOf(signed.structure, signed.all, judged),
  }
}

interface SignedDocument {
  structure: Structure
  lists: SignatureList[]
  all: (SignatureParts & { list: string; findings: Finding[] })[]
  integrity?: IntegrityList
}

async function readSigned(files: Package): Promise<SignedDocument> {
  const structure = await walkStructure(files, false)
  const paths = [...new Set(structure.bodies.flatMap(({ signatures }) => signatures ?? []))]
  const lists = await Promise.all(paths.map((path) => readSignatureList(files, path)))
  const all: SignedDocument['all'] = []
  for (const { path: list, listed } of lists) {
    for (const one of listed) {
      const read = one.path !== undefined && files.has(one.path) ? await readSignatureFile(files, one.path) : undefined
      const findings = read?.findings ?? []
      all.push({ listed: one, list, findings, ...(read?.file && { file: read.file }) })
    }
  }
  const integrity = await readIntegrityList(files)
  return { structure, lists, all, ...(integrity && { integrity }) }
}

async function judgeAll(
  { structure, lists, all, integrity }: SignedDocument,
  files: Package,
  request: OfdRequest,
  primitives: Primitives,
): Promise<JudgedSignature[]> {
  const pages = structure.bodies.flatMap((body) => body.pages)
  const referenced = new Set(all.flatMap(({ file }) => file?.references.flatMap(({ path }) => path ?? []) ?? []))
  const isWhole = files.paths.every((path) => referenced.has(path) || looksLikeSignature(path))
  // Only what is not signed makes it worth reading every page for what it names by itself.
  const { shown } = isWhole ? structure : await walkStructure(files, true)
  const around = {
    files,
    all,
    lists: lists.map(({ path }) => path),
    pages,
    shown,
    integrityFiles: integrity?.files ?? [],
  }
  const judged: JudgedSignature[] = []
  for (const own of all) judged.push(await judgeSignature(own, { ...around, list: own.list }, request, primitives))
  return judged
}

async function wholeSteps(signed: SignedDocument, files: Package, judged: readonly JudgedSignature[]): Promise<Step[]> {
  const { structure, lists, all } = signed
  const found = lists.flatMap((one) => one.findings)
  const unread = all.flatMap(({ findings }) => findings.filter(({ code }) => code === 'ofd.signature-unreadable'))
  const shown = [...structure.findings, ...judgePrologs(structure, files), ...judgeEncryption(files)]
  const signatures = [...found, ...unread, ...judgePresence(signed, files), ...judgeBodies(structure, judged)]
  return [
    step('ofd.package', PACKAGE_CLAUSE, [...files.judge(), ...judgeRoot(files)], { files: files.paths.length }),
    step('ofd.structure', 'GB/T 33190-2016 ch. 7 (clause unverified)', shown, { documents: structure.bodies.length }),
    step('ofd.signatures', SIGNATURE_CLAUSE, signatures, { signatures: all.length }),
  ]
}

function judgeRoot(files: Package): Finding[] {
  if (files.has(ROOT_FILE)) return []
  return [fatal('ofd.no-root', PACKAGE_CLAUSE, 'FORMAT_FAILURE', { found: printable(files.alikeOf(ROOT_FILE) ?? '') })]
}

/** Pages and templates are not parsed where they are signed; what stands before their root still decides what a program reads. */
function judgePrologs({ shown }: Structure, files: Package): Finding[] {
  return [...shown].flatMap(([path, role]) => {
    if ((role !== 'page' && role !== 'template') || !files.has(path)) return []
    const problem = prologProblem(files.beginning(path))
    const params = { name: printable(path) }
    if (problem === 'doctype') return [fatal('ofd.doctype', PACKAGE_CLAUSE, 'FORMAT_FAILURE', params)]
    return problem ? [unknown('ofd.encoding', PACKAGE_CLAUSE, 'FORMAT_FAILURE', params)] : []
  })
}

/** No signature listed: never signed, or stripped of what is still there. */
function judgePresence({ all, integrity }: SignedDocument, files: Package): Finding[] {
  if (all.length > 0) return []
  const left = files.paths.filter((path) => looksLikeSignature(path) && !integrity?.files.includes(path))
  if (left.length > 0) {
    const params = { names: left.map(printable).join(', ').slice(0, 500) }
    return [fatal('ofd.signatures-stripped', SIGNATURE_CLAUSE, 'SIGNED_DATA_NOT_FOUND', params)]
  }
  return [unknown('ofd.no-signature', SIGNATURE_CLAUSE, 'SIGNED_DATA_NOT_FOUND')]
}

/** Several documents in one package: each must be signed, or one that is not is taken for signed. */
function judgeBodies({ bodies }: Structure, judged: readonly JudgedSignature[]): Finding[] {
  if (bodies.length < 2 || judged.length === 0) return []
  return bodies.flatMap(({ root }, index) => {
    if (root !== undefined && judged.some(({ covered }) => covered.has(root))) return []
    const params = { document: index + 1, name: printable(root ?? '') }
    return [fatal('ofd.document-not-signed', SIGNATURE_CLAUSE, 'SIG_CONSTRAINTS_FAILURE', params)]
  })
}

const TECHNICALS: readonly Technical[] = ['intact', 'digest-only', 'no-signature', 'unreadable', 'broken']

function technicalOf({ all }: SignedDocument, judged: readonly JudgedSignature[]): Technical {
  if (all.length === 0) return 'no-signature'
  const ranks = judged.map(({ technical }) => TECHNICALS.indexOf(technical))
  return TECHNICALS[Math.max(...ranks)] ?? 'no-signature'
}

function unreadable(trust: TrustInputs, { code, params }: ZipProblem): ReportBody {
  const finding = fatal('ofd.package-unreadable', PACKAGE_CLAUSE, 'FORMAT_FAILURE', { ...params, problem: code })
  const steps = [step('ofd.package', PACKAGE_CLAUSE, [finding])]
  return {
    kind: 'ofd',
    ...conclude(steps),
    technical: 'unreadable',
    times: { validation: trust.at },
    signers: [],
    steps,
  }
}
