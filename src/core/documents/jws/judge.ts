// A JWS judged: every signature by itself, and the document by its worst (RFC 7515; RFC 7797; TS 119 182-1, clause unverified;
// EN 319 102-1 §5).

import { fatal, unknown } from '../../finding.ts'
import type { Primitives } from '../../primitives.ts'
import type { TrustInputs } from '../../trust.ts'
import { conclude, type Finding, type Step, step, type Technical, worstOf } from '../../verdict.ts'
import type { ReportBody } from '../../verification-report.ts'
import { readHeader } from './header.ts'
import type { Supplied } from './payload.ts'
import { type Jws, readJws } from './serialization.ts'
import { judgeJwsSignature } from './signature.ts'
import { isAdvanced } from './statements.ts'

export interface JwsRequest extends Partial<Supplied> {
  file: Uint8Array
  trust: TrustInputs
}

const CLAUSE = 'RFC 7515 §3'
/** More signatures than this is an attack on the judge. */
const MAX_SIGNATURES = 64

/**
 * Never throws for bad input. Not judged: keys that a header brings or points at (`jwk`, `jku`, `x5u`), `sigD` over HTTP headers,
 * archive timestamps that cover only the one before them.
 */
export async function judgeJws(request: JwsRequest, primitives: Primitives): Promise<ReportBody> {
  const { trust, content, detached = [] } = request
  const read = readJws(request.file)
  if (!read.ok) {
    const finding = fatal('jws.unreadable', CLAUSE, 'FORMAT_FAILURE', { ...read.error })
    return bodyOf(trust, [step('jws.document', CLAUSE, [finding])], 'unreadable')
  }
  const jws = read.value
  const whole = step('jws.document', CLAUSE, judgeDocument(jws))
  if (jws.signatures.length === 0) return bodyOf(trust, [whole], 'no-signature')
  const judged = []
  for (const signature of jws.signatures.slice(0, MAX_SIGNATURES)) {
    const question = { signature, payload: jws.payload, strangers: jws.strangers, trust, depth: 0 }
    judged.push(
      await judgeJwsSignature({ ...question, supplied: { ...(content && { content }), detached } }, primitives),
    )
  }
  const judgement = worstOf([conclude([whole]), ...judged.map((one) => one.judgement)])
  return {
    kind: 'jws',
    ...judgement,
    technical: worstTechnical(judged.map((one) => one.report.technical)),
    dialect: dialectOf(jws),
    times: judged[0]?.report.times ?? { validation: trust.at },
    signers: judged.flatMap((one) => [one.report, ...one.attached]),
    steps: [whole],
  }
}

function judgeDocument({ signatures }: Jws): Finding[] {
  if (signatures.length === 0) return [unknown('jws.no-signature', CLAUSE, 'SIGNED_DATA_NOT_FOUND')]
  const findings: Finding[] = []
  if (signatures.length > MAX_SIGNATURES) findings.push(unknown('jws.too-many-signatures', CLAUSE, 'TRY_LATER'))
  // The payload is one: read in two ways, two signers sign two things.
  const readings = new Set(signatures.map((one) => readHeader(one).isUnencoded))
  if (readings.size > 1) findings.push(fatal('jws.b64-differs', 'RFC 7797 §3', 'FORMAT_FAILURE'))
  return findings
}

function dialectOf({ serialization, signatures }: Jws): string {
  const isJades = signatures.some(({ protectedHeader }) => isAdvanced(protectedHeader))
  return `${isJades ? 'jades' : 'jws'}-${serialization}`
}

const TECHNICALS: readonly Technical[] = ['intact', 'digest-only', 'no-signature', 'unreadable', 'broken']

function worstTechnical(technicals: readonly Technical[]): Technical {
  return technicals.reduce<Technical>(
    (worst, next) => (TECHNICALS.indexOf(next) > TECHNICALS.indexOf(worst) ? next : worst),
    'intact',
  )
}

function bodyOf(trust: TrustInputs, steps: Step[], technical: Technical): ReportBody {
  return { kind: 'jws', ...conclude(steps), technical, times: { validation: trust.at }, signers: [], steps }
}
