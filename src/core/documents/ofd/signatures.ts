// One signature of an OFD document: its files, what it covers, what signs it, and what ties its seal to the place it is shown at
// (the order of GM/T 0031-2014 §6.2.3; GB/T 33190-2016 ch. 18, clauses unverified).

import { defect, fatal, unknown } from '../../finding.ts'
import type { Primitives } from '../../primitives.ts'
import type { SealSignatureReport } from '../../seals/judge.ts'
import type { TrustInputs } from '../../trust.ts'
import { conclude, type Finding, type Step, step, type Technical, worstOf } from '../../verdict.ts'
import type { ReportBody } from '../../verification-report.ts'
import { judgeCoverage, type SignatureParts } from './coverage.ts'
import { folderOf } from './locations.ts'
import { type Package, printable } from './package.ts'
import { judgeReferences } from './references.ts'
import {
  judgeCopies,
  judgeMethod,
  judgePropertyInfo,
  judgeSealFile,
  judgeStamps,
  judgeWrittenTime,
} from './seal-rules.ts'
import { SIGNATURE_CLAUSE, type SignatureFile } from './signature-files.ts'
import { judgeSignedValue, valueKindOf } from './signed-value.ts'
import type { FileRole, OfdPage } from './structure.ts'

/** The document around a signature, as far as judging it needs. */
export interface Surroundings {
  files: Package
  all: readonly SignatureParts[]
  /** The list this signature stands in. */
  list: string
  lists: readonly string[]
  pages: readonly OfdPage[]
  shown: ReadonlyMap<string, FileRole>
  integrityFiles: readonly string[]
}

export interface SignatureRequest {
  trust: TrustInputs
  sm2Id?: Uint8Array
}

export interface JudgedSignature extends ReportBody {
  /** Paths whose octets it signs. */
  covered: ReadonlySet<string>
}

type Inner = ReportBody & Pick<SealSignatureReport, 'seal' | 'signature'>

export async function judgeSignature(
  own: SignatureParts,
  around: Surroundings,
  request: SignatureRequest,
  primitives: Primitives,
): Promise<JudgedSignature> {
  const { file, listed } = own
  const { files } = around
  const form = step('ofd.signature-file', SIGNATURE_CLAUSE, judgeForm(own, around), {
    file: listed.path ?? '',
    id: listed.id,
  })
  const content = listed.path === undefined ? undefined : files.read(listed.path)
  const value = file?.value === undefined ? undefined : files.read(file.value)
  if (!file || !content?.ok || !value?.ok) return unjudged(form, request.trust)
  const inner = await judgeSignedValue({ ...request, value: value.value, content: content.value }, primitives)
  const isExtended = around.all.indexOf(own) < around.all.length - 1
  const references = await judgeReferences(file, files, request.trust, inner.times.proven, {
    list: around.list,
    isExtended,
  })
  const { covered, referenced } = references
  const inside = inner.seal
  const coverage = judgeCoverage(
    { own, ...around, covered, referenced, ...(inside && { sealInside: inside.raw }) },
    files,
  )
  const binding = await bindingSteps(own, file, inner, around)
  const steps = [form, references.step, coverage, ...binding, ...inner.steps]
  const isBroken = references.isBroken || sealDiffers(file, inner, files)
  return {
    ...inner,
    ...worstOf([conclude(steps), inner]),
    technical: isBroken ? 'broken' : inner.technical,
    steps,
    covered,
  }
}

async function bindingSteps(
  { listed }: SignatureParts,
  file: SignatureFile,
  inner: Inner,
  around: Surroundings,
): Promise<Step[]> {
  const { files, pages, shown } = around
  const { seal, signature } = inner
  const media = [...shown].flatMap(([path, role]) => (role === 'media' ? [path] : []))
  const placed = await judgeStamps(file.stamps, pages, files, listed.type === 'Seal')
  const stamps = [...placed, ...judgeCopies(seal, media, files)]
  const times = judgeWrittenTime(file, inner.times.proven ?? inner.times.claimed)
  return [
    ...(file.seal === undefined
      ? []
      : [step('ofd.seal-file', SIGNATURE_CLAUSE, judgeSealFile(file, seal, files), { file: file.seal })]),
    ...(signature ? [propertyStep(signature, listed.path ?? '', files)] : []),
    step('ofd.stamps', SIGNATURE_CLAUSE, stamps, { stamps: file.stamps.length }),
    step('ofd.statements', SIGNATURE_CLAUSE, [...judgeMethod(file, signature?.algorithm), ...times]),
  ]
}

function propertyStep(signature: NonNullable<Inner['signature']>, path: string, files: Package): Step {
  const findings = judgePropertyInfo(signature, path, files)
  const evidence = { named: printable(signature.propertyInfo), file: printable(path) }
  return step('ofd.property-info', 'GM/T 0031-2014 §6.2.3', findings, evidence)
}

function sealDiffers(file: SignatureFile, { seal }: Inner, files: Package): boolean {
  return judgeSealFile(file, seal, files).some(({ code }) => code === 'ofd.seal-file-differs')
}

/** The files of the signature: there, its own, and of the type the list says. */
function judgeForm(own: SignatureParts, { files, all }: Surroundings): Finding[] {
  const { listed, file } = own
  const findings = [...(file?.findings ?? [])]
  const refuse = (code: string, params: Record<string, string>) =>
    findings.push(fatal(code, SIGNATURE_CLAUSE, 'FORMAT_FAILURE', params))
  if (listed.path === undefined || !files.has(listed.path)) {
    refuse('ofd.signature-file-missing', { id: printable(listed.id) })
    return findings
  }
  if (!file) return findings
  if (file.value === undefined || !files.has(file.value)) {
    refuse('ofd.signed-value-missing', { id: printable(listed.id) })
    return findings
  }
  const folder = folderOf(listed.path)
  if (!file.value.startsWith(folder)) refuse('ofd.signed-value-elsewhere', { name: printable(file.value) })
  if (all.some((other) => other !== own && sharesFile(other, file))) {
    refuse('ofd.signed-value-shared', { name: printable(file.value) })
  }
  if (file.seal !== undefined && !file.seal.startsWith(folder)) {
    findings.push(defect('ofd.seal-file-elsewhere', SIGNATURE_CLAUSE, { name: printable(file.seal) }))
  }
  findings.push(...judgeType(own, files), ...judgeRelative(own, all))
  return findings
}

function sharesFile({ file: other }: SignatureParts, { value, seal }: SignatureFile): boolean {
  if (!other) return false
  return other.value === value || (seal !== undefined && other.seal === seal)
}

/** A stamp without a seal signature shows a picture that nothing vouches for. */
function judgeType({ listed, file }: SignatureParts, files: Package): Finding[] {
  const value = file?.value === undefined ? undefined : files.read(file.value)
  if (!value?.ok) return []
  const kind = valueKindOf(value.value)
  const params = { id: printable(listed.id), found: kind }
  if (listed.type === 'Seal' && (kind === 'cms' || kind === 'raw')) {
    return [fatal('ofd.seal-without-seal', SIGNATURE_CLAUSE, 'SIG_CONSTRAINTS_FAILURE', params)]
  }
  if (listed.type === 'Sign' && kind === 'seal-signature') {
    return [defect('ofd.sign-with-seal', SIGNATURE_CLAUSE, params)]
  }
  if (listed.type === 'Sign' && file?.seal !== undefined) {
    return [fatal('ofd.seal-without-seal', SIGNATURE_CLAUSE, 'SIG_CONSTRAINTS_FAILURE', params)]
  }
  return []
}

function judgeRelative({ listed }: SignatureParts, all: readonly SignatureParts[]): Finding[] {
  const { relative } = listed
  if (relative === undefined || all.some((one) => one.listed.id === relative)) return []
  return [unknown('ofd.relative-missing', SIGNATURE_CLAUSE, 'SIGNED_DATA_NOT_FOUND', { id: printable(relative) })]
}

function unjudged(form: Step, trust: TrustInputs): JudgedSignature {
  const technical: Technical = form.status === 'failed' ? 'broken' : 'unreadable'
  const steps = [form]
  const times = { validation: trust.at }
  return { kind: 'ofd', ...conclude(steps), technical, times, signers: [], steps, covered: new Set() }
}
