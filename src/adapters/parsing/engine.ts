// One verification from request to report: the judge of core, the digests of what it was given, the second opinion where asked.

import { toHex } from '#core/bytes/hex.ts'
import { note, unknown } from '#core/finding.ts'
import { messages, textOf } from '#core/messages/index.ts'
import type { Primitives } from '#core/primitives.ts'
import type { UsedMaterial } from '#core/trust.ts'
import { conclude, type Finding, type Step, step, worstOf } from '#core/verdict.ts'
import {
  type BilingualText,
  type ReportBody,
  type ReportInput,
  type ReportJson,
  reportJson,
  type SecondOpinionReport,
} from '#core/verification-report.ts'
import { type NamedOctets, type VerificationRequest, verifyObject } from '#core/verify.ts'
import product from '../../../package.json' with { type: 'json' }

/** One engine, one version: that of the product. */
export const ENGINE = { name: product.name, version: product.version } as const

const OTHER_ENGINE = 'pkijs'

/** What another engine says of the raw signatures of an object; `undefined` where it cannot say. */
export type SecondOpinion = (request: VerificationRequest) => Promise<boolean | undefined>

/** A verification with its content at hand. */
export interface EngineRequest extends VerificationRequest {
  crossCheck: boolean
}

/** Never rejects: a failure of ours is a report that concludes nothing. */
export async function runVerification(
  request: EngineRequest,
  primitives: Primitives,
  secondOpinion: SecondOpinion,
): Promise<ReportJson> {
  const asks = { wantsEnd: true, ...request }
  const body = await verifyObject(asks, primitives).catch((): ReportBody => nothingConcluded(request.at, 'internal'))
  const checked = request.crossCheck ? await crossCheck(body, request, secondOpinion) : body
  const { policy } = request
  const asked = policy && { policy: { id: policy.id, version: policy.version } }
  return reportJson({ ...checked, engine: ENGINE, ...asked, inputs: await describeInputs(request, primitives) }, texts)
}

/** What the verdict on an object rests on, each once; nothing where the judgement fails. */
export async function gatherMaterial(request: EngineRequest, primitives: Primitives): Promise<UsedMaterial[]> {
  const seen = new Map<string, UsedMaterial>()
  const digests: Promise<void>[] = []
  const collect = (one: UsedMaterial) =>
    void digests.push(keyOf(one, primitives).then((key) => keepFirst(seen, key, one)))
  await verifyObject({ ...request, collect }, primitives).catch(() => undefined)
  await Promise.all(digests)
  return [...seen.values()]
}

async function keyOf({ kind, bytes }: UsedMaterial, primitives: Primitives): Promise<string> {
  return `${kind} ${toHex(await primitives.digest('sha256', bytes))}`
}

function keepFirst(seen: Map<string, UsedMaterial>, key: string, one: UsedMaterial): void {
  if (!seen.has(key)) seen.set(key, { kind: one.kind, bytes: Uint8Array.from(one.bytes) })
}

const LIMITS = {
  internal: 'verification.internal',
  time: 'verification.time-limit',
  memory: 'verification.memory-limit',
  busy: 'verification.busy',
} as const

/** The report of an object nobody could judge: INDETERMINATE, never VALID. */
export function nothingConcluded(at: number, reason: keyof typeof LIMITS, params?: Finding['params']): ReportBody {
  const clause = 'EN 319 102-1 §5.1.3'
  const steps = [step('verification.format', clause, [unknown(LIMITS[reason], clause, 'TRY_LATER', params)])]
  const times = { validation: at }
  return { kind: 'not-supported', ...conclude(steps), technical: 'unreadable', times, signers: [], steps }
}

/** The same as JSON, for the pool, which has no request to describe any more. */
export function emptyReport(at: number, reason: keyof typeof LIMITS, params?: Finding['params']): ReportJson {
  return reportJson({ ...nothingConcluded(at, reason, params), engine: ENGINE, inputs: [] }, texts)
}

/** A signature we call good must be good for the other engine too; where the two disagree, nobody is believed. */
async function crossCheck(
  body: ReportBody,
  request: VerificationRequest,
  secondOpinion: SecondOpinion,
): Promise<ReportBody> {
  if (body.technical !== 'intact' && body.technical !== 'broken') return body
  const opinion = await secondOpinion(request).catch(() => undefined)
  const outcome = outcomeOf(body.technical === 'intact', opinion)
  const added = opinionStep(outcome)
  const { verdict, indication, subIndication } = worstOf([body, conclude([added])])
  const { subIndication: _, stopsValidating, ...rest } = body
  return {
    ...rest,
    verdict,
    indication,
    ...(subIndication && { subIndication }),
    ...(stopsValidating && indication === 'TOTAL_PASSED' && { stopsValidating }),
    steps: [...body.steps, added],
    secondOpinion: { engine: OTHER_ENGINE, outcome },
  }
}

type Outcome = SecondOpinionReport['outcome']

function outcomeOf(isIntact: boolean, opinion: boolean | undefined): Outcome {
  if (opinion === undefined) return 'not-possible'
  return opinion === isIntact ? 'agrees' : 'disagrees'
}

function opinionStep(outcome: Outcome): Step {
  const clause = 'EN 319 102-1 §5.2.7'
  const code = `verification.second-opinion-${outcome}`
  const finding = outcome === 'disagrees' ? unknown(code, clause, 'GENERIC') : note(code, clause)
  return step('verification.second-opinion', clause, [finding])
}

async function describeInputs(request: EngineRequest, primitives: Primitives): Promise<ReportInput[]> {
  const of = (role: ReportInput['role'], files: readonly (NamedOctets | undefined)[]) =>
    files.flatMap((file) => (file ? [{ role, file }] : []))
  const given = [
    ...of('object', [request.object]),
    ...of('content', [request.content]),
    ...of('detached', request.detached ?? []),
    ...of('query', [request.query]),
    ...of('anchor', request.anchors),
    ...of('anchor', [...(request.tsaAnchors ?? []), ...(request.certificateAnchors ?? [])]),
    ...of('intermediate', request.intermediates),
    ...of('crl', request.crls),
    ...of('ocsp', request.ocsps),
  ]
  const described = await Promise.all(
    given.map(async ({ role, file: { name, bytes } }) => ({
      name,
      role,
      bytes: bytes.length,
      sha256: toHex(await primitives.digest('sha256', bytes)),
      sm3: toHex(await primitives.digest('sm3', bytes)),
    })),
  )
  // An anchor for documents and timestamps alike is one input.
  return [...new Map(described.map((one) => [`${one.role} ${one.sha256} ${one.name}`, one])).values()]
}

/** Steps have their titles under `step.<id>`, or under their id where no finding shares it. */
function texts(wanted: string, params?: Finding['params']): BilingualText {
  const code = wanted in messages ? wanted : wanted.replace(/^step\./, '')
  return { zh: textOf(code, 'zh', params), en: textOf(code, 'en', params) }
}
