// A signed container judged: what lies in it, every signature, timestamp and evidence record by itself, and what none of them covers
// (EN 319 162-1, clauses unverified; EN 319 102-1 §5). What later timestamps prove is used for what they cover, and for nothing else.

import { fatal, unknown } from '../../finding.ts'
import type { Primitives } from '../../primitives.ts'
import type { TrustInputs } from '../../trust.ts'
import { conclude, type Step, step, type Technical, worstOf } from '../../verdict.ts'
import type { ReportBody } from '../../verification-report.ts'
import { type Assertion, assertionsIn, judgeObjects } from './assertions.ts'
import { type Container, openContainer } from './container.ts'
import { judgeCoverage } from './coverage.ts'
import { AssertionJudge, type JudgedAssertion } from './judged-assertion.ts'
import { type Manifest, readManifest } from './manifest.ts'

export interface AsicRequest {
  file: Uint8Array
  trust: TrustInputs
  /** SM2 identifier other than the default. */
  sm2Id?: Uint8Array
}

const CLAUSE = 'EN 319 162-1 §4.3 (clause unverified)'
/** More than these are an attack on the judge: each costs signatures and paths. */
const MAX_ASSERTIONS = 64
const MAX_MANIFESTS = 64

/** Never throws for bad input. Not judged: containers inside the container, and what a data object is. */
export async function judgeAsic(request: AsicRequest, primitives: Primitives): Promise<ReportBody> {
  const { trust } = request
  const opened = openContainer(request.file, primitives.inflate)
  if (!opened.ok) {
    const finding = fatal('asic.unreadable', CLAUSE, 'FORMAT_FAILURE', { code: opened.error.code })
    return bodyOf(trust, [step('asic.container', CLAUSE, [finding])], 'unreadable')
  }
  const container = opened.value
  const manifests = await manifestsIn(container, primitives)
  const found = assertionsIn(container, manifests)
  const assertions = found.slice(0, MAX_ASSERTIONS)
  const whole = step('asic.container', CLAUSE, [
    ...container.findings,
    ...judgeObjects(container),
    ...judgeCount(found),
    ...judgeOrphans(manifests, found),
  ])
  if (found.length === 0) return bodyOf(trust, [whole], 'no-signature')
  const judge = new AssertionJudge({ container, assertions, ...request }, primitives)
  const judged: JudgedAssertion[] = []
  for (const one of assertions) judged.push(await judge.judged(one))
  const decisive = [whole, judgeCoverage(container, judged), ...judged.flatMap((one) => one.wholeSteps)]
  const counted = judged.filter(({ decides }) => decides)
  const judgement = worstOf([conclude(decisive), ...counted.map(({ body }) => body)])
  const { verdict, indication, subIndication } = judgement
  return {
    kind: 'asic',
    verdict,
    indication,
    ...(subIndication && { subIndication }),
    technical: technicalOf(container, judged),
    dialect: dialectOf(container, assertions),
    times: counted[0]?.body.times ?? { validation: trust.at },
    signers: judged.flatMap(({ body }) => body.signers),
    steps: [...decisive, ...judged.flatMap(({ body }) => body.steps)],
  }
}

async function manifestsIn(container: Container, primitives: Primitives): Promise<Manifest[]> {
  const files = container.files.filter(({ role }) => role === 'manifest').slice(0, MAX_MANIFESTS)
  const manifests: Manifest[] = []
  for (const file of files) {
    const bytes = container.read(file)
    if (bytes) manifests.push(await readManifest(file.name, bytes, primitives))
  }
  return manifests
}

function judgeCount(found: readonly Assertion[]) {
  if (found.length === 0) return [unknown('asic.no-signature', CLAUSE, 'SIGNED_DATA_NOT_FOUND')]
  return found.length > MAX_ASSERTIONS ? [unknown('asic.too-many-signatures', CLAUSE, 'TRY_LATER')] : []
}

/** A manifest whose signature is not there: it was taken out, or somebody wants the manifest to be taken for signed. */
function judgeOrphans(manifests: readonly Manifest[], assertions: readonly Assertion[]) {
  const orphans = manifests.filter(
    (one) => !assertions.some(({ manifest, file }) => manifest === one || file.name === one.target),
  )
  return orphans.flatMap(({ name, findings }) => [
    unknown('asic.manifest-unsigned', CLAUSE, 'SIGNED_DATA_NOT_FOUND', { name }),
    ...findings,
  ])
}

const TECHNICALS: readonly Technical[] = ['intact', 'digest-only', 'no-signature', 'unreadable', 'broken']

/** Of the signatures; where there are none, of the timestamps, and then of the records. Files that cannot be had are not intact. */
function technicalOf({ findings }: Container, judged: readonly JudgedAssertion[]): Technical {
  if (findings.some(({ effect }) => effect === 'fatal')) return 'unreadable'
  const of = (...roles: string[]) => judged.filter(({ assertion }) => roles.includes(assertion.file.role))
  const counted = [of('cades', 'xades'), of('timestamp'), of('evidence-record')].find((some) => some.length > 0) ?? []
  return counted
    .map(({ technical }) => technical)
    .reduce<Technical>((a, b) => (TECHNICALS.indexOf(b) > TECHNICALS.indexOf(a) ? b : a), 'intact')
}

function dialectOf({ kind }: Container, assertions: readonly Assertion[]): string {
  const roles = [...new Set(assertions.map(({ file }) => file.role))].sort()
  return [kind, ...roles].join('-')
}

function bodyOf(trust: TrustInputs, steps: Step[], technical: Technical): ReportBody {
  return { kind: 'asic', ...conclude(steps), technical, times: { validation: trust.at }, signers: [], steps }
}
