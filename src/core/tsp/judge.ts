// A timestamp judged: response status, token, what it says, who said it, and whether that authority is trusted
// (RFC 3161 §2.2, §2.4.2; GB/T 20520 with SM2 and SM3, clause unverified).

import type { ParseError } from '../asn1/der.ts'
import { OID } from '../asn1/oids.ts'
import { toHex } from '../bytes/hex.ts'
import type { Octets } from '../bytes/octets.ts'
import { isoOf } from '../calendar/iso.ts'
import { dialectOf } from '../cms/dialect.ts'
import { readEmbedded } from '../cms/embedded.ts'
import { readSignedData, type SignedData, type SignerInfo } from '../cms/signed-data.ts'
import { judgeSigner, type SignerAnswer } from '../cms/signer.ts'
import { judgeSignerTrust, type SignerTrust } from '../cms/signer-trust.ts'
import { fatal } from '../finding.ts'
import type { Primitives } from '../primitives.ts'
import { algorithmTimes, type TrustInputs } from '../trust.ts'
import {
  conclude,
  type Evidence,
  type Instant,
  type Result,
  type Step,
  step,
  type Technical,
  worstEffect,
} from '../verdict.ts'
import type { ReportBody } from '../verification-report.ts'
import {
  type ExpectedImprint,
  type ImprintEvidence,
  judgeAgainstQuery,
  judgeAuthority,
  judgeImprint,
  judgeInfo,
  judgeStatus,
  judgeWindows,
  spareOlderTokens,
  type TimeWindow,
} from './rules.ts'
import {
  readTimestampInfo,
  readTimestampQuery,
  readTimestampResponse,
  type TimestampInfo,
  type TimestampQuery,
} from './token.ts'

export interface TimestampRequest {
  /** DER of a TimeStampResp or of a bare token. */
  file: Uint8Array
  /** DER of the TimeStampReq it must answer. */
  query?: Uint8Array
  /** The stamped data. */
  data?: Octets
  trust: TrustInputs
  /** Periods genTime must lie in, besides the validity of the authority's certificate. */
  windows?: readonly TimeWindow[]
  /** SM2 identifier other than the default. */
  sm2Id?: Uint8Array
}

/** A serial number may be of any length; evidence needs the beginning. */
const MAX_SERIAL = 64

/** `info` is what the token says, verified or not: look at the verdict first. */
export interface TimestampReport extends ReportBody {
  info?: TimestampInfo
}

/** Never throws for bad input: what cannot be read is INVALID, with the code and the offset. */
export async function judgeTimestamp(request: TimestampRequest, primitives: Primitives): Promise<TimestampReport> {
  const query = request.query && readTimestampQuery(request.query)
  if (query && !query.ok) return unreadable(request.trust, 'tsp.query-unreadable', query.error)
  const response = readTimestampResponse(request.file)
  const token = response.ok ? response.value.token : request.file
  const status = response.ok ? [step('tsp.status', 'RFC 3161 §2.4.2', judgeStatus(response.value))] : []
  if (!token || status.some((one) => one.status === 'failed')) {
    return { ...emptyBody(request.trust, 'no-signature'), ...conclude(status), steps: status }
  }
  return judgeToken(token, { ...request, ...(query && { queried: query.value }), before: status }, primitives)
}

export interface TokenQuestion extends Omit<TimestampRequest, 'file' | 'query'> {
  queried?: TimestampQuery
  /**
   * When a later timestamp proves the token existed: an authority or algorithm that has ended since is judged at that moment
   * (EN 319 102-1 §5.6.3).
   */
  existedAt?: Instant
  /** What the token must be over, where the digest is at hand and not the data. */
  imprint?: ExpectedImprint
  /** Steps taken before the token was reached. */
  before?: Step[]
}

/** What a token says, not verified; `undefined` when it is none. */
export function readTokenInfo(token: Uint8Array): TimestampInfo | undefined {
  const data = readSignedData(token)
  const info = data.ok ? readInfo(data.value) : undefined
  return info?.ok ? info.value : undefined
}

/** A bare token: a SignedData around TSTInfo with exactly one signer (RFC 3161 §2.4.2). */
export async function judgeToken(
  token: Uint8Array,
  question: TokenQuestion,
  primitives: Primitives,
): Promise<TimestampReport> {
  const { trust, before = [] } = question
  trust.collect?.({ kind: 'timestamp', bytes: token })
  const data = readSignedData(token)
  if (!data.ok) return unreadable(trust, 'tsp.token-unreadable', data.error, before)
  const [signer] = data.value.signerInfos
  const info = readInfo(data.value)
  const form = step('tsp.token', 'RFC 3161 §2.4.2', judgeForm(data.value, info))
  if (!signer || !info.ok) {
    const steps = [...before, form]
    const technical: Technical = signer ? 'unreadable' : 'no-signature'
    return { ...emptyBody(trust, technical), ...conclude(steps), steps, dialect: dialectOf(data.value, signer) }
  }
  return judgeSignedInfo({ ...question, before: [...before, form] }, data.value, signer, info.value, primitives)
}

async function judgeSignedInfo(
  question: TokenQuestion,
  data: SignedData,
  signer: SignerInfo,
  info: TimestampInfo,
  primitives: Primitives,
): Promise<TimestampReport> {
  const { trust } = question
  const embedded = readEmbedded(data, signer)
  const answer = await judgeSigner(
    {
      data,
      signer,
      role: 'timestamp',
      contentType: OID.tstInfo,
      ...(data.content && { content: data.content }),
      candidates: [...embedded.certificates, ...trust.intermediates, ...(trust.tsaAnchors ?? trust.anchors)],
      times: algorithmTimes(trust, question.existedAt),
      ...(question.sm2Id && { sm2Id: question.sm2Id }),
    },
    primitives,
  )
  const says = await judgeStatement(question, info, data.certificates.length > 0, primitives)
  const authority = await judgeAuthorityTrust(answer, embedded, info, question, primitives)
  const signerSteps = [...answer.steps, ...authority.steps]
  const steps = [...(question.before ?? []), ...says]
  const judgement = conclude([...steps, ...signerSteps])
  const isProof = judgement.indication === 'TOTAL_PASSED'
  const times = { claimed: info.genTime, validation: trust.at, ...(isProof && { proven: info.genTime }) }
  const { certificate, technical } = answer
  const { verdict } = conclude(signerSteps)
  return {
    kind: 'timestamp',
    ...judgement,
    technical: worstEffect(imprintFindings(says)) === 'fatal' ? 'broken' : technical,
    dialect: dialectOf(data, signer),
    times,
    steps,
    signers: [
      {
        role: 'timestamp',
        ...(certificate && { certificate }),
        steps: signerSteps,
        verdict,
        technical,
        times,
        ...(authority.chain && { chain: authority.chain }),
      },
    ],
    info,
  }
}

/** What the token says, against the data, the query and the clock. */
async function judgeStatement(
  question: TokenQuestion,
  info: TimestampInfo,
  hasCertificates: boolean,
  primitives: Primitives,
): Promise<Step[]> {
  const { trust, data, queried, imprint: expected, existedAt } = question
  const evidence: ImprintEvidence = {
    ...(data && { data }),
    ...(queried && { query: queried }),
    ...(expected && { expected }),
  }
  const imprint = await judgeImprint(info, evidence, algorithmTimes(trust, existedAt), primitives)
  const window = judgeWindows(info.genTime, question.windows ?? [])
  return [
    step('tsp.info', 'RFC 3161 §2.4.2', [...judgeInfo(info, trust.at), ...window], infoEvidence(info)),
    step('tsp.imprint', 'RFC 3161 §2.4.2', imprint.findings, imprint.evidence),
    ...(queried ? [step('tsp.query', 'RFC 3161 §2.4.2', judgeAgainstQuery(info, queried, hasCertificates))] : []),
  ]
}

function infoEvidence({ genTime, serial, policy }: TimestampInfo): Evidence {
  return { genTime: isoOf(genTime), serial: toHex(serial).slice(0, MAX_SERIAL), policy }
}

function imprintFindings(steps: readonly Step[]) {
  return steps
    .flatMap((one) => one.findings)
    .filter((finding) => finding.code === 'tsp.imprint' || finding.code === 'tsp.imprint-not-queried')
}

async function judgeAuthorityTrust(
  answer: SignerAnswer,
  embedded: ReturnType<typeof readEmbedded>,
  info: TimestampInfo,
  { trust, existedAt }: TokenQuestion,
  primitives: Primitives,
): Promise<SignerTrust> {
  if (!answer.certificate) return { steps: [] }
  const rules = step('tsp.authority', 'RFC 3161 §2.3', judgeAuthority(answer.certificate, info.genTime, info.authority))
  const trusted = await judgeSignerTrust(answer.certificate, embedded, trust, existedAt, primitives, 'timestamp')
  const path = trusted.steps.map((one) => spareOlderTokens(one, answer.certificate, info.genTime))
  return { ...trusted, steps: [rules, ...path] }
}

function judgeForm(data: SignedData, info: Result<TimestampInfo, ParseError>) {
  const clause = 'RFC 3161 §2.4.2'
  const findings = []
  if (data.contentType !== OID.tstInfo) {
    findings.push(fatal('tsp.not-a-token', clause, 'FORMAT_FAILURE', { contentType: data.contentType }))
  }
  if (data.signerInfos.length !== 1) {
    findings.push(fatal('tsp.signer-count', clause, 'FORMAT_FAILURE', { count: data.signerInfos.length }))
  }
  if (!info.ok) {
    findings.push(fatal('tsp.info-unreadable', clause, 'FORMAT_FAILURE', { ...info.error }))
  }
  return findings
}

function readInfo(data: SignedData): Result<TimestampInfo, ParseError> {
  return readTimestampInfo(data.content ?? new Uint8Array())
}

function unreadable(trust: TrustInputs, code: string, error: ParseError, before: Step[] = []): TimestampReport {
  const form = step('tsp.token', 'RFC 3161 §2.4.2', [fatal(code, 'RFC 3161 §2.4', 'FORMAT_FAILURE', { ...error })])
  const steps = [...before, form]
  return { ...emptyBody(trust, 'unreadable'), ...conclude(steps), steps }
}

function emptyBody(trust: TrustInputs, technical: Technical) {
  return {
    kind: 'timestamp',
    technical,
    times: { validation: trust.at },
    signers: [],
    steps: [],
  } as const satisfies Partial<ReportBody>
}
