// Every file of the corpora, cut off at twenty points and changed in fifty bytes: a report within two seconds each time, no error
// of ours, and no acceptance that is not explained by where the change lies.

import type { Case } from '#cli/cases/case.ts'
import { requestOf } from '#cli/cases/run.ts'
import type { ReportJson } from '#core/verification-report.ts'
import type { VerifierRequest } from '#src/ports.ts'
import { CORPORA, corpusCases, isAccepted, judgeHere } from '../core/corpora/corpus.ts'
import { randomFrom, seedOf } from './random.ts'
import { signedDataChanges, type Unsigned, unsignedChanges } from './survivors.ts'
import { unsignedOfdChanges } from './survivors-ofd.ts'
import { unsignedPdfChanges } from './survivors-pdf.ts'
import { unsignedXmlChanges, unsignedXmlRecordChanges } from './survivors-xml.ts'
import { containerChanges } from './unsigned-places.ts'

export const CUTS = 20
export const FLIPS = 50
export const LIMIT_MS = 2000

const KINDS = new Set([
  'certificate-path',
  'cms',
  'timestamp',
  'ocsp',
  'seal',
  'seal-signature',
  'evidence-record',
  'xml',
  'jws',
  'asic',
  'pdf',
  'ofd',
])

export interface Change {
  kind: 'cut' | 'flip'
  at: number
  bit?: number
}

export interface Trial {
  id: string
  change: Change
  cpuMs: number
  verdict: ReportJson['verdict']
  technical: ReportJson['technical']
  /** Something the product promised not to do. */
  problem?: string
  /** Where the change lies, when the file was accepted all the same. */
  survived?: Unsigned[]
}

export function robustnessCases(): Case[] {
  return corpusCases().filter((one) => KINDS.has(one.kind))
}

/** The same for a file of this name every time, and spread over its whole length. */
export function changesOf(name: string, length: number, cuts = CUTS, flips = FLIPS): Change[] {
  const random = randomFrom(seedOf(name))
  const spread = (count: number) => (_: unknown, i: number) =>
    Math.min(length - 1, Math.floor((i * length) / count) + random.below(Math.max(1, Math.floor(length / count))))
  return [
    ...Array.from({ length: cuts }, spread(cuts)).map((at): Change => ({ kind: 'cut', at })),
    ...Array.from({ length: flips }, spread(flips)).map((at): Change => ({ kind: 'flip', at, bit: random.below(8) })),
  ]
}

export function changed(bytes: Uint8Array, { kind, at, bit = 0 }: Change): Uint8Array {
  if (kind === 'cut') return bytes.slice(0, at)
  const copy = bytes.slice()
  copy[at] = (copy[at] ?? 0) ^ (1 << bit)
  return copy
}

export type Judge = (request: VerifierRequest) => Promise<ReportJson>

export async function tryCase(
  one: Case,
  count: { cuts: number; flips: number } = { cuts: CUTS, flips: FLIPS },
  judge: Judge = judgeHere,
): Promise<Trial[]> {
  const request = await requestOf(one, CORPORA)
  const { bytes } = request.object
  const whole = await judgeHere(request)
  const trials: Trial[] = []
  for (const change of changesOf(one.file, bytes.length, count.cuts, count.flips)) {
    const object = { ...request.object, bytes: changed(bytes, change) }
    trials.push(await tryChange(one, { ...request, object }, bytes, whole, change, judge))
  }
  return trials
}

async function tryChange(
  one: Case,
  request: VerifierRequest,
  before: Uint8Array,
  whole: ReportJson,
  change: Change,
  judge: Judge,
): Promise<Trial> {
  const started = process.cpuUsage()
  const report = await judge(request).catch((error: Error) => error)
  const { user, system } = process.cpuUsage(started)
  const trial = { id: one.id, change, cpuMs: (user + system) / 1000 }
  if (report instanceof Error) {
    return { ...trial, verdict: 'INDETERMINATE', technical: 'unreadable', problem: `threw ${report.stack}` }
  }
  const { verdict, technical } = report
  const result: Trial = { ...trial, verdict, technical }
  if (trial.cpuMs > LIMIT_MS) return { ...result, problem: `took ${Math.round(trial.cpuMs)} ms` }
  const codes = report.steps.flatMap((step) => step.findings.map((finding) => finding.code))
  if (codes.includes('verification.internal')) return { ...result, problem: 'failed by an error of ours' }
  return isStillGood(one.kind, report) ? survival(one, request, before, whole, report, result) : result
}

/**
 * A certificate has no technical state of its own: whoever issued it may simply be unknown. The signature of a PDF stays intact while
 * the verdict says what was done behind it.
 */
function isStillGood(kind: string, { verdict, technical }: ReportJson): boolean {
  if (kind === 'pdf' && verdict === 'INVALID') return false
  return isAccepted(verdict) || (kind !== 'certificate-path' && technical === 'intact')
}

function signerOf({ signers }: ReportJson): string {
  return signers.map((one) => `${one.role} ${one.serialHex} ${one.subject}`).sort()[0] ?? ''
}

async function survival(
  one: Case,
  request: VerifierRequest,
  before: Uint8Array,
  whole: ReportJson,
  report: ReportJson,
  result: Trial,
): Promise<Trial> {
  const after = request.object.bytes
  const survived = await changesIn(one.kind, before, after, report, whole)
  if (survived.length === 0) return { ...result, problem: `still ${report.verdict}, ${report.technical}` }
  if (isAccepted(report.verdict) && (survived.includes('content type') || signerOf(report) !== signerOf(whole))) {
    return { ...result, problem: `another signer or type accepted, by a change in ${survived.join(', ')}` }
  }
  const { proven } = report.times
  if (proven !== undefined && whole.times.proven !== undefined && proven !== whole.times.proven) {
    return { ...result, problem: `another time proven: ${proven} for ${whole.times.proven}` }
  }
  if (isAccepted(report.verdict) && !isAccepted(whole.verdict) && !survived.includes('bytes behind the object')) {
    return {
      ...result,
      problem: `became ${report.verdict} from ${whole.verdict} by a change in ${survived.join(', ')}`,
    }
  }
  return { ...result, survived }
}

const LESS_THAN = 0x3c

function changesIn(kind: string, before: Uint8Array, after: Uint8Array, report: ReportJson, whole: ReportJson) {
  if (kind === 'ofd') return unsignedOfdChanges(before, after, report)
  if (kind === 'pdf') return unsignedPdfChanges(whole.marks, before, after)
  if (kind === 'xml') return unsignedXmlChanges(before, after, report)
  if (kind === 'evidence-record' && before[0] === LESS_THAN) return unsignedXmlRecordChanges(before, after)
  if (kind !== 'asic') return unsignedChanges(kind, before, after)
  const steps = [...report.steps, ...report.signers.flatMap((one) => one.steps)]
  return containerChanges(before, after, async (role, was, is) =>
    role === 'cades' ? signedDataChanges(was, is) : unsignedXmlChanges(was, is, { ...report, steps }),
  )
}
