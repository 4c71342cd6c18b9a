// A CMS message judged: content, every signer, their timestamps, countersignatures and trust (RFC 5652 §5; EN 319 102-1 §5).
// The message is as good as its worst signer.

import type { Octets } from '../bytes/octets.ts'
import { fatal, unknown } from '../finding.ts'
import type { Primitives } from '../primitives.ts'
import type { TrustInputs } from '../trust.ts'
import { conclude, type Finding, type Instant, step, type Technical, worstOf } from '../verdict.ts'
import type { ReportBody } from '../verification-report.ts'
import { judgeCompleteSigner } from './complete-signer.ts'
import { resolveContent } from './content.ts'
import type { JudgedSigner } from './countersignatures.ts'
import { judgedDialect } from './dialect.ts'
import { readSignedData, type SignedData } from './signed-data.ts'

export interface CmsRequest {
  /** The message, DER or BER. */
  file: Uint8Array
  /** Detached content. */
  content?: Octets
  trust: TrustInputs
  /** SM2 identifier other than the default. */
  sm2Id?: Uint8Array
  /** When something around the message proves that it existed. */
  existedAt?: Instant
}

export type CmsReport = ReportBody

/** Never throws for bad input: what cannot be read is INVALID, with the code and the offset. */
export async function judgeCms(request: CmsRequest, primitives: Primitives): Promise<CmsReport> {
  const validation = { validation: request.trust.at }
  const data = readSignedData(request.file)
  if (!data.ok) {
    const steps = [
      step('cms.form', 'RFC 5652 §3', [fatal('cms.unreadable', 'RFC 5652 §3', 'FORMAT_FAILURE', { ...data.error })]),
    ]
    return { kind: 'cms', ...conclude(steps), technical: 'unreadable', times: validation, signers: [], steps }
  }
  const resolved = await resolveContent(data.value, request.content, primitives)
  const whole = [step('cms.content', 'RFC 5652 §5.2', [...resolved.findings, ...judgeSignerCount(data.value)])]
  const { trust, sm2Id, existedAt } = request
  const { content } = resolved
  const judged: JudgedSigner[] = []
  for (const signer of data.value.signerInfos) {
    const question = {
      data: data.value,
      signer,
      role: 'signature',
      content,
      trust,
      sm2Id,
      existedAt,
      depth: 0,
    } as const
    judged.push(await judgeCompleteSigner(question, primitives))
  }
  const judgement = worstOf([conclude(whole), ...judged.map((one) => one.judgement)])
  return {
    kind: 'cms',
    ...judgement,
    technical: worstTechnical(
      resolved.findings,
      judged.map((one) => one.report.technical),
    ),
    dialect: judgedDialect(
      data.value,
      judged.map((one) => one.report),
    ),
    times: judged[0]?.report.times ?? validation,
    signers: judged.flatMap((one) => [one.report, ...one.attached]),
    steps: whole,
  }
}

function judgeSignerCount(data: SignedData): Finding[] {
  return data.signerInfos.length > 0 ? [] : [unknown('cms.no-signers', 'RFC 5652 §5.1', 'SIGNED_DATA_NOT_FOUND')]
}

const TECHNICAL_RANK: Record<Technical, number> = {
  intact: 0,
  'digest-only': 1,
  'no-signature': 2,
  unreadable: 3,
  broken: 4,
}

function worstTechnical(content: readonly Finding[], technicals: readonly Technical[]): Technical {
  if (content.some((finding) => finding.effect === 'fatal')) return 'broken'
  return technicals.reduce<Technical>(
    (worst, next) => (TECHNICAL_RANK[next] > TECHNICAL_RANK[worst] ? next : worst),
    technicals[0] ?? 'no-signature',
  )
}
