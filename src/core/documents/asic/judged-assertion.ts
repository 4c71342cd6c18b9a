// One signature, timestamp or evidence record of a container, judged at the moment that whatever covers it proves
// (EN 319 162-1 annex A.4, clause unverified; EN 319 102-1 §5.6.3).

import { judgeCms } from '../../cms/judge.ts'
import { earliest } from '../../cms/timestamps.ts'
import { judgeEvidenceRecord } from '../../evidence-records/judge.ts'
import { note, unknown } from '../../finding.ts'
import type { DigestAlgorithm, Primitives } from '../../primitives.ts'
import { algorithmTimes, type TrustInputs } from '../../trust.ts'
import { judgeToken } from '../../tsp/judge.ts'
import { conclude, type Finding, type Instant, type Step, step, type Technical, worstOf } from '../../verdict.ts'
import type { ReportBody, SignerReport } from '../../verification-report.ts'
import { archiveEffect, tokenMaterial, withMaterial } from '../stamps.ts'
import { isXmlEvidenceRecord, judgeXmlEvidenceRecord } from '../xml/evidence-record.ts'
import { judgeXml } from '../xml/judge.ts'
import type { SuppliedFile } from '../xml/transforms.ts'
import type { Assertion } from './assertions.ts'
import { type Container, type ContainerFile, type FileRole, namesOf } from './container.ts'
import { type JudgedReferences, judgeReferences } from './manifest.ts'

export interface JudgedAssertion {
  assertion: Assertion
  /** Its verdict is one of those the container is judged by; of what anybody may add later only the effect counts. */
  decides: boolean
  body: ReportBody
  technical: Technical
  /** Names of the files it covers, unchanged. */
  covered: readonly string[]
  /** When what it covers existed, if it is a valid timestamp or record. */
  proof?: Instant
  /** What it does to the container as a whole. */
  wholeSteps: Step[]
}

interface Question {
  container: Container
  assertions: readonly Assertion[]
  trust: TrustInputs
  sm2Id?: Uint8Array
}

const CLAUSE = 'EN 319 162-1 annex A.4 (clause unverified)'
const NO_REFERENCES: JudgedReferences = { covered: [], findings: [], isContradicted: false }

export class AssertionJudge {
  private readonly question: Question
  private readonly primitives: Primitives
  private readonly trust: TrustInputs
  private readonly done = new Map<Assertion, JudgedAssertion>()
  private readonly underWay = new Set<Assertion>()
  private readonly digests = new Map<string, Promise<Uint8Array | undefined>>()

  constructor(question: Question, primitives: Primitives) {
    this.question = question
    this.primitives = primitives
    const tokens = question.assertions.filter(({ file }) => file.role === 'timestamp' || file.role === 'cades')
    this.trust = withMaterial(question.trust, tokenMaterial(tokens.map(({ bytes }) => bytes)))
  }

  async judged(assertion: Assertion): Promise<JudgedAssertion> {
    const known = this.done.get(assertion)
    if (known) return known
    this.underWay.add(assertion)
    const judged = await this.judge(assertion)
    this.underWay.delete(assertion)
    this.done.set(assertion, judged)
    return judged
  }

  private async judge(assertion: Assertion): Promise<JudgedAssertion> {
    const { manifest, file } = assertion
    const existedAt = await this.existedAt(assertion)
    const isAddition = this.isAddition(assertion)
    const effect = isAddition || file.role === 'evidence-record' ? 'unknown' : 'fatal'
    const times = algorithmTimes(this.trust, existedAt)
    const references = manifest ? await judgeReferences(manifest, this.digestOf, times, effect) : NO_REFERENCES
    const own = [...assertion.findings, ...(manifest?.findings ?? []), ...references.findings]
    const before = [
      step('asic.assertion', CLAUSE, isAddition ? own.map(softened) : own, references.evidence ?? { file: file.name }),
    ]
    const inner: ReportBody & { coveredFiles?: readonly string[] } = await this.inner(assertion, existedAt)
    const covered = inner.coveredFiles ?? coveredBy(assertion, references)
    const says = note('asic.covers', CLAUSE, { file: file.name, ...namesOf(covered) })
    const body = withSteps(withLevel(inner, existedAt), [...before, step('asic.covers', CLAUSE, [says])], file.role)
    const isSound = body.indication === 'TOTAL_PASSED' && file.role !== 'cades' && file.role !== 'xades'
    const proven = body.times.proven
    const proof = isSound && proven !== undefined ? proven : undefined
    return {
      assertion,
      decides: !isAddition,
      body,
      technical: technicalOf(inner, assertion, references),
      covered,
      ...(proof !== undefined && { proof }),
      wholeSteps: isAddition ? [...before, this.effectOf(assertion, body, proof)] : [],
    }
  }

  /** Anybody may have added it later to what the container is about. Where there is nothing else, it is what the container is about. */
  private isAddition(assertion: Assertion): boolean {
    return !isMain(assertion) && this.question.assertions.some(isMain)
  }

  private effectOf({ file }: Assertion, report: ReportBody, proof: Instant | undefined): Step {
    const answer = { name: file.name, report, time: proof ?? report.times.claimed, isProof: proof !== undefined }
    return step('cms.archive-timestamps', CLAUSE, archiveEffect(answer))
  }

  /** The earliest moment that a valid timestamp or record over this very file proves. One that is asked for while it is judged proves nothing. */
  private async existedAt(assertion: Assertion): Promise<Instant | undefined> {
    const around = this.question.assertions.filter(
      (one) => !this.underWay.has(one) && listsFile(one, assertion.file.name),
    )
    const proofs: (Instant | undefined)[] = []
    for (const one of around) {
      const { proof, covered } = await this.judged(one)
      if (covered.includes(assertion.file.name)) proofs.push(proof)
    }
    return earliest(proofs)
  }

  private readonly digestOf = (name: string, digest: DigestAlgorithm): Promise<Uint8Array | undefined> => {
    const key = `${digest}:${name}`
    const known = this.digests.get(key) ?? this.digestNow(name, digest)
    this.digests.set(key, known)
    return known
  }

  private async digestNow(name: string, digest: DigestAlgorithm): Promise<Uint8Array | undefined> {
    const octets = this.octetsOf(name)
    return octets && this.primitives.digest(digest, octets)
  }

  private octetsOf(name: string): Uint8Array | undefined {
    const file = this.question.container.files.find((one) => one.name === name)
    return file && this.question.container.read(file)
  }

  /** The signature, token or record itself. */
  private inner(assertion: Assertion, existedAt: Instant | undefined): Promise<ReportBody> | ReportBody {
    const { file, bytes, manifest, object } = assertion
    const { sm2Id } = this.question
    const content = manifest?.bytes ?? (object && this.octetsOf(object.name))
    const options = {
      trust: this.trust,
      ...(sm2Id && { sm2Id }),
      ...(existedAt !== undefined && { existedAt }),
    }
    switch (file.role) {
      case 'cades':
        return judgeCms({ file: bytes, ...(content && { content }), ...options }, this.primitives)
      case 'timestamp':
        return judgeToken(bytes, { ...(content && { data: content }), ...options }, this.primitives)
      case 'evidence-record':
        return this.record(assertion, options)
      default:
        return judgeXml({ file: bytes, detached: this.filesBut(file), isContainer: true, ...options }, this.primitives)
    }
  }

  /** Every other file of the container, unpacked when it is read. */
  private filesBut(own: ContainerFile): SuppliedFile[] {
    const { container } = this.question
    return container.files
      .filter((one) => one !== own)
      .map((one) => {
        const pieces = () => [container.read(one) ?? new Uint8Array()]
        return { name: one.name, bytes: { length: one.entry.sizeBytes, pieces } }
      })
  }

  private async record(
    { file, bytes, manifest, object }: Assertion,
    options: { trust: TrustInputs; sm2Id?: Uint8Array },
  ): Promise<ReportBody> {
    const names = manifest ? manifest.references.flatMap(({ name }) => name ?? []) : object ? [object.name] : []
    const data = names.flatMap((name) => this.octetsOf(name) ?? [])
    if (!/\.xml$/i.test(file.name)) return judgeEvidenceRecord({ file: bytes, data, ...options }, this.primitives)
    const read = await this.primitives.xml.read(bytes)
    if (!read.ok || !isXmlEvidenceRecord(read.value)) return notJudged(this.trust, file.name)
    return judgeXmlEvidenceRecord(read.value, { data, ...options }, this.primitives)
  }
}

/** A signature, or a timestamp over data objects. */
function isMain({ file, manifest }: Assertion): boolean {
  if (file.role === 'timestamp') return manifest?.kind !== 'archive'
  return file.role === 'cades' || file.role === 'xades'
}

function listsFile({ manifest }: Assertion, name: string): boolean {
  return manifest?.references.some((one) => one.name === name) ?? false
}

/** In the simple form the data object, else what the manifest lists and is unchanged; and the manifest, which is what is signed. */
function coveredBy({ file, manifest, object }: Assertion, { covered }: JudgedReferences): string[] {
  if (manifest) return file.role === 'evidence-record' ? covered : [...covered, manifest.name]
  return object ? [object.name] : []
}

function notJudged(trust: TrustInputs, name: string): ReportBody {
  const finding = unknown('asic.not-judged', CLAUSE, 'FORMAT_FAILURE', { name })
  const steps = [step('asic.message', CLAUSE, [finding])]
  return {
    kind: 'not-supported',
    ...conclude(steps),
    technical: 'unreadable',
    times: { validation: trust.at },
    signers: [],
    steps,
  }
}

/** A signature that carries what it takes to judge it, proven by something around it: archived (EN 319 162-1 annex A.5; clause unverified). */
function withLevel(body: ReportBody, existedAt: Instant | undefined): ReportBody {
  if (existedAt === undefined) return body
  const signers = body.signers.map((one): SignerReport => (one.level === 'LT' ? { ...one, level: 'LTA' } : one))
  return { ...body, signers }
}

/** What the container says of a signature or timestamp becomes part of the checklist of who made it. */
function withSteps(body: ReportBody, before: readonly Step[], role: FileRole): ReportBody {
  const steps = [...before, ...body.steps]
  const { subIndication: _, ...rest } = body
  const judgement = worstOf([conclude(before), body])
  const owner = role === 'timestamp' ? 'timestamp' : 'signer'
  const hasOwner = role !== 'evidence-record' && body.signers.some((one) => one.role === owner)
  if (!hasOwner) return { ...rest, ...judgement, steps }
  const signers = body.signers.map((signer): SignerReport => {
    if (signer.role !== owner) return signer
    const all = [...steps, ...signer.steps]
    return { ...signer, steps: all, verdict: conclude(all).verdict }
  })
  return { ...rest, ...judgement, signers, steps: [] }
}

/** A file that was changed after it was signed through a manifest was changed all the same. */
function technicalOf(inner: ReportBody, { file }: Assertion, { isContradicted }: JudgedReferences): Technical {
  if (file.role === 'evidence-record') return inner.signers.some(hasBrokenSignature) ? 'broken' : 'intact'
  return isContradicted ? 'broken' : inner.technical
}

/** A record is no signature: what is technical about it are the signatures of its timestamps. What they are about is a finding. */
function hasBrokenSignature({ steps }: SignerReport): boolean {
  return steps.some(({ id, status }) => status === 'failed' && (id === 'cms.signature' || id === 'cms.message-digest'))
}

/** Anybody may have added it: what is wrong with it says that something is not as it was, and disproves no signature. */
function softened(finding: Finding): Finding {
  return finding.effect === 'fatal' ? { ...finding, effect: 'unknown' } : finding
}
